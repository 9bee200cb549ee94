import { state } from '../state.ts'

/** What the test says to the application's main process, and hears from it. */
export type ToMain = { readonly id: number; readonly run: string; readonly argument: unknown }
export type FromMain =
  | { readonly window: string }
  | { readonly id: number; readonly value?: unknown; readonly error?: string }

/**
 * Runs what the test sends, as Playwright does in a real Electron: functions that get the module `electron` and one argument. Says once
 * that the first window is shown, and where its page can be driven.
 */
export function obey(electron: object, endpoint: () => string): void {
  const tell = (message: FromMain) => void (process.connected && process.send?.(message))
  process.on('message', async ({ id, run, argument }: ToMain) => {
    try {
      const value = await new Function('electron', 'argument', `return (${run})(electron, argument)`)(
        electron,
        argument,
      )
      tell({ id, value })
    } catch (error) {
      tell({ id, error: (error as Error).stack ?? String(error) })
    }
  })
  // Who started the application is gone: nobody will close it.
  process.on('disconnect', () => process.exit(1))
  const waiting = setInterval(() => {
    const [window] = state.windows
    if (!(window as { isShown?: boolean } | undefined)?.isShown) return
    clearInterval(waiting)
    tell({ window: endpoint() })
  }, 20)
}
