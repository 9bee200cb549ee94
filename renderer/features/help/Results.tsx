import { type RefObject, useEffect, useMemo } from 'react'
import { t } from '../../language/text.ts'
import { endKeys, stepKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Glyph } from '../../ui/Glyph.tsx'
import type { Hit, HitGroup } from './search.ts'

interface ResultsProps {
  list: RefObject<HTMLDivElement | null>
  query: string
  groups: readonly HitGroup[]
  /** Position of the current one among all hits. */
  current: number
  onCurrent: (index: number) => void
  onOpen: (hit: Hit) => void
}

const idOf = (index: number) => `help-hit-${index}`

/** What a search found: sections by page, the best page first. */
export function Results({ list, query, groups, current, onCurrent, onOpen }: ResultsProps) {
  const hits = useMemo(() => groups.flatMap((group) => group.hits), [groups])
  useKeys([
    ...stepKeys(current, hits.length, onCurrent),
    ...endKeys(hits.length, onCurrent),
    [
      'Enter',
      () => {
        const hit = hits[current]
        if (hit) onOpen(hit)
      },
    ],
  ])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other hits are at other places
  useEffect(() => {
    document.getElementById(idOf(current))?.scrollIntoView({ block: 'nearest' })
  }, [current, groups])
  if (hits.length === 0)
    return (
      <div className="help-none">
        <Empty title={t`Nothing about “${query}”`}>
          {t(
            'Other words may find it: names of functions, settings and commands are found as they are written, and by how they begin.',
          )}
        </Empty>
      </div>
    )
  let index = -1
  return (
    <div
      className="help-results"
      ref={list}
      role="listbox"
      aria-label={t('Results')}
      tabIndex={0}
      data-area
      aria-activedescendant={idOf(current)}
    >
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a listbox groups its options by this role
        <div key={group.page} role="group" aria-label={group.title} className="hit-group">
          <p className="section-head" aria-hidden="true">
            {group.title}
          </p>
          {group.hits.map((hit) => {
            index++
            const at = index
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox has the keys
              <div
                key={hit.slug}
                id={idOf(at)}
                role="option"
                tabIndex={-1}
                aria-selected={at === current}
                className={at === current ? 'hit is-current' : 'hit'}
                onClick={() => onOpen(hit)}
              >
                <HitText hit={hit} />
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}

function HitText({ hit }: { hit: Hit }) {
  return (
    <>
      <span className="hit-title">
        {hit.path.slice(1).map((title) => (
          <span key={title} className="muted">
            {title} <Glyph name="right" size={12} />
          </span>
        ))}
        <span className="medium">{hit.title}</span>
      </span>
      <span className="small muted">
        {hit.excerpt.map((piece, index) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
          piece.found ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>,
        )}
      </span>
    </>
  )
}
