import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SystemStatus } from '../../../../preload/contract/workspace.ts'
import { useCall, useClient } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { AuditLine } from '../../../shell/AuditLine.tsx'
import { formatRoute, navigate } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { useTitle } from '../../../shell/useTitle.ts'
import { Button } from '../../../ui/Button.tsx'
import { KeyStrip } from '../../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Page, PageHead } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { ConfigForm } from './ConfigForm.tsx'
import { ConnectorChoice } from './ConnectorChoice.tsx'
import { type Draft, emptyDraft, freeHue, wireDraft, withConnector, withField } from './draft.ts'
import { LookForm } from './LookForm.tsx'
import './setup.css'
import { TrialPane } from './TrialPane.tsx'

const hints = [
  { keys: ['Tab'], does: t('Next field') },
  { keys: ['Esc'], does: t('Back to Systems') },
]
const steps = [t('Connector'), t('Connection'), t('Name')] as const
type Step = 0 | 1 | 2

/** Sets a system up: which connector, how it is reached, what it is called. Nothing is written before the last button. */
export default function AddSystem({ systems }: { systems: readonly SystemStatus[] }) {
  const client = useClient()
  const connectors = useCall('connectors.list', {})
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(freeHue(systems)))
  const [step, setStep] = useState<Step>(0)
  const [reasons, setReasons] = useState<Readonly<Record<string, string>>>({})
  const trial = useMutation({ mutationFn: () => client.call('systems.try', wireDraft(draft)) })
  const look = useMutation({ mutationFn: () => client.call('systems.look', wireDraft(draft)) })
  const suggest = useMutation({
    mutationFn: () => client.call('systems.suggest', wireDraft(draft)),
    onSuccess: (found) => {
      const { connector } = draft
      const empty = found.filter(({ field }) => !draft.fields[field])
      setDraft(
        empty.reduce((next, { field, value }) => {
          const known = connector?.fields.find(({ name }) => name === field)
          return known ? withField(next, known, value) : next
        }, draft),
      )
      setReasons(Object.fromEntries(found.map(({ field, reason }) => [field, reason])))
    },
  })
  const add = useMutation({
    mutationFn: () => client.call('systems.add', { ...wireDraft(draft), ...draft.look }),
    onSuccess: ({ name }) => navigate(formatRoute('systems', name)),
  })
  useTitle(t('Add a system'))
  const back = () => navigate(formatRoute('systems'))
  useKeys([['Escape', back]])

  const change = (next: Draft) => {
    setDraft(next)
    // What was checked was another configuration.
    if (
      next.fields !== draft.fields ||
      next.secrets !== draft.secrets ||
      next.connector !== draft.connector
    ) {
      trial.reset()
      look.reset()
    }
  }
  const check = async () => {
    look.reset()
    const { problems, checks } = await trial.mutateAsync()
    if (problems.length === 0 && checks.every(({ ok }) => ok)) look.mutate()
  }
  const works = trial.data?.problems.length === 0 && trial.data.checks.every(({ ok }) => ok)
  const complete = draft.connector !== null && draft.look.title.trim() !== '' && draft.name !== ''
  return (
    <Page className="setup">
      <PageHead
        title={t('Add a system')}
        sub={t('Nothing is written before the last step')}
        actions={
          <>
            <Button kind="quiet" onClick={back}>
              {t('Cancel')}
            </Button>
            {step > 0 ? <Button onClick={() => setStep((step - 1) as Step)}>{t('Back')}</Button> : null}
            {step === 0 ? (
              <Button kind="primary" disabled={draft.connector === null} onClick={() => setStep(1)}>
                {t('Next')}
              </Button>
            ) : step === 1 ? (
              <>
                <Button
                  kind={works ? 'default' : 'primary'}
                  disabled={trial.isPending || look.isPending}
                  onClick={() => void check().catch(() => undefined)}
                >
                  {trial.isPending ? t('Checking') : t('Check connection')}
                </Button>
                <Button kind={works ? 'primary' : 'default'} onClick={() => setStep(2)}>
                  {works ? t('Next') : t('Next without a check')}
                </Button>
              </>
            ) : (
              <Button kind="primary" disabled={!complete || add.isPending} onClick={() => add.mutate()}>
                {t`Add ${draft.look.title.trim() || t('the system')}`}
              </Button>
            )}
          </>
        }
      />
      <nav className="setup-steps" aria-label={t('Steps')}>
        <ol>
          {steps.map((name, index) => (
            <li key={name} aria-current={index === step ? 'step' : undefined}>
              <span className="dot" aria-hidden="true">
                {index + 1}
              </span>
              {name}
              {index === 0 && draft.connector ? <small>{draft.connector.title}</small> : null}
              {index === 1 && works ? <small>{t('works')}</small> : null}
            </li>
          ))}
        </ol>
      </nav>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard */}
      <section className="setup-main" data-area data-scrolls tabIndex={0} aria-label={steps[step]}>
        {connectors.error ? (
          <ErrorNotice error={connectors.error} />
        ) : !connectors.data ? (
          <SkeletonRows rows={5} label={t('Reading the connectors')} />
        ) : step === 0 ? (
          <ConnectorChoice
            connectors={connectors.data}
            chosen={draft.connector}
            onChoose={(connector) => change(withConnector(draft, connector))}
          />
        ) : step === 1 && draft.connector ? (
          <ConfigForm
            connector={draft.connector}
            draft={draft}
            problems={trial.data?.problems ?? []}
            reasons={reasons}
            suggesting={suggest.isPending}
            suggestError={suggest.error}
            onSuggest={() => suggest.mutate()}
            onChange={change}
          />
        ) : (
          <LookForm
            draft={draft}
            taken={systems.map(({ name }) => name)}
            onChange={setDraft}
            error={add.error}
          />
        )}
      </section>
      <TrialPane
        trial={trial}
        look={look}
        onPin={(field, fingerprint) => {
          const known = draft.connector?.fields.find(({ name }) => name === field)
          if (known) change(withField(draft, known, fingerprint))
          setStep(1)
        }}
      />
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
