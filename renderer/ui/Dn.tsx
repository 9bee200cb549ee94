import { Fragment } from 'react'

/** How a system names an object. A DN breaks after its commas, other keys where they must. */
export function Dn({ text }: { text: string }) {
  return (
    <p className="mono dn">
      {text.split(/(?<=[^\\],)/).map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in their order
        <Fragment key={i}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </p>
  )
}
