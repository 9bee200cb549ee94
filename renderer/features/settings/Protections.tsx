import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatCounted } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { formatHelpPlace } from '../help/helpPlace.ts'
import { boundWords, effectWords, protectionWords, readWords } from './protectionWords.ts'
import { SettingGroup, WrittenAt } from './Setting.tsx'

/** What the configuration in use allows and forbids, and where each is written. */
export function Protections() {
  const { data, error } = useCall('settings.protections', {})
  if (error) return <ErrorNotice error={error} />
  if (!data) return <SkeletonRows rows={8} label={t('Reading the configuration')} />
  const { within } = data
  return (
    <>
      <SettingGroup title={t('Limits')} sub={t('for each system, before the first write')}>
        <table className="table settings-table placed">
          <thead>
            <tr>
              <th scope="col">{t('Limit')}</th>
              <th scope="col">{t('At most')}</th>
              <th scope="col">{t('Written in')}</th>
            </tr>
          </thead>
          <tbody>
            {data.limits.map((limit) => (
              <tr key={limit.name}>
                <th scope="row">
                  {limit.name === limit.counts ? limit.name : <span className="mono">{limit.name}</span>}
                  <span className="small muted">{[limit.counts, ...limit.only].join(', ')}</span>
                </th>
                <td>{boundWords(limit)}</td>
                <td>
                  <WrittenAt written={limit.written} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="small muted">
          {rich`What was written within ${formatCounted(within.days ?? 1, 'day')} counts along (${<WrittenAt written={within.written} />}). ${<a href={formatHelpPlace({ page: 'rules', heading: 'limits' })}>{t('How limits are written')}</a>}`}
        </p>
      </SettingGroup>
      <SettingGroup title={t('Built-in protections')}>
        <table className="table settings-table placed">
          <tbody>
            {data.protections.map(({ name, on, written }) => (
              <tr key={name}>
                <th scope="row">
                  {protectionWords[name].title}
                  <span className="small muted">{protectionWords[name].about}</span>
                </th>
                <td className={on ? undefined : 'is-warning'}>{on ? t('on') : t('switched off')}</td>
                <td>
                  <WrittenAt written={written} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </SettingGroup>
      <SettingGroup title={t('Policies')} sub={formatCounted(data.policies.length, 'policy', 'policies')}>
        {data.policies.length === 0 ? (
          <p className="muted">{rich`There is no folder ${<span className="mono">policies</span>}: only the built-in protections hold.`}</p>
        ) : (
          <table className="table settings-table placed">
            <thead>
              <tr>
                <th scope="col">{t('Policy')}</th>
                <th scope="col">{t('What it concerns is')}</th>
                <th scope="col">{t('Written in')}</th>
              </tr>
            </thead>
            <tbody>
              {data.policies.map(({ name, effect, disabled, only, written }) => (
                <tr key={name}>
                  <th scope="row">
                    {name}
                    <span className="small muted">{only.join(', ') || t('every change')}</span>
                  </th>
                  <td>
                    {disabled ? (
                      <span className="faint">{t('disabled: as if it were not there')}</span>
                    ) : (
                      effectWords[effect]
                    )}
                  </td>
                  <td>
                    <WrittenAt written={written} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="small muted">
          <a href={formatHelpPlace({ page: 'policies' })}>{t('How policies are written')}</a>
        </p>
      </SettingGroup>
      <SettingGroup title={t('Reads that are not believed')} sub={t('they delete nothing')}>
        <table className="table settings-table placed">
          <tbody>
            {data.reads.map(({ limits, written, ...tile }) => (
              <tr key={tile.name}>
                <th scope="row">
                  <span className="settings-system">
                    <SystemTile tile={tile} size="small" />
                    {tile.title}
                  </span>
                </th>
                <td>{readWords(limits)}</td>
                <td>
                  <WrittenAt written={written} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="small muted">
          <a href={formatHelpPlace({ page: 'rules', heading: 'plausibility' })}>
            {t('How they are written')}
          </a>
        </p>
      </SettingGroup>
    </>
  )
}
