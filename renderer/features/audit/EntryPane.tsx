import type { ReactNode } from 'react'
import type { AuditChange, AuditEntryDetail } from '../../../preload/contract/audit.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { sides } from '../../ui/Difference.tsx'
import { formatLongDate, formatNumber, formatTime, shortAttribute } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { operationWord } from '../../ui/words.ts'

interface EntryPaneProps {
  id: number | null
  systems: readonly SystemStatus[]
  /** What stands below the entry: the chain it is part of. */
  children: ReactNode
}

/** One entry: who and when, what it says, each value before and after and why, its place in the chain. */
export function EntryPane({ id, systems, children }: EntryPaneProps) {
  const { data, error } = useCall('audit.get', { id: id ?? 0 }, { enabled: id !== null, keep: true })
  return (
    <Pane label={t('Selected entry')}>
      {error ? (
        <PanePart>
          <ErrorNotice error={error} />
        </PanePart>
      ) : data ? (
        <Detail entry={data} systems={systems} />
      ) : id === null ? null : (
        <SkeletonRows rows={5} label={t('Reading the entry')} />
      )}
      {children}
    </Pane>
  )
}

function Detail({ entry, systems }: { entry: AuditEntryDetail; systems: readonly SystemStatus[] }) {
  const tile = systems.find(({ name }) => name === entry.system)
  return (
    <>
      <PanePart>
        <div className="subject">
          {tile ? <SystemTile tile={tile} /> : null}
          <h2>{entry.kind}</h2>
          <span className="nav num">{rich`entry ${formatNumber(entry.id)}`}</span>
        </div>
        <p className="entry-words">{entry.words}</p>
        <p className="small muted num">
          {entry.author}, {formatLongDate(entry.at)}, {formatTime(entry.at)}
        </p>
        {entry.reason ? <p className="small entry-reason">{rich`Reason: ${entry.reason}`}</p> : null}
        {entry.session === null ? null : (
          <p className="small">
            <a className="link" href={formatRoute('history', entry.session)}>
              {rich`Open session ${entry.session}`}
            </a>
          </p>
        )}
      </PanePart>
      {entry.changes.length > 0 ? <Values changes={entry.changes} /> : null}
      {entry.facts.length > 0 ? (
        <PanePart title={t('Details')}>
          <table className="table facts-table">
            <tbody>
              {entry.facts.map((fact, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an entry never change
                <tr key={index}>
                  <th scope="row">{fact.label}</th>
                  <td>{fact.value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </PanePart>
      ) : null}
      <PanePart title={t('In the chain')}>
        <p className="mono small faint wrap-anywhere">{entry.hash}</p>
      </PanePart>
    </>
  )
}

function Values({ changes }: { changes: readonly AuditChange[] }) {
  return (
    <PanePart title={t('Values')} count={formatNumber(changes.length)}>
      <ul className="entry-values">
        {changes.map((change, index) => {
          const text = sides(change.old, change.new)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the values of an entry never change
            <li key={index}>
              <p className="entry-value-head">
                {change.operation ? <OperationMark operation={change.operation} /> : null}
                <span className="mono medium clip" title={change.attribute ?? undefined}>
                  {change.attribute ? shortAttribute(change.attribute) : null}
                </span>
                {change.attribute === null && change.operation ? operationWord[change.operation] : null}
                {change.approval === null ? null : (
                  <span className="faint small num">{rich`approval ${formatNumber(change.approval)}`}</span>
                )}
              </p>
              <dl>
                <dt>{t('Old')}</dt>
                <dd>{text.old}</dd>
                <dt>{t('New')}</dt>
                <dd>{text.new}</dd>
                {change.why ? (
                  <>
                    <dt>{t('Why')}</dt>
                    <dd className="muted small">{change.why}</dd>
                  </>
                ) : null}
              </dl>
            </li>
          )
        })}
      </ul>
    </PanePart>
  )
}
