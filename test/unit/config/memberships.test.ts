import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration } from '../../../main/config/load.ts'
import { connectorInspector } from '../../../main/host/connector-inspector.ts'

const dir = mkdtempSync(join(tmpdir(), 'joinery-memberships-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const workspace = `name: Acme
systems:
  - { name: hr, title: HR, letters: HR, hue: 1, connector: hr-csv, config: { file: hr.csv, key: id, objectType: employee } }
metaverse:
  types:
    person:
      display: [id]
      attributes: { id: { indexed: true }, department: {} }
    group:
      display: [key]
      attributes: { key: { indexed: true }, title: {}, members: { type: reference, multi: true }, owner: { type: reference } }
`

const rule = (changes: Record<string, string>): string =>
  Object.entries({
    name: 'Departments',
    direction: 'membership',
    from: 'person',
    to: 'group',
    precedence: '300',
    key: '{ to: key, from: department }',
    into: 'members',
    ...changes,
  })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('')

function problems(changes: Record<string, string>): string[] {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace)
  writeFileSync(join(dir, 'rules', 'groups.yaml'), rule(changes))
  try {
    expect(loadConfiguration(dir, connectorInspector).memberships).toHaveLength(1)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ line, message }) => `${line}: ${message}`)
  }
}

test('a membership rule is read from its file', () => {
  expect(problems({})).toEqual([])
})

test.each<[Record<string, string>, RegExp]>([
  [{ from: 'robot' }, /^3: the metaverse has no type "robot"/],
  [{ to: 'team' }, /^4: the metaverse has no type "team"/],
  [{ key: '{ to: nothing, from: department }' }, /^6: metaverse type "group" has no attribute "nothing"/],
  [{ key: '{ to: title, from: department }' }, /^6: .*"title".*not indexed/],
  [{ key: '{ to: key, from: unit }' }, /^6: metaverse type "person" has no attribute "unit"/],
  [{ key: `{ to: key, expression: 'Nonsense([id])' }` }, /^6: .*Nonsense/],
  [{ into: 'owner' }, /^7: .*owner/],
  [{ into: 'title' }, /^7: .*title/],
  [
    { scope: '[[{ attribute: unit, operator: ISNOTNULL }]]' },
    /^8: metaverse type "person" has no attribute "unit"/,
  ],
])('%j is told once, with its line', (changes, expected) => {
  const told = problems(changes)
  expect(told.length).toBeGreaterThan(0)
  expect(told[0]).toMatch(expected)
  expect(new Set(told).size).toBe(told.length)
})
