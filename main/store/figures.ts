import type { Configuration } from '../config/load.ts'
import type { Db } from './database.ts'
import { type Mark, markOf, marksOf, type Part, raise } from './figure-marks.ts'
import { isActive } from './registry.ts'
import { sql } from './statement.ts'

interface Known {
  readonly part: Part
  readonly value: unknown
  /** The mark of its part that it was worked out at; undefined when that was being written to. */
  readonly at: number | undefined
  /** The mark of what people had decided. */
  readonly people: number
  /** When it was worked out, and how long that took, milliseconds. */
  readonly taken: number
  readonly cost: number
}

/** A figure that is kept from one start to the next. */
export interface KeptFigure {
  readonly name: string
  readonly part: Part
  readonly value: string
}

/** While a step writes, a figure may be so many times as old as it takes to work out: or counting would be all that is done. */
const patience = 10
const mostKnown = 60
/** Characters of JSON: what is longer is worked out again after a start. */
const longestKept = 200_000

const keepers = new WeakMap<Db, FigureKeeper>()

/** From now on figures of this connection, which reads, are remembered as long as they hold. */
export function keepFigures(db: Db, marks: Int32Array): void {
  keepers.set(db, new FigureKeeper(db, marks))
}

/**
 * Something that is counted over whole tables. Exact whenever no step is writing; where nobody remembers, it is worked out each time.
 * @param name says all that it depends on beside its part
 */
export function figure<T>(db: Db, part: Part, name: string, workOut: () => T): T {
  const keeper = keepers.get(db)
  return keeper === undefined ? workOut() : keeper.get(part, name, workOut)
}

/** What is known now and holds, to be kept; nothing while it is being written to. */
export const knownFigures = (db: Db): readonly KeptFigure[] => keepers.get(db)?.kept() ?? []

class FigureKeeper {
  readonly #db: Db
  readonly #marks: Int32Array
  readonly #known = new Map<string, Known>()

  constructor(db: Db, marks: Int32Array) {
    this.#db = db
    this.#marks = marks
  }

  get<T>(part: Part, name: string, workOut: () => T): T {
    const at = markOf(this.#marks, part)
    const people = markOf(this.#marks, 'people')
    const known = this.#known.get(name)
    if (known !== undefined) {
      if (isStill(at) && known.at === at) return known.value as T
      const young = performance.now() - known.taken < patience * known.cost
      if (young && isStill(people) && known.people === people && this.#isWriting()) return known.value as T
    }
    const taken = performance.now()
    const value = this.#fromBefore<T>(known, name) ?? workOut()
    this.#remember(name, {
      part,
      value,
      at: isStill(at) && markOf(this.#marks, part) === at ? at : undefined,
      people,
      taken: performance.now(),
      cost: performance.now() - taken,
    })
    return value
  }

  kept(): KeptFigure[] {
    return [...this.#known].flatMap(([name, { part, value, at }]) => {
      if (at === undefined || markOf(this.#marks, part) !== at) return []
      const text = JSON.stringify(value)
      return text.length > longestKept ? [] : [{ name, part, value: text }]
    })
  }

  /** What an earlier start has kept. The writer drops it before it writes anything that it counts. */
  #fromBefore<T>(known: Known | undefined, name: string): T | undefined {
    if (known !== undefined) return undefined
    const row = sql<{ value: string }>(this.#db, 'select value from figure where name = ?').get(name)
    return row === undefined ? undefined : (JSON.parse(row.value) as T)
  }

  #isWriting(): boolean {
    return sql(this.#db, `select 1 from run where state = 'running' limit 1`).get() !== undefined
  }

  #remember(name: string, known: Known): void {
    this.#known.delete(name)
    this.#known.set(name, known)
    const oldest = this.#known.keys().next().value
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}

const isStill = (mark: number): boolean => mark % 2 === 0

/** Keeps figures over the end of the process. */
export function saveFigures(db: Db, figures: readonly KeptFigure[]): void {
  db.transaction(() => {
    for (const { name, part, value } of figures)
      sql(db, 'insert or replace into figure (name, part, value) values (?, ?, ?)').run(name, part, value)
  })()
}

/** Runs the operations of a writer, so that no figure outlives what it counts. */
export class MarkingWriter {
  readonly #db: Db
  readonly #marks: Int32Array
  readonly #kept = new Set<Mark>()

  constructor(db: Db, marks: Int32Array) {
    this.#db = db
    this.#marks = marks
    this.#look()
  }

  run<T>(operation: string, input: unknown, work: () => T): T {
    // Each start activates what is active already.
    const nothingNew =
      operation === 'activate' &&
      isActive(this.#db, (input as { configuration: Configuration }).configuration)
    const marks = nothingNew ? [] : marksOf(operation)
    const dropped = marks.filter((mark) => this.#kept.has(mark))
    // Before the operation begins: a process that dies in between has figures to work out, not wrong ones.
    for (const part of dropped) sql(this.#db, 'delete from figure where part = ?').run(part)
    for (const part of dropped) this.#kept.delete(part)
    raise(this.#marks, marks)
    try {
      return work()
    } finally {
      raise(this.#marks, marks)
      if (operation === 'saveFigures') this.#look()
    }
  }

  #look(): void {
    for (const { part } of sql<{ part: Part }>(this.#db, 'select distinct part from figure').all())
      this.#kept.add(part)
  }
}
