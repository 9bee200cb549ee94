import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectorInfo, SystemSettings } from '../../../../preload/contract/connectors.ts'
import type { SystemStatus } from '../../../../preload/contract/workspace.ts'
import { useCall, useClient } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { AuditLine } from '../../../shell/AuditLine.tsx'
import { useAnnounce } from '../../../shell/announce.tsx'
import { formatRoute, navigate } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { useTitle } from '../../../shell/useTitle.ts'
import { Button } from '../../../ui/Button.tsx'
import { KeyStrip } from '../../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Page, PageHead } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { ConfigForm } from './ConfigForm.tsx'
import { type Draft, draftOf, wireDraft, withField } from './draft.ts'
import { LookForm } from './LookForm.tsx'
import { SaveDialog } from './SaveDialog.tsx'
import './setup.css'
import { TrialPane } from './TrialPane.tsx'

const hints = [
  { keys: ['Tab'], does: t('Next field') },
  { keys: ['Esc'], does: t('Back to the system') },
]

/** Changes the settings of a system: what stands, filled in; tried, then shown as lines of workspace.yaml, then saved. */
export default function EditSystem({ system }: { system: SystemStatus }) {
  const connectors = useCall('connectors.list', {})
  // What is filled in must not change under somebody's hands: the text is named again when it is saved.
  const [asked] = useState(() => ({ system: system.name }))
  const settings = useCall('systems.settings', asked)
  const connector = connectors.data?.find(({ id }) => id === settings.data?.connector)
  const error = connectors.error ?? settings.error
  useTitle(t`Edit ${system.title}`)
  if (connector && settings.data)
    return <Form system={system} connector={connector} settings={settings.data} />
  return (
    <Page className="setup is-edit">
      <PageHead title={t`Edit ${system.title}`} />
      <section className="setup-main">
        {error ? <ErrorNotice error={error} /> : <SkeletonRows rows={6} label={t('Reading the settings')} />}
      </section>
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}

interface FormProps {
  system: SystemStatus
  connector: ConnectorInfo
  settings: SystemSettings
}

function Form({ system, connector, settings: newest }: FormProps) {
  const client = useClient()
  const announce = useAnnounce()
  const [settings] = useState(newest)
  const [draft, setDraft] = useState<Draft>(() => draftOf(system.name, connector, settings))
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({})
  const wire = () => wireDraft(draft, true)
  const edit = () => ({ ...wire(), ...draft.look, hash: settings.hash })
  const trial = useMutation({ mutationFn: () => client.call('systems.try', wire()) })
  const look = useMutation({ mutationFn: () => client.call('systems.look', wire()) })
  const suggest = useMutation({
    mutationFn: () => client.call('systems.suggest', wire()),
    onSuccess: (found) => {
      setReasons(Object.fromEntries(found.map(({ field, reason }) => [field, reason])))
      const open = found.filter(({ field }) => !draft.fields[field])
      setDraft(
        open.reduce((next, { field, value }) => {
          const known = connector.fields.find(({ name }) => name === field)
          return known ? withField(next, known, value) : next
        }, draft),
      )
    },
  })
  const difference = useMutation({ mutationFn: () => client.call('systems.difference', edit()) })
  const save = useMutation({
    mutationFn: () => client.call('systems.change', edit()),
    onSuccess: ({ name }) => {
      announce(t`${draft.look.title} is saved`)
      navigate(formatRoute('systems', name))
    },
  })
  const back = () => navigate(formatRoute('systems', system.name))
  useKeys([['Escape', back]])

  const change = (next: Draft) => {
    setDraft(next)
    difference.reset()
    save.reset()
    // What was checked was another configuration.
    if (next.fields !== draft.fields || next.secrets !== draft.secrets) {
      trial.reset()
      look.reset()
    }
  }
  const check = async () => {
    look.reset()
    const { problems, checks } = await trial.mutateAsync()
    if (problems.length === 0 && checks.every(({ ok }) => ok)) look.mutate()
  }
  const problems = [...(trial.data?.problems ?? []), ...(difference.data?.problems ?? [])]
  const works = trial.data?.problems.length === 0 && trial.data.checks.every(({ ok }) => ok)
  const shown = difference.data?.problems.length === 0 ? difference.data : undefined
  return (
    <Page className="setup is-edit">
      <PageHead
        title={t`Edit ${system.title}`}
        sub={t`${connector.title}. Nothing is written before you have seen it`}
        actions={
          <>
            <Button kind="quiet" onClick={back}>
              {t('Cancel')}
            </Button>
            <Button
              kind={works ? 'default' : 'primary'}
              disabled={trial.isPending || look.isPending}
              onClick={() => void check().catch(() => undefined)}
            >
              {trial.isPending ? t('Checking') : t('Check connection')}
            </Button>
            <Button
              kind={works ? 'primary' : 'default'}
              disabled={difference.isPending || draft.look.title.trim() === '' || draft.look.letters === ''}
              onClick={() => difference.mutate()}
            >
              {works ? t('Review and save') : t('Review without a check')}
            </Button>
          </>
        }
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard */}
      <section className="setup-main" data-area data-scrolls tabIndex={0} aria-label={t('Settings')}>
        {difference.error ? <ErrorNotice error={difference.error} /> : null}
        <ConfigForm
          connector={connector}
          draft={draft}
          problems={problems}
          reasons={reasons}
          kept={settings.secrets}
          inUse={settings.fields}
          suggesting={suggest.isPending}
          suggestError={suggest.error}
          onSuggest={() => suggest.mutate()}
          onChange={change}
        />
        <LookForm draft={draft} edits error={null} taken={[]} onChange={change} />
      </section>
      <TrialPane
        trial={trial}
        look={look}
        onPin={(field, fingerprint) => {
          const known = connector.fields.find(({ name }) => name === field)
          if (known) change(withField(draft, known, fingerprint))
        }}
      />
      {shown ? (
        <SaveDialog
          title={draft.look.title.trim()}
          preview={shown}
          error={save.error}
          saving={save.isPending}
          onSave={() => save.mutate()}
          onClose={() => {
            difference.reset()
            save.reset()
          }}
        />
      ) : null}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
