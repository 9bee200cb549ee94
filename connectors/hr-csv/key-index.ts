/**
 * Numbers keys from 0 in the order they are first met, without keeping them: 64 bits of hash stand for a key, so a
 * million keys take 24 MB. Two of a million keys share a hash once in forty million files.
 */
export class KeyIndex {
  /** True when the last `intern` met its key for the first time. */
  fresh = false
  #size = 0
  #slots = new Int32Array(1 << 12)
  #low = new Uint32Array(1 << 11)
  #high = new Uint32Array(1 << 11)

  get size(): number {
    return this.#size
  }

  /** The number of the key; a new one when it was not met before. */
  intern(key: string): number {
    let low = 0x9e3779b9
    let high = 0x85ebca6b
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at)
      low = Math.imul(low ^ code, 0x01000193)
      high = Math.imul(high ^ (code + at), 0x5bd1e995)
      high = (high << 13) | (high >>> 19)
    }
    low = mixed(low ^ (high >>> 7))
    high = mixed(high ^ key.length)
    return this.#place(low, high)
  }

  /** 32 bits of the key's hash, the same in every run: what a sketch of the keys is made of. */
  hashOf(id: number): number {
    return this.#low[id]!
  }

  #place(low: number, high: number): number {
    const mask = this.#slots.length - 1
    let slot = low & mask
    for (;;) {
      const id = this.#slots[slot]! - 1
      if (id < 0) break
      if (this.#low[id] === low && this.#high[id] === high) {
        this.fresh = false
        return id
      }
      slot = (slot + 1) & mask
    }
    this.fresh = true
    const id = this.#size++
    this.#low[id] = low
    this.#high[id] = high
    this.#slots[slot] = id + 1
    if (this.#size === this.#low.length) this.#grow()
    return id
  }

  #grow(): void {
    this.#low = grown(this.#low)
    this.#high = grown(this.#high)
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let id = 0; id < this.#size; id++) {
      let slot = this.#low[id]! & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = id + 1
    }
  }
}

/** 32-bit integers by a key's number; 0 where nothing was set. */
export class IdColumn {
  #values = new Int32Array(1 << 10)

  get(id: number): number {
    return id < this.#values.length ? this.#values[id]! : 0
  }

  set(id: number, value: number): void {
    if (id >= this.#values.length) {
      const wider = new Int32Array(Math.max(this.#values.length * 2, id + 1))
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[id] = value
  }
}

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(values.length * 2)
  wider.set(values)
  return wider
}

/** Spreads the bits of a 32-bit number, so that neighbouring keys do not get neighbouring slots. */
function mixed(value: number): number {
  let bits = value
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b)
  return (bits ^ (bits >>> 16)) >>> 0
}
