import type { ReadItem } from '../../connectors/spi/entry.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'
import { implausibilities, implausibleDeletions } from '../policy/plausibility.ts'
import { ReadCounter } from '../policy/read-profile.ts'

/** The setting that says why what was read of a system is not synchronized. */
const settingOf = (system: number): string => `implausible-${system}`

/**
 * Judges a read by the last ones, whatever the connector. Deletions of a delta read are held back until it is judged; a full read deletes at
 * its end only.
 */
export class ReadJudge {
  readonly #workspace: Workspace
  readonly #system: WorkspaceSystem
  readonly #counter = new ReadCounter()
  readonly #deletes = new Set<string>()

  /** Undefined when nobody wants it judged, or the connector does it before it gives anything out. */
  static of(workspace: Workspace, system: WorkspaceSystem): ReadJudge | undefined {
    if (system.source.plausibility === false || system.connector.capabilities.judgesReads === true)
      return undefined
    return new ReadJudge(workspace, system)
  }

  private constructor(workspace: Workspace, system: WorkspaceSystem) {
    this.#workspace = workspace
    this.#system = system
  }

  /** Takes note of a batch. @returns what may be staged now */
  see(items: readonly ReadItem[]): readonly ReadItem[] {
    let held = false
    for (const item of items)
      if (item.kind === 'delete') {
        held = true
        this.#deletes.add(item.anchor)
      } else if (item.kind !== 'rejected') {
        if (item.kind === 'object') this.#counter.add(item)
        // It is there after all.
        if (this.#deletes.size > 0) this.#deletes.delete(item.anchor)
      }
    return held ? items.filter((item) => item.kind !== 'delete') : items
  }

  /** The deletions that were held back. */
  get deletes(): readonly ReadItem[] {
    return [...this.#deletes].map((anchor) => ({ kind: 'delete' as const, anchor }))
  }

  /** What is odd about the read. */
  async problems(scope: 'full' | 'delta'): Promise<readonly string[]> {
    const { store } = this.#workspace
    const limits = this.#system.source.plausibility
    if (limits === false) return []
    if (scope === 'full') {
      const last = await store.call('importProfiles', { system: this.#system.id })
      return implausibilities(last, this.#counter.profile(), limits)
    }
    const space = (await store.call('spaceCounts', null)).find((one) => one.system === this.#system.id)
    return implausibleDeletions(space?.objects ?? 0, this.#deletes.size, limits)
  }

  /** It is believed: a full read is what the next ones are judged by. */
  async believe(scope: 'full' | 'delta', at: number): Promise<void> {
    const { store } = this.#workspace
    if (scope === 'full')
      await store.call('rememberProfile', { system: this.#system.id, at, profile: this.#counter.profile() })
    await store.call('setSetting', { name: settingOf(this.#system.id), value: null })
  }

  /** It is not: nothing of it is taken as deleted, and nothing is synchronized until somebody says otherwise. */
  async refuse(problems: readonly string[], run: number, at: number): Promise<never> {
    const { store } = this.#workspace
    const { title, name } = this.#system.source
    const text = problems.join('; ')
    await store.call('setSetting', { name: settingOf(this.#system.id), value: text })
    const advice = adviceFor(name)
    await store.call('stageNotes', {
      system: this.#system.id,
      clear: false,
      findings: problems.map((message) => ({
        code: 'implausible-read',
        severity: 'error' as const,
        system: this.#system.id,
        place: name,
        message: `${title}: ${message}`,
        advice,
        run,
        at,
      })),
    })
    throw new JoineryError(
      'implausible',
      `${title} does not look like its last imports, so nothing was taken as deleted: ${text}`,
      { advice, exitCode: 3 },
    )
  }
}

const adviceFor = (system: string): string =>
  `Check that the system is whole and import it again. When the change is meant: joinery import --system ${system} --accept-implausible --reason "…"`

/** @throws JoineryError `implausible`: what was read last of a system is not believed yet */
export async function refuseImplausible(workspace: Workspace): Promise<void> {
  for (const { id, source } of workspace.systems) {
    const why = await workspace.store.call('getSetting', { name: settingOf(id) })
    if (why !== undefined && source.plausibility !== false)
      throw new JoineryError(
        'implausible',
        `what was read last of ${source.title} does not look like its last imports: ${why}`,
        { advice: adviceFor(source.name), exitCode: 3 },
      )
  }
}
