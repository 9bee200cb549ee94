import type { Db } from './database.ts'
import { sql } from './statement.ts'

const size = 16

/** The content hashes an approval names, ready to be asked: a million of them take 24 MB. */
class HashSet {
  readonly #hashes: Buffer
  /** Open addressing: the place of a hash, plus one; 0 is free. */
  readonly #slots: Int32Array
  readonly #mask: number

  /** @param hashes concatenated, 16 bytes each */
  constructor(hashes: Buffer) {
    const count = hashes.length / size
    let slots = 16
    while (slots < count * 2) slots *= 2
    this.#hashes = hashes
    this.#slots = new Int32Array(slots)
    this.#mask = slots - 1
    for (let at = 0; at < count; at++) {
      let slot = hashes.readUInt32LE(at * size) & this.#mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
      this.#slots[slot] = at + 1
    }
  }

  has(hash: Buffer): boolean {
    let slot = hash.readUInt32LE(0) & this.#mask
    for (let held = this.#slots[slot]; held !== 0; held = this.#slots[slot]) {
      const at = ((held as number) - 1) * size
      if (this.#hashes.compare(hash, 0, size, at, at + size) === 0) return true
      slot = (slot + 1) & this.#mask
    }
    return false
  }
}

/** Approvals whose hashes are at hand at once. */
const kept = 4

const known = new WeakMap<Db, Map<number, HashSet>>()

/** Whether an approval names a content. An approval never changes, so an export that asks for it two hundred at a time reads it once. */
export function approvalNames(db: Db, approval: number, hash: Buffer): boolean {
  let sets = known.get(db)
  if (sets === undefined) {
    sets = new Map()
    known.set(db, sets)
  }
  let named = sets.get(approval)
  if (named === undefined) {
    named = read(db, approval)
    if (named === undefined) return false
    if (sets.size >= kept) sets.delete(sets.keys().next().value as number)
    sets.set(approval, named)
  }
  return named.has(hash)
}

function read(db: Db, approval: number): HashSet | undefined {
  const row = sql<{ hashes: Buffer }>(
    db,
    `select hashes from approval where id = ? and decision = 'approved'`,
  ).get(approval)
  return row === undefined ? undefined : new HashSet(row.hashes)
}
