import { Fragment, type ReactNode } from 'react'
import { keyOf, places, translated } from './text.ts'

/** A text with elements in it, in the language that was chosen: rich`${count} of ${<b>{total}</b>} are read`. */
export function rich(parts: TemplateStringsArray, ...values: readonly ReactNode[]): ReactNode {
  // Texts at even places, numbers of values at odd ones.
  const pieces = translated(keyOf(parts)).split(places)
  return pieces.map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
    <Fragment key={at}>{at % 2 === 0 ? piece : values[Number(piece)]}</Fragment>
  ))
}
