import type { ProfileDraft, RunProfileStep, RunProfileView } from '../../../../preload/contract/profiles.ts'
import { nameFrom } from '../setup/draft.ts'

type StepKind = RunProfileStep['step']

/** A step with a number of its own, so that a row keeps its focus when it is moved. */
export interface StepDraft {
  readonly id: number
  readonly what: RunProfileStep
}

/** A run profile as it is filled in. */
export interface ProfileForm {
  readonly title: string
  readonly name: string
  /** Its name was typed; until then it follows the title. */
  readonly named: boolean
  readonly steps: readonly StepDraft[]
}

export const stepKinds: readonly StepKind[] = ['import', 'synchronize', 'export', 'confirm', 'report']

/** What a new profile begins with: the steps that write to no system. */
export const newForm: ProfileForm = {
  title: '',
  name: '',
  named: false,
  steps: [
    { id: 0, what: { step: 'import', mode: 'full' } },
    { id: 1, what: { step: 'synchronize', mode: 'delta' } },
  ],
}

export const formOf = ({ name, title, steps }: RunProfileView): ProfileForm => ({
  title,
  name,
  named: true,
  steps: steps.map(({ what }, id) => ({ id, what })),
})

export const withTitle = (form: ProfileForm, title: string): ProfileForm => ({
  ...form,
  title,
  name: form.named ? form.name : nameFrom(title),
})

/** One step more at the end: the one that follows the last in a session. */
export function withStep(form: ProfileForm): ProfileForm {
  const last = form.steps.at(-1)?.what.step
  const next = stepKinds[last === undefined ? 0 : (stepKinds.indexOf(last) + 1) % stepKinds.length]
  const id = Math.max(-1, ...form.steps.map((step) => step.id)) + 1
  return { ...form, steps: [...form.steps, { id, what: stepOf(next as StepKind, undefined) }] }
}

export const withoutStep = (form: ProfileForm, at: number): ProfileForm => ({
  ...form,
  steps: form.steps.toSpliced(at, 1),
})

/** The step in another place; as it is where there is no such place. */
export function withMoved(form: ProfileForm, at: number, by: -1 | 1): ProfileForm {
  const step = form.steps[at]
  const to = at + by
  if (step === undefined || to < 0 || to >= form.steps.length) return form
  return { ...form, steps: form.steps.toSpliced(at, 1).toSpliced(to, 0, step) }
}

export const withWhat = (form: ProfileForm, at: number, what: RunProfileStep): ProfileForm => ({
  ...form,
  steps: form.steps.map((step, index) => (index === at ? { ...step, what } : step)),
})

/** Another kind of step over the same systems, as far as it is over systems. */
export function stepOf(kind: StepKind, before: RunProfileStep | undefined): RunProfileStep {
  const systems = before === undefined ? undefined : systemsOf(before)
  const chosen = systems === undefined ? {} : { systems: [...systems] }
  switch (kind) {
    case 'import':
      return { step: kind, mode: 'full', ...chosen }
    case 'synchronize':
      return { step: kind, mode: 'delta' }
    case 'report':
      return { step: kind }
    default:
      return { step: kind, ...chosen }
  }
}

/** Undefined where a step is over all systems. */
export const systemsOf = (step: RunProfileStep): readonly string[] | undefined =>
  'systems' in step ? step.systems : undefined

/** The step over these systems; over all of them where none is left. */
export function overSystems(step: RunProfileStep, systems: readonly string[]): RunProfileStep {
  if (step.step === 'synchronize' || step.step === 'report') return step
  const { systems: _, ...rest } = step
  return systems.length === 0 ? rest : { ...rest, systems: [...systems] }
}

/** What goes to the host. */
export const draftOf = ({ title, name, steps }: ProfileForm): ProfileDraft => ({
  name,
  title: title.trim(),
  steps: steps.map(({ what }) => what),
})
