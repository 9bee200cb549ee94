import { createHash } from 'node:crypto'

/** Bytes that follow from a seed: SHA-256 over the seed and a counter. As hard to guess as the seed is, and no harder. */
export class RandomSource {
  private readonly seed: string
  private block = Buffer.alloc(0)
  private blocks = 0

  constructor(seed: string) {
    this.seed = seed
  }

  bytes(count: number): Buffer {
    while (this.block.length < count) {
      const next = createHash('sha256')
        .update(`${this.blocks++}\0${this.seed}`)
        .digest()
      this.block = Buffer.concat([this.block, next])
    }
    const taken = this.block.subarray(0, count)
    this.block = this.block.subarray(count)
    return taken
  }

  /** A whole number from 0 to below `limit`, each as likely as any other. `limit` is at most 2^48. */
  below(limit: number): number {
    const fair = Math.floor(2 ** 48 / limit) * limit
    for (;;) {
      const drawn = this.bytes(6).readUIntBE(0, 6)
      if (drawn < fair) return drawn % limit
    }
  }

  pick<T>(from: ArrayLike<T>): T {
    return from[this.below(from.length)] as T
  }
}
