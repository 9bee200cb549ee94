import type { Result } from '../../../preload/contract/methods.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { formatHelpPlace } from '../help/helpPlace.ts'
import { SettingGroup } from './Setting.tsx'

type Secret = Result<'settings.secrets'>

const places: Record<Secret['kind'], { title: string; text: string }> = {
  keychain: {
    title: t('The keychain of this system'),
    text: t('Encrypted with a key that the system gives to you alone when you have signed in.'),
  },
  'basic-text': { title: t('A file without protection'), text: '' },
  file: { title: t('A file in your configuration folder'), text: '' },
  environment: { title: t('Environment variables'), text: '' },
}
const stateWords: Record<Secret['secrets'][number]['state'], string> = {
  kept: t('kept'),
  missing: t('none'),
  unreadable: t('there, and cannot be decrypted on this machine'),
}

const stateClass = { kept: undefined, missing: 'faint', unreadable: 'is-warning' } as const

/** How secrets are kept, and which there are. Never what they are. */
export function Secrets() {
  const { data, error } = useCall('settings.secrets', {})
  if (error) return <ErrorNotice error={error} />
  if (!data) return <SkeletonRows rows={4} label={t('Asking the secret store')} />
  const { title, text } = places[data.kind]
  const there = data.secrets.filter(({ state }) => state !== 'missing')
  const given = there.filter(({ variable }) => variable !== null).length
  return (
    <>
      <SettingGroup title={t('Kept in')}>
        {data.warning ? (
          <Notice tone="warning" title={title}>
            {data.warning}
          </Notice>
        ) : (
          <Notice tone="info" title={title}>
            {text}
          </Notice>
        )}
        <p className="small muted">
          {rich`An environment variable ${<span className="mono">JOINERY_SECRET_SYSTEM_FIELD</span>} goes before what is kept. ${<a href={formatHelpPlace({ page: 'security', heading: 'secrets' })}>{t('How secrets are looked for')}</a>}`}
        </p>
      </SettingGroup>
      <SettingGroup
        title={t('Secrets')}
        sub={t`${formatNumber(there.length - given)} kept${given > 0 ? t`, ${formatNumber(given)} from the environment` : ''}`}
      >
        {data.secrets.length === 0 ? (
          <p className="muted">{t('No connected system asks for one.')}</p>
        ) : (
          <table className="table settings-table">
            <thead>
              <tr>
                <th scope="col">{t('System')}</th>
                <th scope="col">{t('Secret')}</th>
                <th scope="col">{t('State')}</th>
              </tr>
            </thead>
            <tbody>
              {data.secrets.map(({ system, field, label, state, variable }) => (
                <tr key={`${system.name} ${field}`}>
                  <td>
                    <span className="settings-system">
                      <SystemTile tile={system} size="small" />
                      {system.title}
                    </span>
                  </td>
                  <td>
                    {label} <span className="mono faint">{field}</span>
                  </td>
                  <td className={stateClass[state]}>
                    <span className="settings-system">
                      {state === 'missing' ? null : <Glyph name={state === 'kept' ? 'check' : 'warn'} />}
                      {variable === null ? (
                        stateWords[state]
                      ) : (
                        <span>{rich`from ${<span className="mono wrap">{variable}</span>}`}</span>
                      )}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p className="small muted">{rich`These are all that the connectors know; a system needs those that its way to sign in asks for. ${<span className="mono">joinery secret set</span>} keeps another one, also while the workspace is open.`}</p>
      </SettingGroup>
    </>
  )
}
