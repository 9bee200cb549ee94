import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Params, Result } from '../../../preload/contract/methods.ts'
import { saveCopy } from '../../client/bridge.ts'
import { useCall, useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { stepKeys } from '../../shell/moveKeys.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { FacetMenu } from '../../ui/FacetMenu.tsx'
import { formatCounted } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { Pane, PanePart } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { TextField } from '../../ui/TextField.tsx'

type Report = Result<'reports.list'>[number]
type Order = Params<'reports.write'>

const formats = [
  { value: 'csv', label: t('CSV') },
  { value: 'html', label: t('Page') },
] as const

/** What the workspace can tell as a file: choose, narrow down, write, see where it is. */
export function Reports() {
  const { data, error } = useCall('reports.list', {})
  const [name, setName] = useState<string | null>(null)
  const index = Math.max(0, data?.findIndex((report) => report.name === name) ?? 0)
  const current = data?.[index]
  const go = (to: number) => setName(data?.[to]?.name ?? null)
  useKeys(stepKeys(index, data?.length ?? 0, go))
  if (error)
    return (
      <div className="page-message">
        <ErrorNotice error={error} />
      </div>
    )
  if (!data || !current) return <SkeletonRows rows={9} label={t('Reading the reports')} />
  return (
    <>
      <ul className="report-list" aria-label={t('Reports')}>
        {data.map((report) => (
          <li key={report.name}>
            <button
              type="button"
              aria-pressed={report === current}
              className={report === current ? 'is-current' : undefined}
              onClick={() => setName(report.name)}
            >
              <span className="medium">{report.title}</span>
              <span className="small muted">{report.about}</span>
            </button>
          </li>
        ))}
      </ul>
      <ReportPane key={current.name} report={current} />
    </>
  )
}

function ReportPane({ report }: { report: Report }) {
  const client = useClient()
  const systems = useCall('systems.list', {}).data ?? []
  const [format, setFormat] = useState<'csv' | 'html'>('csv')
  const [session, setSession] = useState('')
  const [system, setSystem] = useState<string | undefined>()
  const [day, setDay] = useState('')
  const write = useMutation({
    mutationFn: async (order: Order) => {
      const written = await client.call('reports.write', order)
      return { ...written, copy: await saveCopy(written.path) }
    },
  })
  const wrong = session !== '' && !/^\d{1,9}$/.test(session)
  const order = () => {
    if (wrong || write.isPending) return
    write.mutate({
      name: report.name,
      format,
      // Spreadsheets know UTF-8 by it.
      bom: format === 'csv',
      ...(session === '' ? {} : { session: Number(session) }),
      ...(system === undefined ? {} : { system }),
      ...(day === '' ? {} : { asOf: new Date(`${day}T23:59:59.999`).getTime() }),
    })
  }
  useKeys([['Enter', order]])
  return (
    <Pane label={t('Selected report')}>
      <PanePart>
        <div className="subject">
          <h2>{report.title}</h2>
        </div>
        <p className="small muted report-about">{report.about}</p>
        <div className="report-order">
          {report.takes.includes('session') ? (
            <TextField
              label={t('Session')}
              hint={wrong ? t('a number, as History shows it') : t('its number; all without it')}
              value={session}
              onChange={setSession}
            />
          ) : null}
          {report.takes.includes('asOf') ? (
            <TextField
              label={t('End of day')}
              hint={t('now without it')}
              type="date"
              value={day}
              onChange={setDay}
            />
          ) : null}
          <div className="report-choices">
            {report.takes.includes('system') ? (
              <FacetMenu
                title={t('System')}
                choices={systems.map(({ name, title }) => ({ value: name, label: title }))}
                chosen={system === undefined ? [] : [system]}
                onChoose={(values) => setSystem(values.at(-1))}
              />
            ) : null}
            <Switch label={t('Format')} value={format} options={formats} onChange={setFormat} />
          </div>
          <Button kind="primary" icon="download" disabled={wrong || write.isPending} onClick={order}>
            {write.isPending ? t('Writing') : t('Write the report')}
          </Button>
        </div>
        {write.data ? (
          <div className="report-written">
            <Notice
              tone="info"
              title={t`${formatCounted(write.data.rows, 'row')} written`}
              code={write.data.copy ?? write.data.path}
            >
              {write.data.copy ? t('The workspace keeps its own in reports.') : ''}
            </Notice>
          </div>
        ) : null}
        {write.error ? (
          <div className="report-written">
            <ErrorNotice error={write.error} />
          </div>
        ) : null}
      </PanePart>
      <PanePart title={t('Columns')} count={String(report.columns.length)}>
        <table className="table facts-table">
          <tbody>
            {report.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row" className="mono">
                  {column.name}
                </th>
                <td>{column.about}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </PanePart>
    </Pane>
  )
}
