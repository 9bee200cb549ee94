import type { Value } from '../../../connectors/spi/value.ts'
import type { ObjectImage, Operation } from '../../engine/model.ts'
import type { Db } from '../database.ts'
import { type PatternList, Patterns } from './patterns.ts'

/** How many accounts an edit concerns in one way. */
export interface AccountPart {
  readonly system: number
  readonly operation: Operation
  /** Null where it is about whole accounts. */
  readonly attribute: string | null
  /** It was planned, and would not be any more. */
  readonly withdrawn: boolean
  readonly count: number
}

export interface AccountEffects {
  /** Accounts that would be written otherwise than by the rules in use. */
  readonly accounts: number
  readonly parts: readonly AccountPart[]
  readonly patterns: PatternList
}

interface Row {
  id: number
  system: number
  object: number
  mv: number | null
  type: string
  operation: Operation
  attribute: string | null
  old: string | null
  new: string | null
  reference: number
}

const columns = 'id, system, object, mv, type, operation, attribute, old, new, reference'
/** Rows of one version of the plan that the other does not have as they are. */
const onlyIn = (one: 'main' | 'base', other: 'main' | 'base'): string =>
  `select ${columns} from ${one}.change n where state in ('planned', 'failed')
   and not exists (select 1 from ${other}.change o where o.id = n.id and o.hash = n.hash and o.state in ('planned', 'failed'))`

/** Compares the plan within the transaction with the one before it. `main` and `base` are the same file. */
export function accountEffects(db: Db): AccountEffects {
  const before = new Map<string, Row>()
  for (const row of db.prepare<[], Row>(onlyIn('base', 'main')).iterate()) before.set(keyOf(row), row)
  const tally = new Tally()
  for (const row of db.prepare<[], Row>(onlyIn('main', 'base')).iterate()) {
    const key = keyOf(row)
    const was = before.get(key)
    before.delete(key)
    tally.planned(row, was)
  }
  for (const row of before.values()) tally.withdrawn(row)
  return tally.result()
}

/** An account that is planned anew has another number: it is the same one for the same identity. */
const accountOf = ({ operation, system, type, mv, object }: Row): string =>
  operation === 'add' ? `+${system}:${type}:${mv}` : String(object)

const keyOf = (row: Row): string =>
  JSON.stringify([accountOf(row), row.operation, row.attribute, row.reference])

class Tally {
  readonly #accounts = new Set<string>()
  readonly #parts = new Map<string, { -readonly [K in keyof AccountPart]: AccountPart[K] }>()
  readonly #patterns = new Patterns()

  planned(row: Row, was: Row | undefined): void {
    if (row.operation === 'add' && was !== undefined) {
      this.#image(row, was)
      return
    }
    this.#count(row, row.attribute, row.operation, false)
    if (row.operation === 'update' && row.reference === 0)
      this.#pattern(
        row,
        row.attribute ?? '',
        valueIn((was ?? row)[was === undefined ? 'old' : 'new']),
        valueIn(row.new),
      )
  }

  withdrawn(row: Row): void {
    // A value that would not be written is one that stays as it is: as much of a change as another.
    this.#count(row, row.attribute, row.operation, row.operation !== 'update')
    if (row.operation === 'update' && row.reference === 0)
      this.#pattern(row, row.attribute ?? '', valueIn(row.new), valueIn(row.old))
  }

  result(): AccountEffects {
    return {
      accounts: this.#accounts.size,
      parts: [...this.#parts.values()].sort((a, b) => b.count - a.count),
      patterns: this.#patterns.list(),
    }
  }

  /** An account that would be made either way, with other values. */
  #image(row: Row, was: Row): void {
    const [old, next] = [was, row].map((one) => imageValues(JSON.parse(one.new ?? '{}') as ObjectImage))
    for (const attribute of new Set([...Object.keys(old ?? {}), ...Object.keys(next ?? {})])) {
      const [a, b] = [old?.[attribute], next?.[attribute]]
      if (JSON.stringify(a) === JSON.stringify(b)) continue
      this.#count(row, attribute, 'update', false)
      this.#pattern(row, attribute, a, b)
    }
  }

  #count(row: Row, attribute: string | null, operation: Operation, withdrawn: boolean): void {
    this.#accounts.add(accountOf(row))
    const named = operation === 'update' || operation === 'disable' ? attribute : null
    const key = JSON.stringify([row.system, operation, named, withdrawn])
    const part = this.#parts.get(key)
    if (part === undefined)
      this.#parts.set(key, { system: row.system, operation, attribute: named, withdrawn, count: 1 })
    else part.count++
  }

  #pattern(row: Row, attribute: string, old: Value | undefined, next: Value | undefined): void {
    this.#patterns.add(attribute, old, next, row.mv ?? -row.object)
  }
}

const valueIn = (text: string | null): Value | undefined =>
  text === null ? undefined : (JSON.parse(text) as Value)

const imageValues = ({ dn, attributes }: ObjectImage): Readonly<Record<string, Value>> => ({
  ...attributes,
  ...(dn === undefined ? {} : { dn }),
})
