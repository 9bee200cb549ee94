import { Select } from '@fluentui/react-components'
import { useRef } from 'react'
import type { ProfileEditPreview, RunProfileStep } from '../../../../preload/contract/profiles.ts'
import type { SystemStatus } from '../../../../preload/contract/workspace.ts'
import { t } from '../../../language/text.ts'
import { IconButton } from '../../../ui/Button.tsx'
import { FacetMenu } from '../../../ui/FacetMenu.tsx'
import { stepWord } from '../../../ui/words.ts'
import {
  overSystems,
  type ProfileForm,
  stepKinds,
  stepOf,
  systemsOf,
  withMoved,
  withoutStep,
  withWhat,
} from './profileDraft.ts'

interface ProfileStepsProps {
  form: ProfileForm
  systems: readonly SystemStatus[]
  problems: ProfileEditPreview['problems']
  onChange: (form: ProfileForm) => void
}

/** The steps as rows: what, how much, of which systems; moved up and down, taken out. */
export function ProfileSteps({ form, systems, problems, onChange }: ProfileStepsProps) {
  const list = useRef<HTMLOListElement>(null)
  // Its button goes with the step: who works by keys goes on at the next one.
  const remove = (at: number) => {
    const rows = list.current?.children
    const next = rows?.[at + 1] ?? rows?.[at - 1]
    next?.querySelector('select')?.focus()
    onChange(withoutStep(form, at))
  }
  return (
    <section className="profile-edit-steps">
      <h2 className="section-head">{t('Steps')}</h2>
      <ol ref={list}>
        {form.steps.map(({ id, what }, at) => {
          const wrong = problems.filter(({ step }) => step === at)
          return (
            <li key={id}>
              <span className="number num" aria-hidden="true">
                {at + 1}
              </span>
              <Select
                className="field"
                aria-label={t`Step ${at + 1}`}
                value={what.step}
                onChange={(_, { value }) =>
                  onChange(withWhat(form, at, stepOf(value as RunProfileStep['step'], what)))
                }
              >
                {stepKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {stepWord[kind]}
                  </option>
                ))}
              </Select>
              {what.step === 'import' || what.step === 'synchronize' ? (
                <Select
                  className="field"
                  aria-label={t`How much step ${at + 1} reads`}
                  value={what.mode ?? (what.step === 'import' ? 'full' : 'delta')}
                  onChange={(_, { value }) =>
                    onChange(withWhat(form, at, { ...what, mode: value as 'full' | 'delta' }))
                  }
                >
                  <option value="full">{t('Everything')}</option>
                  <option value="delta">{t('What changed')}</option>
                </Select>
              ) : (
                <span />
              )}
              <StepSystems
                what={what}
                systems={systems}
                onChange={(next) => onChange(withWhat(form, at, next))}
              />
              <span className="profile-step-actions">
                <IconButton
                  icon="up"
                  label={t`Move step ${at + 1} up`}
                  disabled={at === 0}
                  onClick={() => onChange(withMoved(form, at, -1))}
                />
                <IconButton
                  icon="down"
                  label={t`Move step ${at + 1} down`}
                  disabled={at === form.steps.length - 1}
                  onClick={() => onChange(withMoved(form, at, 1))}
                />
                <IconButton icon="x" label={t`Remove step ${at + 1}`} onClick={() => remove(at)} />
              </span>
              {wrong.map(({ message, advice }) => (
                <p key={message} className="small is-delete profile-step-problem" role="alert">
                  {message}. {advice}
                </p>
              ))}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

interface StepSystemsProps {
  what: RunProfileStep
  systems: readonly SystemStatus[]
  onChange: (step: RunProfileStep) => void
}

/** Which systems a step is over: all, unless some are chosen. What nothing is written to is not offered to an export. */
function StepSystems({ what, systems, onChange }: StepSystemsProps) {
  if (what.step === 'synchronize' || what.step === 'report') return <span />
  const chosen = systemsOf(what) ?? []
  const offered = systems.filter(
    ({ name, target }) => what.step === 'import' || target || chosen.includes(name),
  )
  const choices = [
    ...offered.map(({ name, title }) => ({ value: name, label: title })),
    ...chosen
      .filter((name) => !systems.some((system) => system.name === name))
      .map((name) => ({ value: name, label: name })),
  ]
  return (
    <FacetMenu
      title={t('Systems')}
      says={
        chosen.length === 0
          ? t('All systems')
          : chosen.map((name) => choices.find(({ value }) => value === name)?.label ?? name).join(', ')
      }
      choices={choices}
      chosen={chosen}
      onChoose={(names) =>
        onChange(
          overSystems(
            what,
            choices.map(({ value }) => value).filter((name) => names.includes(name)),
          ),
        )
      }
    />
  )
}
