import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { withSystem } from '../../../main/config/add-system.ts'
import { connectorInfo } from '../../../main/host/connector-fields.ts'
import { connectors } from '../../../main/host/connectors.ts'
import { configurationFrom, filledFrom } from '../../../main/host/filled-fields.ts'
import type { ContractError } from '../../../preload/contract/client.ts'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'

const fieldsOf = (id: string) => connectorInfo(connectors.get(id) as never).fields

describe('what is filled in', () => {
  test('becomes what workspace.yaml has; defaults and empty fields are left out', () => {
    expect(
      configurationFrom(fieldsOf('ldap'), {
        hosts: 'a.example\n\n  b.example  ',
        security: 'ldaps',
        port: '636',
        allowPlain: false,
        verifyBeforeWrite: false,
        bindDn: '  ',
        types: '- name: user\n  objectClass: inetOrgPerson',
      }),
    ).toEqual({
      config: {
        hosts: ['a.example', 'b.example'],
        port: 636,
        verifyBeforeWrite: false,
        types: [{ name: 'user', objectClass: 'inetOrgPerson' }],
      },
      problems: [],
    })
  })

  test('that is no number or no YAML is told by field, with line and column', () => {
    const { problems } = configurationFrom(fieldsOf('ldap'), { port: 'six', types: '- a\n- {b: ' })
    expect(problems[0]).toEqual({ field: 'port', message: '"six" is not a number' })
    expect(problems[1]?.field).toBe('types')
    expect(problems[1]?.message).toMatch(/^line 2, column \d+: /)
  })

  test('goes both ways', () => {
    const [hosts, types] = ['hosts', 'types'].map((name) =>
      fieldsOf('ldap').find((field) => field.name === name),
    )
    expect(filledFrom(hosts as never, ['a', 'b'])).toBe('a\nb')
    expect(filledFrom(types as never, [{ name: 'user' }])).toBe('- name: user')
    expect(filledFrom(hosts as never, true)).toBe(true)
  })
})

test('a new system comes after the others; comments, order and quotes of the text stay', () => {
  const text =
    'name: W # ours\nsystems:\n  # the leading one\n  - name: hr\n    title: "HR"\n\nmetaverse: {types: {}} # none yet\n'
  const system = {
    name: 'ad',
    title: 'AD',
    letters: 'AD',
    hue: 3,
    connector: 'ldap',
    config: { hosts: ['h'] },
  }
  const next = withSystem(text, system)
  expect(next).toContain('name: W # ours\nsystems:\n  # the leading one\n  - name: hr\n    title: "HR"\n')
  expect(next).toContain('# none yet')
  expect(parse(next).systems[1]).toEqual(system)
})

describe('setting a system up', () => {
  let contoso: Contoso
  beforeEach(async () => {
    contoso = await startContoso()
    mkdirSync(join(contoso.dir, 'more'))
    writeFileSync(join(contoso.dir, 'more', 'guests.csv'), 'id,name\n1,Ada\n2,Bo\n')
  })
  afterEach(() => contoso.close())

  const draft = (fields: Record<string, string | boolean>) => ({
    name: 'guests',
    connector: 'hr-csv',
    fields,
    secrets: {},
  })
  const whole = { file: 'more/guests.csv', key: 'id', objectType: 'guest' }
  const look = { title: 'Guests', letters: 'GU', hue: 5 }
  const text = () => readFileSync(join(contoso.dir, 'workspace.yaml'), 'utf8')

  test('is proposed, tried and looked at before anything is written', async () => {
    const before = text()
    const { client } = contoso
    const suggestions = await client.call('systems.suggest', draft({ file: 'more/guests.csv' }))
    expect(suggestions.find(({ field }) => field === 'key')).toMatchObject({ value: 'id' })
    expect(await client.call('systems.try', draft({ file: 'more/guests.csv' }))).toMatchObject({
      problems: [{ field: 'key' }],
      checks: [],
    })
    const missing = await client.call('systems.try', draft({ ...whole, file: 'more/none.csv' }))
    expect(missing.checks.some(({ ok }) => !ok)).toBe(true)
    const { checks } = await client.call('systems.try', draft(whole))
    expect(checks.length).toBeGreaterThan(0)
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    const { types, sample } = await client.call('systems.look', draft(whole))
    expect(types.map(({ type }) => type)).toEqual(['guest'])
    expect(sample.map(({ anchor }) => anchor)).toEqual(['1', '2'])
    expect(text()).toBe(before)
  })

  test('ends with a system that is in the text and in use, and is read by the next session', async () => {
    const { client } = contoso
    expect(await client.call('systems.add', { ...draft(whole), ...look })).toEqual({ name: 'guests' })
    const systems = await client.call('systems.list', {})
    expect(systems.at(-1)).toMatchObject({
      name: 'guests',
      title: 'Guests',
      letters: 'GU',
      hue: 5,
      objects: 0,
    })
    expect(parse(text()).systems.at(-1)).toEqual({
      name: 'guests',
      ...look,
      connector: 'hr-csv',
      config: { file: 'more/guests.csv', key: 'id', objectType: 'guest' },
    })
    await contoso.run({ kind: 'import', mode: 'full', systems: ['guests'] })
    expect((await client.call('space.list', { system: 'guests' })).rows.map(({ anchor }) => anchor)).toEqual([
      '1',
      '2',
    ])
  })

  test('leaves the text as it was when the name is taken or a setting is refused', async () => {
    const before = text()
    const refused = async (fields: Record<string, string>, name = 'guests') =>
      (
        (await contoso.client
          .call('systems.add', { ...draft(fields), name, ...look })
          .catch((error: unknown) => error)) as ContractError
      ).code
    expect(await refused(whole, 'ad')).toBe('name-taken')
    expect(await refused({ file: 'more/guests.csv' })).toBe('invalid-system')
    expect(text()).toBe(before)
    expect((await contoso.client.call('systems.list', {})).some(({ name }) => name === 'guests')).toBe(false)
  })
})
