import { useState } from 'react'
import type { JoinCandidate, JoinCase, JoinCell } from '../../../preload/contract/joins.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { Nothing } from '../../ui/Difference.tsx'
import { formatValue } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Progress } from '../../ui/Progress.tsx'
import type { Chosen } from './chosen.ts'
import { comparedFirst, distinction, likenessOf, likenessWord, pointsOf } from './joinWords.ts'

interface CompareProps {
  join: JoinCase
  chosen: Chosen
  onChoose: (chosen: Chosen) => void
}

/** Side by side with more, names and values would have no room. */
const atOnce = 3

/** The object beside its candidates, attribute by attribute: what is equal, similar or different, and what it counts. */
export function Compare({ join, chosen, onChoose }: CompareProps) {
  const [all, setAll] = useState(false)
  const from = typeof chosen === 'number' && chosen >= atOnce && !all ? chosen - atOnce + 1 : 0
  const shown = all ? join.candidates : join.candidates.slice(from, from + atOnce)
  const attributes = comparedFirst(shown)
  return (
    <>
      <table className="compare">
        <thead>
          <tr>
            <th className="attr caption faint">{t('Attribute and its weight')}</th>
            <th className="mine">
              <div className="strong">{join.name}</div>
              <div className="small muted">{t('as it was read')}</div>
            </th>
            {shown.map((candidate, i) => (
              <CandidateHead
                key={candidate.id}
                candidate={candidate}
                all={join.candidates}
                place={from + i}
                isChosen={chosen === from + i}
                onChoose={onChoose}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {attributes.map(({ attribute, metaverseAttribute, weight, mine }) => (
            <tr key={`${attribute} ${metaverseAttribute}`}>
              <th scope="row">
                <span className="mono clip" title={titleOf(attribute, metaverseAttribute)}>
                  {attribute}
                </span>
                <span className="weight num">{weight}</span>
              </th>
              <td className="mine clip" title={formatValue(mine) ?? undefined}>
                {formatValue(mine) ?? <Nothing />}
              </td>
              {shown.map((candidate, i) => (
                <Compared
                  key={candidate.id}
                  cell={candidate.cells.find(
                    (cell) => cell.attribute === attribute && cell.metaverseAttribute === metaverseAttribute,
                  )}
                  isChosen={chosen === from + i}
                />
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row" className="muted">
              {t('Has an account')}
            </th>
            <td className="mine" />
            {shown.map((candidate, i) => (
              <td key={candidate.id} className={`cand${chosen === from + i ? ' best' : ''}`}>
                <span className="match">
                  <span />
                  {candidate.taken ? (
                    <span className="mono clip muted" title={candidate.taken.name}>
                      {candidate.taken.name}
                    </span>
                  ) : (
                    <span className="medium">{t('none yet')}</span>
                  )}
                </span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {join.candidates.length > atOnce && !all ? (
        <p className="more-candidates">
          <Button small onClick={() => setAll(true)}>{t`Show all ${join.candidates.length}`}</Button>
        </p>
      ) : null}
    </>
  )
}

const titleOf = (attribute: string, metaverseAttribute: string): string =>
  attribute === metaverseAttribute
    ? attribute
    : t`${attribute}, compared with ${metaverseAttribute} of the identity`

interface CandidateHeadProps {
  candidate: JoinCandidate
  all: readonly JoinCandidate[]
  place: number
  isChosen: boolean
  onChoose: (chosen: Chosen) => void
}

function CandidateHead({ candidate, all, place, isChosen, onChoose }: CandidateHeadProps) {
  return (
    <th scope="col" className={`cand${isChosen ? ' best' : ''}`}>
      <button type="button" aria-pressed={isChosen} onClick={() => onChoose(place)}>
        <span className="nm">
          {place < 9 ? <kbd className="key">{place + 1}</kbd> : null}
          <span className="clip" title={candidate.name}>
            {candidate.name}
          </span>
          <span className="num total">{rich`${<b>{candidate.score}</b>} of 100`}</span>
        </span>
        <span className="what clip" title={standing(candidate)}>
          {distinction(candidate, all) || standing(candidate)}
        </span>
      </button>
      <Progress done={candidate.score} total={100} label={t`Score of ${candidate.name}`} />
    </th>
  )
}

function standing({ current, matches, type }: JoinCandidate): string {
  if (current) return t('linked to it now')
  return matches ? t`${type}, has a value that a join looks for` : t`${type}, close by its values`
}

const glyphOf = { equal: 'equal', near: 'near', differ: 'differ' } as const

function Compared({ cell, isChosen }: { cell: JoinCell | undefined; isChosen: boolean }) {
  const className = `cand${isChosen ? ' best' : ''}`
  if (!cell) return <td className={className} />
  const likeness = likenessOf(cell)
  const text = formatValue(cell.theirs)
  return (
    <td className={`${className} is-${likeness}`}>
      <span className="match">
        <span title={likenessWord[likeness]}>
          {likeness === 'none' ? null : <Glyph name={glyphOf[likeness]} />}
          <span className="hidden-text">{likenessWord[likeness]}</span>
        </span>
        <span className="clip" title={text ?? undefined}>
          {text ?? <Nothing />}
        </span>
        <span className="points num">{pointsOf(cell)}</span>
      </span>
    </td>
  )
}
