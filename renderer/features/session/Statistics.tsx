import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import type { SessionSystem } from '../../../preload/contract/session.ts'
import { t } from '../../language/text.ts'
import { formatCount } from '../../ui/format.ts'
import { SystemName } from '../../ui/SystemTile.tsx'

const features = tableFeatures({})
const helper = createColumnHelper<typeof features, SessionSystem>()
type Count = (system: SessionSystem) => number

const count = (id: string, header: string, value: Count) =>
  helper.accessor(value, { id, header, cell: (cell) => formatCount(cell.getValue()) })

const importCounts = [
  count('read', t('Read'), (s) => s.import?.read ?? 0),
  count('adds', t('Adds'), (s) => s.import?.adds ?? 0),
  count('updates', t('Updates'), (s) => s.import?.updates ?? 0),
  count('deletes', t('Deletes'), (s) => s.import?.deletes ?? 0),
]
const joinCounts = [
  count('linked', t('Linked'), (s) => s.linked),
  count('waiting', t('Waiting'), (s) => s.waiting),
]
const changeCounts = (of: (s: SessionSystem) => SessionSystem['planned']) => [
  count('x-add', t('Adds'), (s) => of(s).add),
  count('x-update', t('Updates'), (s) => of(s).update),
  count('x-move', t('Moves'), (s) => of(s).move),
  count('x-disable', t('Disables'), (s) => of(s).disable),
  count('x-delete', t('Deletes'), (s) => of(s).delete),
  count('failed', t('Failed'), (s) => s.failed),
]

const columnsFor = (title: string, of: (s: SessionSystem) => SessionSystem['planned']) =>
  helper.columns([
    helper.display({
      id: 'system',
      header: t('System'),
      cell: ({ row }) => <SystemName tile={row.original} />,
    }),
    helper.group({ id: 'import', header: t('Import'), columns: helper.columns(importCounts) }),
    helper.group({ id: 'join', header: t('Join'), columns: helper.columns(joinCounts) }),
    helper.group({ id: 'export', header: title, columns: helper.columns(changeCounts(of)) }),
  ])

/** Three tables of one shape: what is planned until something is approved, then that, then what was written. */
const shapes = {
  planned: columnsFor(t('Planned'), (s) => s.planned),
  approved: columnsFor(t('Export, approved'), (s) => s.approved),
  exported: columnsFor(t('Exported'), (s) => s.exported),
}
export type StatisticsShape = keyof typeof shapes

const firsts = new Set(['read', 'linked', 'x-add'])

/** The session's statistics, a line a system. A zero is a dash. */
export function Statistics({ systems, shape }: { systems: SessionSystem[]; shape: StatisticsShape }) {
  const table = useTable({ features, columns: shapes[shape], data: systems, getRowId: (s) => s.name })
  const [bands, heads] = table.getHeaderGroups()
  return (
    <table className="table stats">
      <caption className="hidden-text">{t('Statistics by system')}</caption>
      <colgroup>
        <col className="c-system" />
        <col className="c-read" />
        <col span={3} />
        <col className="c-first" />
        <col />
        <col className="c-first" />
        <col span={5} />
      </colgroup>
      <thead>
        <tr className="band">
          {bands?.headers.map((header) =>
            header.isPlaceholder ? (
              <td key={header.id} />
            ) : (
              <th key={header.id} colSpan={header.colSpan} scope="colgroup">
                <span>
                  <table.FlexRender header={header} />
                </span>
              </th>
            ),
          )}
        </tr>
        <tr>
          {heads?.headers.map((header) => (
            <th
              key={header.id}
              scope="col"
              className={
                header.column.id === 'system'
                  ? undefined
                  : firsts.has(header.column.id)
                    ? 'right first'
                    : 'right'
              }
            >
              <table.FlexRender header={header} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {row.getAllCells().map((cell) =>
              cell.column.id === 'system' ? (
                <th key={cell.id} scope="row">
                  <table.FlexRender cell={cell} />
                </th>
              ) : (
                <td key={cell.id} className={cell.getValue() === 0 ? 'right zero' : 'right'}>
                  <table.FlexRender cell={cell} />
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
