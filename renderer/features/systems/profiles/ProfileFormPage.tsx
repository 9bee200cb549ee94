import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import type { SystemStatus } from '../../../../preload/contract/workspace.ts'
import { useClient } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { AuditLine } from '../../../shell/AuditLine.tsx'
import { useAnnounce } from '../../../shell/announce.tsx'
import { navigate } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { useTitle } from '../../../shell/useTitle.ts'
import { Button } from '../../../ui/Button.tsx'
import { FormField } from '../../../ui/FormField.tsx'
import { KeyStrip } from '../../../ui/KeyStrip.tsx'
import { ErrorNotice, Notice } from '../../../ui/Notice.tsx'
import { Page, PageHead } from '../../../ui/Page.tsx'
import { nameProblem } from '../setup/nameProblem.ts'
import { ProfileSteps } from './ProfileSteps.tsx'
import { draftOf, formOf, newForm, type ProfileForm, withStep, withTitle } from './profileDraft.ts'
import { formatProfilePlace } from './profilePlace.ts'
import { TextChangeDialog } from './TextChangeDialog.tsx'

const hints = [
  { keys: ['Tab'], does: t('Next field') },
  { keys: ['Esc'], does: t('Back to the run profiles') },
]

interface ProfileFormPageProps {
  /** The profile that is edited; without it a new one is added. */
  edited?: RunProfileView
  profiles: readonly RunProfileView[]
  systems: readonly SystemStatus[]
}

/** Fills in a run profile; what saving changes in workspace.yaml is seen before it is saved. */
export function ProfileFormPage({ edited, profiles, systems }: ProfileFormPageProps) {
  const client = useClient()
  const announce = useAnnounce()
  const [form, setForm] = useState<ProfileForm>(() => (edited ? formOf(edited) : newForm))
  const edit = { name: edited?.name ?? null, profile: draftOf(form) }
  const difference = useMutation({ mutationFn: () => client.call('profiles.difference', edit) })
  const save = useMutation({
    mutationFn: (hash: string) => client.call('profiles.save', { ...edit, hash }),
    onSuccess: ({ name }) => {
      announce(t`${form.title} is saved`)
      navigate(formatProfilePlace('profiles', name))
    },
  })
  const title = edited ? t`Edit ${edited.title}` : t('Add a run profile')
  const back = () => navigate(formatProfilePlace('profiles', edited?.name ?? null))
  useTitle(title)
  useKeys([['Escape', back]])
  const change = (next: ProfileForm) => {
    setForm(next)
    difference.reset()
    save.reset()
  }
  const taken = profiles.filter(({ name }) => name !== edited?.name).map(({ name }) => name)
  const wrongName = nameProblem(form.name, taken, t('Another run profile has this name'))
  const problems = difference.data?.problems ?? []
  const complete = form.title.trim() !== '' && form.name !== '' && wrongName === undefined
  return (
    <Page className="profile-form">
      <PageHead
        title={title}
        sub={t('Nothing is written before you have seen it')}
        actions={
          <>
            <Button kind="quiet" onClick={back}>
              {t('Cancel')}
            </Button>
            <Button
              kind="primary"
              disabled={!complete || form.steps.length === 0 || difference.isPending}
              onClick={() => difference.mutate()}
            >
              {t('Review and save')}
            </Button>
          </>
        }
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard */}
      <section className="profile-main" data-area data-scrolls tabIndex={0} aria-label={t('Run profile')}>
        {difference.error ? <ErrorNotice error={difference.error} /> : null}
        {problems
          .filter(({ step }) => step === null)
          .map(({ message, advice }) => (
            <Notice key={message} tone="error" title={message}>
              {advice}
            </Notice>
          ))}
        <div className="form">
          <FormField
            label={t('Title')}
            kind="text"
            required
            value={form.title}
            hint={t('As it is called on screens.')}
            placeholder={t('Morning')}
            onChange={(value) => change(withTitle(form, String(value).slice(0, 60)))}
          />
          <FormField
            label={t('Name')}
            kind="text"
            required
            value={form.name}
            hint={t('As commands and schedules call it.')}
            problem={wrongName}
            onChange={(value) => change({ ...form, name: String(value), named: true })}
          />
        </div>
        <ProfileSteps form={form} systems={systems} problems={problems} onChange={change} />
        <Button onClick={() => change(withStep(form))}>{t('Add a step')}</Button>
      </section>
      {difference.data && problems.length === 0 ? (
        <TextChangeDialog
          title={t`What saving ${form.title.trim()} writes`}
          preview={difference.data}
          error={save.error}
          facts={[t('Nothing is read, decided or written by saving it: it runs when you run it.')]}
          action={t`Save ${form.title.trim()}`}
          back={t('Back to the form')}
          busy={save.isPending}
          onAct={() => difference.data && save.mutate(difference.data.hash)}
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
