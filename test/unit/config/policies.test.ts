import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { type Configuration, loadConfiguration } from '../../../main/config/load.ts'
import { documentText } from '../docs/documents.ts'

const dir = mkdtempSync(join(tmpdir(), 'joinery-policies-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const workspace = `name: Acme
systems:
  - { name: ad, title: AD, letters: AD, hue: 1, connector: twin, config: { file: ad.twin } }
metaverse: { types: { person: { display: [id], attributes: { id: { indexed: true } } } } }
`

function load(files: Readonly<Record<string, string>>): Configuration {
  mkdirSync(join(dir, 'policies'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'policies', name), text)
  return loadConfiguration(dir)
}

function problems(files: Readonly<Record<string, string>>): string[] {
  try {
    load(files)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ file, line, message, advice }) => `${file}:${line}: ${message} | ${advice}`)
  }
}

test('policies are read from all files in order, without those that are disabled; without any there is no trace of them', () => {
  const policy = (name: string, more = '') => `{ name: ${name}, effect: protect, systems: [ad]${more} }`
  const { policies } = load({
    '20.yml': policy('Third'),
    '10.yaml': `- ${policy('First')}\n- ${policy('Second')}\n- ${policy('Off', ', disabled: true')}\n`,
    'notes.txt': 'not a policy',
  })
  expect(policies?.map(({ name }) => name)).toEqual(['First', 'Second', 'Third'])
  rmSync(dir, { recursive: true, force: true })
  expect(load({})).not.toHaveProperty('policies')
})

test.each([
  [
    '- { name: A, effect: allow, systems: [ad] }',
    /all\.yaml:1: 0\.effect: Invalid option.* \| See docs\/policies\.md/,
  ],
  ['- { name: A, effect: protect, sytems: [ad] }', /all\.yaml:1: .*Unrecognized key: "sytems"/],
  [
    '- { name: A, effect: protect, systems: [AD] }',
    /all\.yaml:1: there is no system "AD" \| Did you mean "ad"\? Known systems: ad/,
  ],
  ['- name: A\n  effect: protect\n  dn: [Administrators]', /all\.yaml:3: "Administrators" is not a DN/],
  [
    '- name: A\n  effect: protect\n  scope: [[{ attribute: cn, operator: MATCHES, value: "(" }]]',
    /all\.yaml:3: it is no regular expression/,
  ],
  [
    '- name: A\n  effect: protect\n  scope: [[{ attribute: hired, operator: LESSTHAN, value: today + 7d }]]',
    /all\.yaml:3: a policy does not depend on the day/,
  ],
  ['- { name: A, effect: protect }', /"A" has no condition: it would let nothing be written/],
  ['- { name: A, effect: approve }', /"A" has no condition: it would approve everything/],
  [
    '- { name: A, effect: protect, operations: [add, delete], attributes: [cn] }',
    /only update and disable are about an attribute/,
  ],
  [
    '- { name: A, effect: protect, systems: [ad] }\n- { name: A, effect: approve, systems: [ad] }',
    /all\.yaml:2: two policies are named "A" \(the other is in policies\/all\.yaml\)/,
  ],
])('%j is refused with its place, the reason and what to do', (text, expected) => {
  const [problem, ...more] = problems({ 'all.yaml': text })
  expect(problem).toMatch(expected)
  expect(more).toEqual([])
})

test('two people for everything is a policy', () => {
  expect(problems({ 'all.yaml': '{ name: Everything, effect: two-people }' })).toEqual([])
})

test('the examples of the documentation are policies', () => {
  const examples = [...documentText('docs/policies.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map((m) => m[1]!)
  expect(examples.length).toBeGreaterThan(0)
  examples.forEach((text, index) => {
    if (!text.startsWith('protections')) expect(problems({ [`${index}.yaml`]: text }), text).toEqual([])
  })
})
