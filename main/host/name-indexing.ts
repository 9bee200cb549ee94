import type { InputOf } from '../store/port.ts'
import type { Workspace } from './workspace.ts'

/** Names the writer takes in at once: some dozens of milliseconds, after which others have their turn. */
const atOnce = 5000
/** Between two of its parts whoever shows a search is told once, milliseconds. */
const tellEvery = 2000

/**
 * Brings the index of names up to date, in the background and in parts, whenever somebody looks at identities: synchronizations need not
 * wait for it, and workspaces nobody searches never have it.
 */
export function nameIndexing(
  { store, log }: Workspace,
  rules: () => InputOf<'namesWaiting'>,
  tick: () => void,
): () => void {
  let running = false
  const run = async (): Promise<void> => {
    if (!(await store.call('namesWaiting', rules()))) return
    let told = Date.now()
    while (await store.call('indexNames', { ...rules(), limit: atOnce })) {
      if (Date.now() - told < tellEvery) continue
      told = Date.now()
      tick()
    }
    tick()
  }
  return () => {
    if (running) return
    running = true
    void run()
      // The workspace was closed meanwhile; the index goes on from where it is when it is opened again.
      .catch((err: unknown) => log.info({ err }, 'the index of names is not up to date'))
      .finally(() => {
        running = false
      })
  }
}
