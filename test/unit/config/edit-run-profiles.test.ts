import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { withNewProfile, withoutProfile, withProfile } from '../../../main/config/edit-run-profiles.ts'
import { lineDifference } from '../../../main/config/line-difference.ts'
import type { ProfileDraft } from '../../../preload/contract/profiles.ts'

const changed = (before: string, after: string) =>
  lineDifference(before, after)
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, text }) => `${kind === 'old' ? '-' : '+'}${text}`)

const none = 'name: Acme # ours\nsystems: []\n\n# how much\nlimits: {}\n'
const two = `name: Acme
runProfiles:
  # every day
  - name: morning
    title: "Morning"   # at seven
    steps:
      - { step: import, mode: delta, systems: [hr] } # the file comes at six
      - step: synchronize
  - name: night
    steps: [{ step: report }]
limits: {}
`
const evening: ProfileDraft = {
  name: 'evening',
  title: 'Evening: all of it',
  steps: [{ step: 'import', mode: 'full' }, { step: 'synchronize', mode: 'delta' }, { step: 'report' }],
}

describe('a run profile that is added', () => {
  test('is the first: the list stands at the end, and nothing else of the file is touched', () => {
    const after = withNewProfile(none, evening)
    expect(after.startsWith(none)).toBe(true)
    expect(changed(none, after).filter((line) => line !== '+')).toEqual([
      '+runProfiles:',
      '+  - name: evening',
      '+    title: "Evening: all of it"',
      '+    steps:',
      '+      - { step: import, mode: full }',
      '+      - { step: synchronize, mode: delta }',
      '+      - { step: report }',
    ])
    expect(parse(after).runProfiles).toEqual([evening])
  })

  test('stands after the others, indented as they are', () => {
    const after = withNewProfile(two, evening)
    expect(changed(two, after)).toEqual([
      '+  - name: evening',
      '+    title: "Evening: all of it"',
      '+    steps:',
      '+      - { step: import, mode: full }',
      '+      - { step: synchronize, mode: delta }',
      '+      - { step: report }',
    ])
    expect(parse(after).runProfiles).toEqual([...parse(two).runProfiles, evening])
    expect(parse(after).limits).toEqual({})
  })

  test.each([
    ['a flow list', 'name: Acme\nrunProfiles: [{ name: a, steps: [{ step: report }] }]\n'],
    ['Windows line ends', two.replaceAll('\n', '\r\n')],
    ['no line end at the end', none.trimEnd()],
    ['lists at the indent of their key', two.replaceAll(/^ {2}(?=[ -])/gm, '')],
  ])('keeps the meaning of everything else in %s', (_, text) => {
    const { runProfiles: before = [], ...rest } = parse(text)
    const { runProfiles: after, ...others } = parse(withNewProfile(text, evening))
    expect(others).toEqual(rest)
    expect(after).toEqual([...before, evening])
  })
})

describe('a run profile that is edited', () => {
  const steps: ProfileDraft['steps'] = [
    { step: 'import', mode: 'delta', systems: ['hr'] },
    { step: 'synchronize' } as ProfileDraft['steps'][0],
  ]

  test('keeps its comments and its steps as they are written where only a name changes', () => {
    const after = withProfile(two, 'morning', { name: 'morning', title: 'Early', steps })
    expect(changed(two, after)).toEqual([
      '-    title: "Morning"   # at seven',
      '+    title: "Early"   # at seven',
    ])
  })

  test('has other steps, and the next profile stays as it is', () => {
    const after = withProfile(two, 'morning', {
      name: 'dawn',
      title: 'Morning',
      steps: [
        { step: 'import', mode: 'full' },
        { step: 'export', systems: ['ad'] },
      ],
    })
    expect(parse(after).runProfiles).toEqual([
      {
        name: 'dawn',
        title: 'Morning',
        steps: [
          { step: 'import', mode: 'full' },
          { step: 'export', systems: ['ad'] },
        ],
      },
      { name: 'night', steps: [{ step: 'report' }] },
    ])
    expect(after).toContain('# every day')
    expect(after).toContain('  - name: night\n    steps: [{ step: report }]\nlimits: {}\n')
  })

  test('loses a title that is its name', () => {
    const after = withProfile(two, 'morning', { name: 'morning', steps } as unknown as ProfileDraft)
    expect(parse(after).runProfiles[0]).toEqual({ name: 'morning', steps })
  })

  test('that is not there is an error, and no other is taken for it', () => {
    expect(() => withProfile(two, 'noon', evening)).toThrow('no run profile noon')
    expect(() => withoutProfile(two, 'noon')).toThrow('no run profile noon')
  })
})

describe('a run profile that is taken out', () => {
  test('goes with its lines', () => {
    const after = withoutProfile(two, 'night')
    expect(changed(two, after)).toEqual(['-  - name: night', '-    steps: [{ step: report }]'])
    expect(parse(withoutProfile(two, 'morning')).runProfiles).toEqual([
      { name: 'night', steps: [{ step: 'report' }] },
    ])
  })

  test('takes the list with it when it was the last', () => {
    const after = withoutProfile(withoutProfile(two, 'night'), 'morning')
    expect(parse(after)).toEqual({ name: 'Acme', limits: {} })
    expect(parse(withNewProfile(after, evening)).runProfiles).toEqual([evening])
  })
})
