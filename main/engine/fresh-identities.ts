import type { CompiledRules } from './compiled-rules.ts'
import type { LinkResult } from './link.ts'
import type { CsObject } from './model.ts'

/**
 * Most identities of a first synchronization are projected by one object and joined by none. Their values need not be worked out a second
 * time, nor their object read again. New ids are neighbours, so a range and its exceptions hold a million of them in no memory.
 */
export class FreshIdentities {
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY
  readonly #touched = new Set<number>()

  note(result: LinkResult, objects: readonly CsObject[], rules: CompiledRules): void {
    const system = objects[0]?.system ?? 0
    const projected = new Set<number>()
    for (const { id, type } of result.projected) {
      this.#first = Math.min(this.#first, id)
      this.#last = Math.max(this.#last, id)
      projected.add(id)
      // Who wrote first must be kept from the beginning.
      if ((rules.types.get(type)?.lastWriter.size ?? 0) > 0) this.#touched.add(id)
      // Its own source is a target too: the object is an account with changes of its own.
      if (rules.outbound.get(type)?.has(system)) this.#touched.add(id)
    }
    // What a finding says of an identity is said anew when it is worked out.
    for (const { mv } of result.findings) if (mv !== undefined) this.#touched.add(mv)
    for (const { link } of result.linked) if (link.kind === 'joined') this.#touched.add(link.mv)
    for (const mv of result.work) if (!projected.has(mv)) this.#touched.add(mv)
  }

  has(mv: number): boolean {
    return mv >= this.#first && mv <= this.#last && !this.#touched.has(mv)
  }

  /** Worked out: from now on they are like any other. */
  forget(ids: readonly number[]): void {
    const done = ids.at(-1)
    if (done === undefined || done < this.#first) return
    // The queue is worked through in order, so what is done is the lower end of the range.
    this.#first = done + 1
    for (const id of ids) this.#touched.delete(id)
  }
}
