const kept = 1024

/**
 * The smallest hashes of a set of keys: 4 kB that stand for any number of keys, enough to estimate how many of the
 * keys of one file are in another to about three points.
 */
export class KeySketch {
  #hashes = new Uint32Array(kept * 2)
  #size = 0
  #limit = 0xffffffff

  add(hash: number): void {
    if (hash > this.#limit) return
    this.#hashes[this.#size++] = hash
    if (this.#size === this.#hashes.length) this.#cut()
  }

  /** Base64 of the hashes in ascending order. */
  toString(): string {
    this.#cut()
    const bytes = Buffer.alloc(this.#size * 4)
    for (let at = 0; at < this.#size; at++) bytes.writeUInt32LE(this.#hashes[at]!, at * 4)
    return bytes.toString('base64')
  }

  #cut(): void {
    this.#hashes.subarray(0, this.#size).sort()
    this.#size = Math.min(this.#size, kept)
    if (this.#size === kept) this.#limit = this.#hashes[kept - 1]!
  }
}

/** The share (0 to 1) of the keys of the old file that the new one has too; 1 when the old one had none. */
export function keptShare(old: string, now: string): number {
  const [before, after] = [hashesOf(old), hashesOf(now)]
  // Beyond its largest hash a full sketch says nothing, so both are compared as far as both reach.
  const limit = Math.min(reach(before), reach(after))
  const compared = before.filter((hash) => hash <= limit)
  if (compared.length === 0) return before.length === 0 ? 1 : 0
  const present = new Set(after)
  return compared.filter((hash) => present.has(hash)).length / compared.length
}

function reach(hashes: readonly number[]): number {
  return hashes.length < kept ? 0xffffffff : hashes[hashes.length - 1]!
}

function hashesOf(text: string): number[] {
  const bytes = Buffer.from(text, 'base64')
  return Array.from({ length: bytes.length >> 2 }, (_, at) => bytes.readUInt32LE(at * 4))
}
