import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration } from '../../../main/config/load.ts'

const contoso = new URL('../../../demo/contoso/', import.meta.url).pathname
const dir = mkdtempSync(join(tmpdir(), 'joinery-profiles-'))
afterAll(() => rmSync(dir, { recursive: true }))
cpSync(contoso, dir, { recursive: true })
const file = join(dir, 'workspace.yaml')
const text = readFileSync(file, 'utf8').replace(/\$\{port\}/, '8080')
const [head] = text.split('runProfiles:') as [string]
const line = head.split('\n').length

/** Each problem as `line: message. Advice`, the line counted from that of `runProfiles`. */
function problemsOf(profiles: string): string[] {
  writeFileSync(file, `${head}runProfiles:\n${profiles}`)
  try {
    loadConfiguration(dir)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((p) => `${p.line - line}: ${p.message}. ${p.advice}`)
  }
}

test('a profile that holds is no problem', () => {
  expect(
    problemsOf(
      '  - name: a\n    steps:\n      - { step: import, systems: [hr] }\n      - { step: export, systems: [ad] }\n',
    ),
  ).toEqual([])
})

test.each([
  [
    'an unknown system',
    '  - name: a\n    steps: [{ step: import, systems: [servicedesc] }]',
    /^2: there is no system "servicedesc", which the run profile "a" names\. Did you mean "servicedesk"\?/,
  ],
  [
    'a source that is exported to',
    '  - name: a\n    steps: [{ step: export, systems: [hr] }]',
    /^2: no rule writes to "hr", so there is nothing to export\. Take it out of this step; rules write to ad/,
  ],
  [
    'two of one name',
    '  - name: a\n    steps: [{ step: report }]\n  - name: a\n    steps: [{ step: report }]',
    /^3: two run profiles are named "a"\. Rename one/,
  ],
  ['no steps', '  - name: a\n    steps: []', /^2: /],
  ['an unknown step', '  - name: a\n    steps: [{ step: review }]', /^2: /],
  [
    'systems of a synchronization',
    '  - name: a\n    steps: [{ step: synchronize, systems: [hr] }]',
    /^2: .*systems/,
  ],
  ['an approval', '  - name: a\n    steps: [{ step: export, override: all }]', /^2: .*override/],
  ['a name with a capital', '  - name: Morning\n    steps: [{ step: report }]', /^1: .*lower-case/],
])('%s is said with its line', (_, profiles, said) => {
  const problems = problemsOf(profiles)
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatch(said)
})
