import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration } from '../../../main/config/load.ts'
import { connectorInspector } from '../../../main/host/connector-inspector.ts'

const dir = mkdtempSync(join(tmpdir(), 'joinery-leaving-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const workspace = (deletion: string): string => `name: Acme
systems:
  - { name: hr, title: HR, letters: HR, hue: 1, connector: hr-csv, config: { file: hr.csv, key: id, objectType: employee } }
  - { name: app, title: App, letters: AP, hue: 2, connector: scim, config: { baseUrl: 'https://app.example.com/scim' } }
metaverse:
  types:
    person:
      display: [id]
      deletion: ${deletion}
      attributes: { id: { indexed: true } }
`

const inbound = `- { name: In, direction: inbound, system: hr, from: employee, to: person, precedence: 100, link: project }
`

const outbound = (leave: string): string => `- name: Out
  direction: outbound
  system: app
  from: person
  to: user
  precedence: 100
  leave: ${leave}
`

function problems(deletion: string, leave: string): string[] {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace(deletion))
  writeFileSync(join(dir, 'rules', 'all.yaml'), inbound + outbound(leave))
  try {
    loadConfiguration(dir, connectorInspector)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  }
}

test.each([
  ['{}', 'keep', []],
  ['{ when: sources }', 'keep', []],
  ['{ when: [hr], after: 4w }', '[{ do: disable }, { do: delete, after: 30d }]', []],
  [
    '{ when: [payroll] }',
    'keep',
    [
      'workspace.yaml:9: there is no system "payroll"',
      'rules/all.yaml:1: it projects person objects from "hr", which does not keep them: they would go at once',
    ],
  ],
  [
    '{}',
    `[{ do: move, to: 'Join("", "CN=", [name' }]`,
    [
      'rules/all.yaml:8: the expression is wrong at character 17: This attribute has no closing ]',
      'rules/all.yaml:8: objects of SCIM 2.0 have no DN and cannot be moved',
    ],
  ],
  [
    '{}',
    `[{ do: move, to: '[name]' }]`,
    [
      'rules/all.yaml:8: metaverse type "person" has no attribute "name"',
      'rules/all.yaml:8: objects of SCIM 2.0 have no DN and cannot be moved',
    ],
  ],
  [
    '{}',
    '[{ do: delete }, { do: clear, attributes: [mail] }]',
    ['rules/all.yaml:8: 1.leave.1.do: nothing can follow delete'],
  ],
  [
    '{}',
    '[{ do: disable, after: 5 }, { do: delete, after: 3d }]',
    ['rules/all.yaml:8: 1.leave.1.after: a step cannot come before the one above it'],
  ],
])('deletion %s and leave %s', (deletion, leave, expected) => {
  expect(problems(deletion, leave)).toEqual(expected)
})

test('a number of days that is none says how to write it', () => {
  expect(problems('{ after: 30x }', 'keep').join()).toContain(
    'write a number of days, such as 30d, or of weeks, such as 4w',
  )
})

test('identities that live by their sources need a rule that makes something their source', () => {
  mkdirSync(join(dir, 'rules'), { recursive: true })
  writeFileSync(join(dir, 'workspace.yaml'), workspace('{ when: sources }'))
  const load = (link: string): void => {
    writeFileSync(join(dir, 'rules', 'all.yaml'), inbound.replace('link: project', `link: ${link}`))
    loadConfiguration(dir, connectorInspector)
  }
  expect(() => load('join')).toThrow(
    'workspace.yaml:9:25: no rule projects or sticky-joins person objects: nothing would keep them',
  )
  expect(() => load('sticky-join')).not.toThrow()
})
