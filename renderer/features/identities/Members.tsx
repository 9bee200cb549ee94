import { useRef, useState } from 'react'
import type { Identity } from '../../../preload/contract/identities.ts'
import { type Span, useBlocks } from '../../client/useBlocks.ts'
import { t } from '../../language/text.ts'
import { formatRoute, navigate } from '../../shell/route.ts'
import { formatNumber } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { VirtualGrid } from '../../ui/VirtualGrid.tsx'

/** Whom it names by attributes of many values, such as a group's members; of any number, as one scrolls. */
export function Members({ identity }: { identity: Identity }) {
  return identity.values.map(({ attribute, references }) =>
    references && references.count > references.first.length ? (
      <Named key={attribute} id={identity.id} attribute={attribute} count={references.count} />
    ) : null,
  )
}

function Named({ id, attribute, count }: { id: number; attribute: string; count: number }) {
  const [span, setSpan] = useState<Span>({ first: 0, last: 20 })
  const [current, setCurrent] = useState(-1)
  const blocks = useBlocks('identities.references', { id, attribute }, span)
  const grid = useRef<HTMLDivElement>(null)
  return (
    <section className="members" aria-label={attribute}>
      <h2 className="section-head">
        <span className="mono">{attribute}</span> <span className="sub num">{formatNumber(count)}</span>
      </h2>
      {blocks.error ? <ErrorNotice error={blocks.error} /> : null}
      <VirtualGrid
        grid={grid}
        label={t`${formatNumber(count)} of ${attribute}`}
        className="member-list"
        columns={[{ name: t('Name') }, { name: t('Type') }]}
        count={count}
        current={current}
        rowHeight={32}
        onSpan={setSpan}
        onCurrent={setCurrent}
        onOpen={(index) => {
          const row = blocks.row(index)
          if (row) navigate(formatRoute('identities', row.id))
        }}
        cells={(index) => {
          const row = blocks.row(index)
          return row ? (
            <>
              <Cell className="clip">
                <a href={formatRoute('identities', row.id)} tabIndex={-1}>
                  {row.name}
                </a>
              </Cell>
              <Cell className="muted clip">{row.type}</Cell>
            </>
          ) : undefined
        }}
      />
    </section>
  )
}
