import { folderOpener } from '../../client/bridge.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { formatBytes, formatCounted, formatNumber } from '../../ui/format.ts'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Facts, SettingGroup } from './Setting.tsx'

/** Where the workspace lies, and how large it is. */
export function Data() {
  const storage = useCall('settings.storage', {})
  const workspace = useCall('workspace.get', {})
  const systems = useCall('systems.list', {})
  const error = storage.error ?? workspace.error ?? systems.error
  if (error) return <ErrorNotice error={error} />
  const { data } = storage
  if (!data || !workspace.data) return <SkeletonRows rows={6} label={t('Looking at the folder')} />
  const objects = systems.data?.reduce((sum, system) => sum + system.objects, 0)
  const openWorkspaceFolder = folderOpener()
  const files = ({ files: count, bytes }: { files: number; bytes: number }) =>
    count === 0 ? t('none') : `${formatCounted(count, 'file')}, ${formatBytes(bytes)}`
  return (
    <>
      <SettingGroup title={t('Folder')}>
        <p className="settings-path">
          <span className="mono">{data.folder}</span>
          <CopyButton text={data.folder} label={t('Copy the path')} />
          {openWorkspaceFolder ? (
            <Button small icon="folder" onClick={openWorkspaceFolder}>
              {t('Open the folder')}
            </Button>
          ) : null}
        </p>
        <p className="small muted">
          {t('A backup is the whole folder, copied while Joinery is closed. Secrets are not in it.')}
        </p>
      </SettingGroup>
      <SettingGroup title={t('On the disk')}>
        <Facts
          rows={[
            { name: 'joinery.db', value: formatBytes(data.database) },
            {
              name: t('Write-ahead log'),
              value:
                data.log === 0 ? 'empty' : t`${formatBytes(data.log)}, written into the database by itself`,
            },
            { name: 'archive', value: files(data.archives) },
            { name: 'reports', value: files(data.reports) },
            { name: 'checkpoints', value: files(data.checkpoints) },
            {
              name: t('Copies from before upgrades'),
              value:
                data.copies.files === 0
                  ? t('none')
                  : t`${files(data.copies)}: joinery.db.before-*, may go once the newer version has proven itself`,
            },
          ]}
        />
      </SettingGroup>
      <SettingGroup title={t('In the database')}>
        <Facts
          rows={[
            {
              name: t('Objects of connected systems'),
              value: objects === undefined ? '…' : formatNumber(objects),
            },
            { name: t('Identities'), value: formatNumber(workspace.data.identities) },
            { name: t('Entries of the audit'), value: formatNumber(workspace.data.audit.entries) },
          ]}
        />
      </SettingGroup>
    </>
  )
}
