import { useCall } from '../../client/queries.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { SettingGroup } from './Setting.tsx'

/** Where details of sessions have gone so far. */
export function Archives() {
  const { data } = useCall('archives.list', {})
  if (!data || data.length === 0) return null
  return (
    <SettingGroup title="Archives of the history" sub={formatCounted(data.length, 'file')}>
      <table className="table settings-table">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Sessions</th>
            <th scope="col" className="right">
              Changes
            </th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {data.toReversed().map((archive) => (
            <tr key={archive.archive}>
              <td className="mono">{archive.archive}</td>
              <td className="num">
                {archive.first === null
                  ? '–'
                  : archive.first === archive.last
                    ? archive.first
                    : `${archive.first} to ${archive.last}`}
              </td>
              <td className="num right">{formatNumber(archive.changes)}</td>
              <td className="num">
                {formatMoment(archive.at, Date.now())} by {archive.by}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </SettingGroup>
  )
}
