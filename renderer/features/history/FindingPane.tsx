import type { Ref } from 'react'
import type { CausedFinding, FindingCause } from '../../../preload/contract/causes.ts'
import type { Run } from '../../../preload/contract/session.ts'
import type { SystemTile as Tile } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Dn } from '../../ui/Dn.tsx'
import { formatMoment, formatNumber } from '../../ui/format.ts'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { decisionWord, operationWord } from '../../ui/words.ts'
import { retryMeaning, retryWord, sentence } from './causeWords.ts'
import type { Findings } from './historyPlace.ts'
import { Remedy, type RemedyHandle } from './Remedy.tsx'

interface FindingPaneProps {
  row: CausedFinding
  tile: Tile | undefined
  cause: FindingCause
  place: Findings
  runs: readonly Run[]
  systems: readonly Tile[]
  handle: Ref<RemedyHandle>
  /** What is tried again: the marked rows, else this one. */
  marked: readonly CausedFinding[]
}

/** One object behind a cause: what it says, what to do next, what was to be written, and where the object is. */
export function FindingPane({ row, tile, cause, place, runs, systems, handle, marked }: FindingPaneProps) {
  const [first] = row.changes
  return (
    <Pane label={t('Selected object')}>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{row.name ?? row.key ?? row.where ?? t('An object')}</h2>
        </div>
        {row.key ? <Dn text={row.key} /> : null}
        <p className="wrap run-message">{row.message}</p>
        {row.where && row.where !== row.key ? <p className="mono faint wrap">{row.where}</p> : null}
        <p className="small faint num">
          {formatMoment(row.at, Date.now())}
          {row.run === null ? '' : t`, run ${formatNumber(row.run)}`}
        </p>
      </PanePart>
      <PanePart title={t('What to do')}>
        <p className="wrap">{sentence(row.advice)}</p>
      </PanePart>
      {row.retry ? (
        <PanePart title={retryWord[row.retry]}>
          <p className="small muted">{retryMeaning[row.retry]}</p>
          <ul className="failed-changes">
            {row.changes.map(({ id, operation, attribute, decision }) => (
              <li key={id}>
                <OperationMark operation={operation} decorative />
                <span className={attribute === null ? 'clip' : 'mono clip'}>
                  {attribute ?? operationWord[operation]}
                </span>
                <span className="small faint">{decisionWord[decision]}</span>
              </li>
            ))}
          </ul>
        </PanePart>
      ) : null}
      <Remedy
        key={marked.map(({ id }) => id).join()}
        handle={handle}
        cause={cause}
        place={place}
        runs={runs}
        systems={systems}
        marked={{
          changes: marked.flatMap(({ changes }) =>
            changes.flatMap(({ id, decision }) => (decision === 'undecided' ? [id] : [])),
          ),
          objects: marked.length,
        }}
      />
      <PanePart title={t('Where it is')}>
        <ul className="places">
          {row.object !== null && row.system !== null ? (
            <li>
              <a
                className="link"
                href={formatRoute('systems', row.system, `view=objects&object=${row.object}`)}
              >
                {t('Open in the connector space')}
              </a>
            </li>
          ) : null}
          {row.identity !== null ? (
            <li>
              <a className="link" href={formatRoute('identities', row.identity)}>
                {t('Open the identity')}
              </a>
            </li>
          ) : null}
          {first ? (
            <li>
              <a
                className="link"
                href={formatRoute(
                  'changes',
                  null,
                  `view=objects&q=${encodeURIComponent(row.key ?? row.name ?? '')}`,
                )}
              >
                {t('Open its changes')}
              </a>
            </li>
          ) : null}
          {row.object === null && row.identity === null && !first ? (
            <li className="muted">
              {row.where
                ? t`In ${row.where}: it was not read, so there is no object.`
                : t('It has no object of its own.')}
            </li>
          ) : null}
        </ul>
      </PanePart>
    </Pane>
  )
}
