import type { Provenance } from './model.ts'

/**
 * Whether every value still comes from where it came from.
 * @param stored JSON: rule, object, run, attributes of each contribution
 */
export function sameProvenance(stored: string, now: Provenance): boolean {
  const held = JSON.parse(stored) as [string, number, number, string[]][]
  return (
    held.length === now.length &&
    now.every(([rule, object, names], i) => {
      const [heldRule, heldObject, , heldNames] = held[i] as (typeof held)[number]
      return (
        rule === heldRule &&
        object === heldObject &&
        names.length === heldNames.length &&
        names.every((name, k) => name === heldNames[k])
      )
    })
  )
}
