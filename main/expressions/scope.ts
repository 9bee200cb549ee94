import type { Value } from '../../connectors/spi/value.ts'
import { RandomSource } from './random-source.ts'

/** Gives the value of an attribute; undefined when it has none. */
export type ReadAttribute = (name: string) => Value | undefined

/** All an expression may know besides the object it is worked out for: there is no clock and no chance in this room. */
export interface Environment {
  /** The day the synchronization counts as, `YYYY-MM-DD`. */
  readonly today: string
  /** The instant that Now() gives, ISO 8601 in UTC; the beginning of `today` without it. */
  readonly now?: string
  /**
   * What Guid, RandomString and RandomNum draw from: the same seed gives the same values. It must differ from object to object and
   * from flow to flow, and hold a secret where passwords are made. Without it these functions are errors, for a value that many
   * objects share is worse than none.
   */
  readonly seed?: string
  /** Values of the `%Parameters%` of the dialect `connect`. */
  readonly parameters?: Readonly<Record<string, Value>>
  /** What the target system is known to hold of the account the expression is worked out for: ImportedValue reads it. */
  readonly imported?: ReadAttribute
}

/** Values looked at and characters made, roughly: about a second, and ten passes over the largest group. */
const maximumWork = 5_000_000

/** What lives as long as one evaluation. */
export class Scope {
  readonly read: ReadAttribute
  readonly environment: Environment
  /** By the slot the compiler gave them. */
  readonly variables: (Value | undefined)[] = []
  private work = 0
  private source: RandomSource | undefined

  constructor(read: ReadAttribute, environment: Environment) {
    this.read = read
    this.environment = environment
  }

  /** False when the evaluation has done more than it may. */
  mayDo(work: number): boolean {
    this.work += work
    return this.work <= maximumWork
  }

  /** Undefined when the environment gives no seed. */
  random(): RandomSource | undefined {
    const { seed } = this.environment
    if (seed === undefined) return undefined
    this.source ??= new RandomSource(seed)
    return this.source
  }
}
