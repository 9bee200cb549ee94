import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Result } from '../../../preload/contract/methods.ts'
import { useJob } from '../../client/JobContext.tsx'
import { useCall, useClient } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCounted, formatNumber } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { formatHelpPlace } from '../help/helpPlace.ts'
import { Archives } from './Archives.tsx'
import { PruneDialog } from './PruneDialog.tsx'
import { PruneRunning } from './PruneRunning.tsx'
import { type PruneChoice, type PruneRecord, pruneOrderOf, pruneRows, pruneTotal } from './pruneWords.ts'
import { Facts, Setting, SettingGroup, WrittenAt } from './Setting.tsx'

type Periods = Result<'settings.retention'>

/** How long things are kept, what may go by now, and taking it into archives. */
export function Retention() {
  const { data, error } = useCall('settings.retention', {})
  if (error) return <ErrorNotice error={error} />
  if (!data) return <SkeletonRows rows={6} label={t('Reading the configuration')} />
  return (
    <>
      <SettingGroup title={t('The workspace says')}>
        <PeriodTable periods={data} />
        <p className="small muted">
          {rich`Nothing goes by itself. ${<a href={formatHelpPlace({ page: 'concepts', heading: 'what-is-kept-how-long' })}>{t('What goes, and what stays')}</a>}; ${<a href={formatHelpPlace({ page: 'rules', heading: 'retention' })}>{t('how it is written')}</a>}`}
        </p>
      </SettingGroup>
      <SettingGroup title={t('What may go')}>
        <Prune periods={data} />
      </SettingGroup>
      <Archives />
    </>
  )
}

function PeriodTable({ periods: { audit, history, undo, floor } }: { periods: Periods }) {
  const days = (count: number | null, words: (days: string) => string) =>
    count === null ? t('stays for good') : words(formatCounted(count, 'day'))
  const rows = [
    {
      name: t('Audit'),
      about: t`Entries; of the last ${floor} days none ever goes`,
      text: days(audit.days, (n) => t`may go after ${n}`),
      written: audit.written,
    },
    {
      name: t('History'),
      about: t('Details of sessions that have ended'),
      text: days(history.days, (n) => t`may go after ${n}`),
      written: history.written,
    },
    {
      name: t('Undo'),
      about: t('Exports that can be taken back'),
      text: days(undo.days, (n) => t`for ${n}, in which what it needs stays`),
      written: undo.written,
    },
  ]
  return (
    <table className="table settings-table placed">
      <tbody>
        {rows.map(({ name, about, text, written }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              <span className="small muted">{about}</span>
            </th>
            <td>{text}</td>
            <td>
              <WrittenAt written={written} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const records: readonly { value: PruneRecord; label: string }[] = [
  { value: 'both', label: t('Both') },
  { value: 'audit', label: t('Audit') },
  { value: 'history', label: t('History') },
]
const ages = [
  { value: 'said', label: t('As the workspace says') },
  { value: 'day', label: t('Before a day') },
] as const

/** Counts first; what was counted is what is asked about. */
function Prune({ periods }: { periods: Periods }) {
  const client = useClient()
  const { job, running, refused, start } = useJob()
  const unsaid = periods.audit.days === null && periods.history.days === null
  const [age, setAge] = useState<'said' | 'day'>(unsaid ? 'day' : 'said')
  const [day, setDay] = useState('')
  const [record, setRecord] = useState<PruneRecord>('both')
  const [asking, setAsking] = useState(false)
  const choice: PruneChoice = { record, before: age === 'day' ? day : null }
  const count = useMutation({
    mutationFn: (wanted: PruneChoice) =>
      client.call('history.prune', { ...pruneOrderOf(wanted), dryRun: true }),
  })
  const change = (set: () => void) => {
    set()
    count.reset()
  }
  const total = count.data ? pruneTotal(count.data) : 0
  if (job?.kind === 'prune' && running) return <PruneRunning />
  return (
    <>
      {job?.kind === 'prune' ? <Ended /> : null}
      <Setting title={t('Record')} about={t('Entries of the audit, details of sessions, or both.')}>
        <Switch
          label={t('Record')}
          value={record}
          options={records}
          onChange={(next) => change(() => setRecord(next))}
        />
      </Setting>
      <Setting
        title={t('How old')}
        about={
          unsaid
            ? t('The workspace says nothing of it: name a day, or set retention in workspace.yaml.')
            : t('As old as each has to be above, or older than a day.')
        }
      >
        <Switch
          label={t('How old')}
          value={age}
          options={ages}
          onChange={(next) => change(() => setAge(next))}
        />
        {age === 'day' ? (
          <TextField
            label={t('Older than the beginning of')}
            type="date"
            value={day}
            onChange={(next) => change(() => setDay(next))}
          />
        ) : null}
      </Setting>
      <div className="settings-buttons">
        <Button
          kind={total > 0 ? 'default' : 'primary'}
          disabled={count.isPending || running || (age === 'day' && day === '')}
          onClick={() => count.mutate(choice)}
        >
          {count.isPending ? t('Counting') : t('Count what would go')}
        </Button>
        {total > 0 ? (
          <Button kind="primary" disabled={running} onClick={() => setAsking(true)}>
            {t`Move ${formatNumber(total)} into archives`}
          </Button>
        ) : null}
      </div>
      {count.isPending ? (
        <p className="small muted" role="status">
          {t('The audit is proven and every change is looked at. Other screens go on.')}
        </p>
      ) : null}
      {count.error ? <ErrorNotice error={count.error} /> : null}
      {refused ? <ErrorNotice error={refused} /> : null}
      {count.data ? (
        total === 0 ? (
          <Notice tone="info" title={t('Nothing would go')}>
            {t(
              'Nothing is that old, or what is is still needed: for an undo, or because it is not confirmed yet.',
            )}
          </Notice>
        ) : (
          <Facts rows={pruneRows(count.data)} />
        )
      ) : null}
      {asking && count.data ? (
        <PruneDialog
          dry={count.data}
          onClose={() => setAsking(false)}
          onMove={() => {
            setAsking(false)
            count.reset()
            void start({ kind: 'prune', ...pruneOrderOf(choice) })
          }}
        />
      ) : null}
    </>
  )
}

/** How the last prune ended, while the page is open. */
function Ended() {
  const { job } = useJob()
  if (!job) return null
  if (job.state === 'done') return <Notice tone="info" title={job.message} />
  if (job.error) return <ErrorNotice error={job.error} />
  return (
    <Notice tone="warning" title={t('The prune was cancelled')}>
      {t('What is in an archive by now and not out of the database yet, the next prune takes out first.')}
    </Notice>
  )
}
