import { describe, expect, test } from 'vitest'
import {
  draftOf,
  formOf,
  newForm,
  overSystems,
  stepOf,
  withMoved,
  withoutStep,
  withStep,
  withTitle,
} from '../../../renderer/features/systems/profiles/profileDraft.ts'
import {
  formatProfilePlace,
  parseProfilePlace,
} from '../../../renderer/features/systems/profiles/profilePlace.ts'
import {
  lastMoment,
  resultWord,
  stepsLine,
} from '../../../renderer/features/systems/profiles/profileWords.ts'

const step = (what: Parameters<typeof overSystems>[0]) => ({ what, words: '' })
const last = {
  state: 'stopped' as const,
  startedAt: Date.UTC(2026, 2, 10, 7),
  endedAt: null,
  by: 'anna',
  at: 3,
  of: 5,
  message: '',
}

describe('the place of a run profile', () => {
  test('is written and read', () => {
    const hash = formatProfilePlace('profile-edit', 'morning')
    expect(hash).toBe('#/systems?view=profile-edit&profile=morning')
    expect(parseProfilePlace(hash.split('?')[1] ?? '')).toEqual({ view: 'profile-edit', profile: 'morning' })
    expect(parseProfilePlace('view=profiles')).toEqual({ view: 'profiles', profile: null })
    expect(parseProfilePlace('view=objects')).toBeUndefined()
    expect(parseProfilePlace('')).toBeUndefined()
  })
})

describe('the words of a run profile', () => {
  test('count what is repeated, and only what is repeated at once', () => {
    expect(
      stepsLine([
        step({ step: 'import', mode: 'full' }),
        step({ step: 'import', mode: 'delta' }),
        step({ step: 'synchronize', mode: 'delta' }),
        step({ step: 'import', mode: 'full' }),
      ]),
    ).toBe('2 × Import, Synchronize, Import')
  })

  test('say where it is and where it ended', () => {
    expect(resultWord(last)).toBe('Stopped at step 3 of 5')
    expect(resultWord({ ...last, state: 'running' })).toBe('Step 3 of 5')
    expect(resultWord({ ...last, state: 'done', at: 5 })).toBe('Done')
    expect(lastMoment(null, last.startedAt)).toBe('never')
  })
})

describe('a run profile that is filled in', () => {
  test('is called by its title until its name is typed', () => {
    const titled = withTitle(newForm, 'Früh am Morgen')
    expect(titled.name).toBe('fruh-am-morgen')
    expect(withTitle({ ...titled, name: 'dawn', named: true }, 'Evening').name).toBe('dawn')
  })

  test('gets the step that comes next in a session, and ids of their own', () => {
    let form = newForm
    for (let n = 0; n < 4; n += 1) form = withStep(form)
    expect(form.steps.map(({ what }) => what.step)).toEqual([
      'import',
      'synchronize',
      'export',
      'confirm',
      'report',
      'import',
    ])
    const fewer = withStep(withoutStep(form, 2))
    expect(new Set(fewer.steps.map(({ id }) => id)).size).toBe(fewer.steps.length)
    expect(withStep({ ...newForm, steps: [] }).steps[0]?.what.step).toBe('import')
  })

  test('moves a step, and not over the ends', () => {
    const kinds = (form: typeof newForm) => form.steps.map(({ what }) => what.step)
    expect(kinds(withMoved(newForm, 1, -1))).toEqual(['synchronize', 'import'])
    expect(withMoved(newForm, 0, -1)).toBe(newForm)
    expect(withMoved(newForm, 1, 1)).toBe(newForm)
  })

  test('keeps the systems of a step whose kind changes, where the kind is over systems', () => {
    const imported = overSystems({ step: 'import', mode: 'delta' }, ['hr'])
    expect(stepOf('confirm', imported)).toEqual({ step: 'confirm', systems: ['hr'] })
    expect(stepOf('synchronize', imported)).toEqual({ step: 'synchronize', mode: 'delta' })
    expect(overSystems(imported, [])).toEqual({ step: 'import', mode: 'delta' })
    expect(overSystems({ step: 'report' }, ['hr'])).toEqual({ step: 'report' })
  })

  test('comes back as it was', () => {
    const steps = [step({ step: 'import', mode: 'delta', systems: ['hr'] }), step({ step: 'report' })]
    const form = formOf({ name: 'a', title: 'A', steps, last: null })
    expect(draftOf(form)).toEqual({ name: 'a', title: 'A', steps: steps.map(({ what }) => what) })
    expect(draftOf(withTitle(form, ' B ')).title).toBe('B')
  })
})
