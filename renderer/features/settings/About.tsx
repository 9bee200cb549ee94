import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { formatHelpPlace } from '../help/helpPlace.ts'
import { Facts, SettingGroup } from './Setting.tsx'

/** Versions and licence. */
export function About() {
  const { data, error } = useCall('settings.storage', {})
  if (error) return <ErrorNotice error={error} />
  if (!data) return <SkeletonRows rows={5} label={t('Asking for versions')} />
  const { product, node, electron, sqlite, schema, licence } = data.versions
  return (
    <>
      <SettingGroup title={t('Versions')}>
        <Facts
          rows={[
            { name: t('Product'), value: product },
            {
              name: t('Shell'),
              value: electron === null ? t('Browser host, on this machine only') : `Electron ${electron}`,
            },
            { name: t('Node'), value: node },
            { name: 'SQLite', value: sqlite },
            { name: t('Schema of the database'), value: String(schema) },
          ]}
        />
      </SettingGroup>
      <SettingGroup title={t('Licence')}>
        <p>
          {rich`${licence === 'Apache-2.0' ? t('Apache License 2.0') : licence}. ${<a href={formatHelpPlace({ page: 'changelog' })}>{t('What has changed')}</a>} and ${<a href={formatHelpPlace({ page: 'decisions/0001-dependencies' })}>{t('what it is made with')}</a>} stand in Help.`}
        </p>
      </SettingGroup>
    </>
  )
}
