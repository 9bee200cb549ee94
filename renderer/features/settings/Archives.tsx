import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { SettingGroup } from './Setting.tsx'

/** Where details of sessions have gone so far. */
export function Archives() {
  const { data } = useCall('archives.list', {})
  if (!data || data.length === 0) return null
  return (
    <SettingGroup title={t('Archives of the history')} sub={formatCounted(data.length, 'file')}>
      <table className="table settings-table">
        <thead>
          <tr>
            <th scope="col">{t('File')}</th>
            <th scope="col">{t('Sessions')}</th>
            <th scope="col" className="right">
              {t('Changes')}
            </th>
            <th scope="col">{t('Made')}</th>
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
                    : t`${archive.first} to ${archive.last}`}
              </td>
              <td className="num right">{formatNumber(archive.changes)}</td>
              <td className="num">{rich`${formatMoment(archive.at, Date.now())} by ${archive.by}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </SettingGroup>
  )
}
