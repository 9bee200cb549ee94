import type { ReadNote } from '../spi/entry.ts'
import { IdColumn, type KeyIndex } from './key-index.ts'

/** How many orphans and cycles are named one by one. */
const named = 20
/** How many people of a cycle are named before the chain is cut short. */
const longestChain = 30

/**
 * Who refers to whom by one reference attribute, such as manager: a number for each person, and the text of keys only
 * where somebody refers to them.
 */
export class ReferenceGraph {
  readonly #attribute: string
  readonly #file: string
  readonly #keys: KeyIndex
  readonly #lines: IdColumn
  /** The number of whom a person refers to, plus one. */
  readonly #target = new IdColumn()
  /** The line of the first row that refers to a key, by the key's number. */
  readonly #referredAt = new Map<number, { readonly key: string; readonly line: number; rows: number }>()

  constructor(attribute: string, file: string, keys: KeyIndex, lines: IdColumn) {
    this.#attribute = attribute
    this.#file = file
    this.#keys = keys
    this.#lines = lines
  }

  link(from: number, key: string, line: number): void {
    const to = this.#keys.intern(key)
    this.#target.set(from, to + 1)
    const before = this.#referredAt.get(to)
    if (before) before.rows++
    else this.#referredAt.set(to, { key: detached(key), line, rows: 1 })
  }

  notes(): ReadNote[] {
    return [...this.#orphans(), ...this.#cycles()]
  }

  /** References to keys no row of the file has. */
  #orphans(): ReadNote[] {
    const orphans = [...this.#referredAt].filter(([id]) => this.#lines.get(id) === 0).map(([, seen]) => seen)
    if (orphans.length === 0) return []
    const list = orphans.slice(0, named).map(({ key, line, rows }) => {
      return `${key} (line ${line}${rows > 1 ? ` and ${rows - 1} more` : ''})`
    })
    const more = orphans.length > named ? ` and ${orphans.length - named} more` : ''
    return [
      {
        code: 'hr.orphans',
        where: `${this.#file}, ${this.#attribute}`,
        text: `${orphans.length} ${this.#attribute} ${orphans.length === 1 ? 'key is' : 'keys are'} not in the file: ${list.join(', ')}${more}`,
        advice: `Add the missing people to the export or correct the ${this.#attribute}; until then these references stay empty.`,
      },
    ]
  }

  #cycles(): ReadNote[] {
    const chains = this.#findCycles()
    return chains.slice(0, named).map((chain, at) => {
      const shown = chain.slice(0, longestChain).map((id) => this.#referredAt.get(id)!.key)
      const cut = chain.length > longestChain ? ['…'] : []
      const others =
        at === named - 1 && chains.length > named ? ` (${chains.length - named} more cycles)` : ''
      return {
        code: 'hr.cycle',
        where: `${this.#file} line ${this.#lines.get(chain[0]!)}, ${this.#attribute}`,
        text: `The ${this.#attribute} chain runs in a circle: ${[...shown, ...cut, shown[0]].join(' → ')}${others}`,
        advice: `Correct the ${this.#attribute} of one of them in the HR system.`,
      }
    })
  }

  /** Each person refers to one other at most, so walking on from every person once finds every circle. */
  #findCycles(): number[][] {
    const walkOf = new IdColumn()
    const cycles: number[][] = []
    for (let start = 0; start < this.#keys.size; start++) {
      let at = start
      while (walkOf.get(at) === 0 && this.#target.get(at) !== 0) {
        walkOf.set(at, start + 1)
        at = this.#target.get(at) - 1
      }
      if (this.#target.get(at) !== 0 && walkOf.get(at) === start + 1) cycles.push(this.#circleFrom(at))
    }
    return cycles
  }

  #circleFrom(start: number): number[] {
    const circle = [start]
    for (let at = this.#target.get(start) - 1; at !== start; at = this.#target.get(at) - 1) circle.push(at)
    return circle
  }
}

/** A copy of its own: a slice would keep the piece of the file it was cut from in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}
