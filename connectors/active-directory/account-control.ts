/** Bits of userAccountControl that this connector speaks of. */
export const accountBits = { disabled: 0x2, normal: 0x200 } as const

export type BitMerge =
  | { readonly kind: 'write'; readonly value: number }
  /** Somebody else made the same change. */
  | { readonly kind: 'done' }
  /** One of the bits to be changed is not what it was when the change was planned. */
  | { readonly kind: 'conflict' }

/** A planned change of a bit field laid over what is there now: only the bits that differ between `old` and `wanted` change. */
export function mergeBits(old: number, wanted: number, live: number): BitMerge {
  const mask = old ^ wanted
  const value = (live & ~mask) | (wanted & mask)
  if (value === live) return { kind: 'done' }
  return (live & mask) === (old & mask) ? { kind: 'write', value } : { kind: 'conflict' }
}
