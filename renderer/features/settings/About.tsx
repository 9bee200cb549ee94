import { useCall } from '../../client/queries.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { formatHelpPlace } from '../help/helpPlace.ts'
import { Facts, SettingGroup } from './Setting.tsx'

/** Versions and licence. */
export function About() {
  const { data, error } = useCall('settings.storage', {})
  if (error) return <ErrorNotice error={error} />
  if (!data) return <SkeletonRows rows={5} label="Asking for versions" />
  const { product, node, electron, sqlite, schema, licence } = data.versions
  return (
    <>
      <SettingGroup title="Versions">
        <Facts
          rows={[
            { name: 'Product', value: product },
            {
              name: 'Shell',
              value: electron === null ? 'Browser host, on this machine only' : `Electron ${electron}`,
            },
            { name: 'Node', value: node },
            { name: 'SQLite', value: sqlite },
            { name: 'Schema of the database', value: String(schema) },
          ]}
        />
      </SettingGroup>
      <SettingGroup title="Licence">
        <p>
          {licence === 'Apache-2.0' ? 'Apache License 2.0' : licence}.{' '}
          <a href={formatHelpPlace({ page: 'changelog' })}>What has changed</a> and{' '}
          <a href={formatHelpPlace({ page: 'decisions/0001-dependencies' })}>what it is made with</a> stand in
          Help.
        </p>
      </SettingGroup>
    </>
  )
}
