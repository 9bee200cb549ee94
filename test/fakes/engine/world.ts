import type { ChangeItem, ObjectItem, ReadItem } from '../../../connectors/spi/entry.ts'
import type { Value } from '../../../connectors/spi/value.ts'
import type { Configuration } from '../../../main/config/load.ts'
import { type Candidate, candidatesOf } from '../../../main/engine/attributes.ts'
import { compileRules } from '../../../main/engine/compile.ts'
import type { CompiledRules } from '../../../main/engine/compiled-rules.ts'
import { sameValue } from '../../../main/engine/same-value.ts'
import { writtenTypes } from '../../../main/jobs/import.ts'
import { pack } from '../../../main/jobs/pack.ts'
import { pendingCounts } from '../../../main/store/change-queries.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'
import { listDrift } from '../../../main/store/drift-list.ts'
import { unconfirmedObjects } from '../../../main/store/export.ts'
import { readOperations, writeOperations } from '../../../main/store/operations.ts'
import type { WayHomeOutcome } from '../../../main/store/port.ts'
import type { StageStatistics } from '../../../main/store/stage.ts'
import { SyncStore } from '../../../main/store/sync-store.ts'
import type { Synchronized } from '../../../main/store/synchronize.ts'
import type { ChangeSelection } from '../../../preload/contract/changes.ts'
import type { FakeSystem } from './fake-system.ts'
import {
  fakeSystems,
  peopleConfiguration,
  type RuleOverrides,
  type SystemName,
  systemNames,
} from './people-workspace.ts'

export interface ImportOptions {
  /** What the read gives instead of everything the system holds. */
  readonly items?: readonly ReadItem[]
  readonly complete?: boolean
  readonly scope?: 'full' | 'delta'
  readonly page?: number
}

export interface SynchronizeOptions {
  readonly batch?: number
  /** The day the session works on. */
  readonly today?: string
  /** Asked between batches, as the job's cancel switch is. */
  readonly cancelled?: () => boolean
}

/** The real store and the real engine around systems in memory: what a session does, without threads and files. */
export class World {
  /** From so many references on an identity's are worked out value by value; undefined: as in the product. */
  static referencesByValueFrom: number | undefined
  readonly db: Db
  readonly systems: Readonly<Record<SystemName, FakeSystem>> = fakeSystems()
  #configuration: Configuration
  #ids: ReadonlyMap<string, number>
  #clock = 1

  constructor(configuration: Configuration = peopleConfiguration(), path = ':memory:') {
    this.db = openWriter(path)
    if (World.referencesByValueFrom !== undefined)
      writeOperations.setSetting(this.db, {
        name: 'references-by-value-from',
        value: String(World.referencesByValueFrom),
      })
    this.#configuration = configuration
    this.#ids = this.activate(configuration)
    for (const name of systemNames)
      writeOperations.saveSchema(this.db, { system: this.id(name), schema: this.systems[name].schema })
  }

  activate(configuration: Configuration): ReadonlyMap<string, number> {
    this.#configuration = configuration
    const { systems } = writeOperations.activate(this.db, {
      configuration,
      author: 'test',
      at: this.#clock++,
    })
    this.#ids = new Map(systems.map((system) => [system.name, system.id]))
    return this.#ids
  }

  /** The configuration of the people workspace with some rules otherwise. */
  static configuration(overrides: RuleOverrides): Configuration {
    return peopleConfiguration(overrides)
  }

  /** The compiled rules, as the synchronization uses them. */
  rules(): CompiledRules {
    const systems = systemNames.map((name) => {
      const { capabilities, schema } = this.systems[name]
      return [name, { id: this.id(name), capabilities, schema }] as const
    })
    return compileRules(this.#configuration.workspace, this.#configuration.rules, new Map(systems))
  }

  /** Who offered a value for an attribute of the first identity, winner first. */
  candidates(attribute: string): readonly Candidate[] {
    const linked = new SyncStore(this.db, 0, 0).linkedObjects([1]).get(1) ?? []
    return candidatesOf(linked, 'person', this.rules(), { today: '2026-03-10' }).filter(
      (one) => one.attribute === attribute,
    )
  }

  close(): void {
    this.db.close()
  }

  id(name: SystemName): number {
    return this.#ids.get(name) as number
  }

  import(name: SystemName, options: ImportOptions = {}): StageStatistics {
    const system = this.systems[name]
    const items = options.items ?? system.items()
    const run = this.#run('import', name)
    writeOperations.stageBegin(this.db, {
      system: this.id(name),
      run,
      referenceKey: system.capabilities.referenceKey,
      written: writtenTypes(this.#configuration, name),
      at: this.#clock++,
    })
    const size = options.page ?? 100
    for (let i = 0; i < Math.max(1, items.length); i += size)
      writeOperations.stagePage(this.db, { run, page: pack(items.slice(i, i + size)) })
    return writeOperations.stageEnd(
      this.db,
      (options.complete ?? true)
        ? { run, complete: true, scope: options.scope ?? 'full', watermark: `w${run}` }
        : { run, complete: false },
    )
  }

  /** What a delta read would say: each difference between what the connector space holds and what the system holds now. */
  deltaItems(name: SystemName): ReadItem[] {
    const system = this.systems[name]
    const held = this.db
      .prepare<unknown[], { id: number; anchor: string; dn: string | null; observed: string }>(
        'select id, anchor, dn, observed from cs_object where system = ? and observed is not null',
      )
      .all(this.id(name))
    const now = new Map(system.items().map((item) => [item.anchor, item]))
    const known = new Set(held.map((row) => row.anchor))
    const items: ReadItem[] = []
    for (const { id, anchor, dn, observed } of held) {
      const item = now.get(anchor)
      if (item === undefined) {
        items.push({ kind: 'delete', anchor })
        continue
      }
      const before = JSON.parse(observed) as Record<string, Value>
      const set = Object.entries(item.attributes).filter(([key, value]) => !sameValue(before[key], value))
      const references = this.#referenceDeltas(id, system, item)
      items.push({
        kind: 'change',
        type: item.type,
        anchor,
        ...(item.dn !== undefined && item.dn !== dn ? { dn: item.dn } : {}),
        set: Object.fromEntries(set),
        clear: Object.keys(before).filter((key) => !(key in item.attributes)),
        references,
      })
    }
    return [...items, ...[...now.values()].filter((item) => !known.has(item.anchor))]
  }

  #referenceDeltas(id: number, system: FakeSystem, item: ObjectItem): NonNullable<ChangeItem['references']> {
    const column = system.capabilities.referenceKey
    const held = this.db
      .prepare<unknown[], { attribute: string; key: string }>(
        `select r.attribute, o.${column} as key from cs_reference r join cs_object o on o.id = r.target where r.source = ?`,
      )
      .all(id)
    const deltas: Record<string, { add: string[]; remove: string[] }> = {}
    const of = (attribute: string): { add: string[]; remove: string[] } => {
      deltas[attribute] ??= { add: [], remove: [] }
      return deltas[attribute]
    }
    for (const [attribute, keys] of Object.entries(item.references ?? {}))
      for (const key of keys)
        if (!held.some((row) => row.attribute === attribute && row.key === key)) of(attribute).add.push(key)
    for (const { attribute, key } of held)
      if (!(item.references?.[attribute] ?? []).includes(key)) of(attribute).remove.push(key)
    return deltas
  }

  importAll(order: readonly SystemName[] = systemNames): void {
    for (const name of order) this.import(name)
  }

  synchronize(mode: 'full' | 'delta' = 'delta', options: SynchronizeOptions = {}): Synchronized {
    const capabilities = this.#capabilities()
    return writeOperations.synchronize(
      this.db,
      {
        configuration: this.#configuration,
        capabilities,
        mode,
        today: options.today ?? '2026-03-10',
        run: this.#run('synchronize', undefined),
        at: this.#clock++,
        batch: options.batch ?? 2000,
      },
      { cancelled: options.cancelled ?? (() => false), progress: () => {} },
    )
  }

  approve(selection: ChangeSelection = { filter: {} }): number {
    return this.decide('approved', selection).changed
  }

  decide(
    decision: 'approved' | 'held' | 'rejected' | 'undecided',
    selection: ChangeSelection = { filter: {} },
  ): { changed: number; undo: string } {
    return writeOperations.decide(this.db, {
      selection,
      decision,
      reason: undefined,
      author: 'test',
      at: this.#clock++,
    })
  }

  /** What was changed outside: kind, attribute and state of each. */
  drift(): string[] {
    return listDrift(this.db, { filter: {}, grouped: false, offset: 0, limit: 1000 })
      .rows.map((row) => [row.kind, row.attribute, row.state].filter((part) => part !== null).join(' '))
      .sort()
  }

  /** Decides about everything that was changed outside. */
  decideDrift(decision: 'accept' | 'enforce'): number {
    const { rows } = listDrift(this.db, { filter: {}, grouped: false, offset: 0, limit: 1000 })
    return writeOperations.decideDrift(this.db, {
      ids: rows.map((row) => row.id),
      decision,
      reason: 'because',
      author: 'test',
      at: this.#clock++,
    }).changed
  }

  undecide(undo: string): number {
    return writeOperations.undecide(this.db, { undo, author: 'test', at: this.#clock++ }).changed
  }

  /** What a person decides over an object: whose it is (an identity), that it is nobody's, or a new one. */
  decideJoin(name: SystemName, anchor: string, decision: number | 'disconnect' | 'project'): void {
    writeOperations.decideJoin(this.db, {
      configuration: this.#configuration,
      capabilities: this.#capabilities(),
      system: this.id(name),
      anchor,
      kind: typeof decision === 'number' ? 'join' : decision,
      mv: typeof decision === 'number' ? decision : undefined,
      reason: undefined,
      author: 'test',
      at: this.#clock++,
      today: '2026-03-10',
    })
  }

  withdrawJoin(name: SystemName, anchor: string): void {
    const system = this.id(name)
    writeOperations.withdrawJoin(this.db, {
      system,
      anchor,
      reason: undefined,
      author: 'test',
      at: this.#clock++,
    })
  }

  #capabilities(): Readonly<Record<string, FakeSystem['capabilities']>> {
    return Object.fromEntries(systemNames.map((name) => [name, this.systems[name].capabilities]))
  }

  /** Writes what is approved, as the export does: adds, then updates, then deletions, then what waited for these. */
  export(name: SystemName): { exported: number; failed: number } {
    const system = this.systems[name]
    const run = this.#run('export', name)
    const totals = { exported: 0, failed: 0 }
    for (const phase of ['add', 'update', 'delete', 'update', 'late add', 'update'] as const)
      for (;;) {
        const { requests, done: nothingLeft } = writeOperations.takeApproved(this.db, {
          system: this.id(name),
          phase,
          limit: 3,
          run,
          referenceKey: system.capabilities.referenceKey,
          referencesInAdd: false,
          author: 'test',
          at: this.#clock++,
        })
        if (nothingLeft) break
        const outcomes = requests.map(({ request, changes, aside }) => {
          const answer = system.write(request)
          if (answer.ok) return { changes, ok: true, anchor: answer.anchor, dn: answer.dn, aside }
          const { kind, message } = answer
          return { changes, ok: false, aside, error: { kind, message, advice: 'Look at it' } }
        })
        const done = writeOperations.recordOutcomes(this.db, {
          run,
          session: null,
          author: 'test',
          at: this.#clock++,
          outcomes,
        })
        totals.exported += done.exported
        totals.failed += done.failed
      }
    this.#goHome(name, run)
    return totals
  }

  /** As the export does at its end, without reading first: nothing is cut off here. */
  #goHome(name: SystemName, run: number): void {
    const outcomes = readOperations
      .waysHome(this.db, { system: this.id(name) })
      .map(({ object, attribute, request }): WayHomeOutcome => {
        const answer = request === undefined ? undefined : this.systems[name].write(request)
        if (answer?.ok) return { object, attribute, result: 'home' }
        return { object, attribute, result: 'refused', message: answer?.message }
      })
    writeOperations.recordWaysHome(this.db, {
      system: this.id(name),
      run,
      session: null,
      author: 'test',
      at: this.#clock++,
      outcomes,
    })
  }

  exportAll(): { exported: number; failed: number } {
    const [ad, app] = [this.export('ad'), this.export('app')]
    return { exported: ad.exported + app.exported, failed: ad.failed + app.failed }
  }

  /** Reads back, object by object, what was written. */
  confirm(name: SystemName): StageStatistics {
    const system = this.systems[name]
    const written = unconfirmedObjects(this.db, { system: this.id(name), after: 0, limit: 10_000 })
    return this.import(name, {
      complete: false,
      items: written.map(
        ({ anchor }): ReadItem => system.item(anchor) ?? { kind: 'delete' as const, anchor },
      ),
    })
  }

  /** A whole session in which everything is approved; what a write makes possible, the next round does. */
  cycle(rounds = 3): void {
    this.importAll()
    for (let round = 0; round < rounds; round++) {
      this.synchronize()
      this.approve()
      this.exportAll()
      this.confirm('ad')
      this.confirm('app')
    }
    this.synchronize()
  }

  audit(event: string): void {
    writeOperations.audit(this.db, [{ at: this.#clock++, author: 'test', event, details: {} }])
  }

  /** Pending changes, all systems and operations together. */
  planned(): number {
    let planned = 0
    for (const counts of pendingCounts(this.db, 'pending').values())
      for (const n of Object.values(counts)) planned += n
    return planned
  }

  findings(code?: string): { code: string; message: string; object: number | null; advice: string }[] {
    return this.db
      .prepare<unknown[], { code: string; message: string; object: number | null; advice: string }>(
        'select code, message, object, advice from finding where ? is null or code = ? order by id',
      )
      .all(code ?? null, code ?? null)
  }

  #run(step: 'import' | 'synchronize' | 'export', name: SystemName | undefined): number {
    return writeOperations.startRun(this.db, {
      session: null,
      step,
      system: name === undefined ? null : this.id(name),
      mode: 'test',
      at: this.#clock++,
      author: 'test',
    })
  }
}
