import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { TwinSeed } from '../../../connectors/twin/create.ts'
import { readJournal } from '../../../connectors/twin/journal.ts'
import { startScimServer } from '../../../demo/scim-server.ts'
import { base, type SmallCompany, smallCompany } from '../../fakes/host/small-company.ts'

const rules = `- name: In from directory
  direction: inbound
  system: ad
  from: user
  to: person
  precedence: 200
  join: [[{ from: employeeID, to: employeeID }]]
  link: join
- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [displayName], ",OU=People,${base}")' }
    - { to: sAMAccountName, from: employeeID, once: true }
    - { to: employeeID, from: employeeID }
    - { to: manager, from: manager }
- name: Cities
  direction: membership
  from: person
  to: group
  precedence: 300
  key: { to: city, from: city }
  into: members
  create: true
- name: Groups out to directory
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: 110
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [city], ",OU=Groups,${base}")' }
    - { to: member, from: members }
`

const boss: TwinSeed = {
  type: 'user',
  dn: `CN=Boss,OU=People,${base}`,
  anchor: 'boss',
  attributes: { sAMAccountName: 'boss', employeeID: 'E0' },
  references: { manager: [`CN=Boss,OU=People,${base}`] },
}

/** Operations on the directory in their order, as `add Anna {manager: Boss}`. */
const written = (company: SmallCompany): string[] =>
  readJournal(join(company.dir, 'ad.twin')).map(({ operation, after }) => {
    const references = Object.entries(after?.references ?? {}).map(
      ([name, targets]) => `${name}: ${targets.map(nameOf).sort().join('+')}`,
    )
    return [operation, nameOf(after?.dn ?? ''), ...references].join(' ')
  })

const nameOf = (dn: string): string => /^CN=([^,]*)/.exec(dn)?.[1] ?? dn

/** But for what the import says of circles in the HR file. */
const findings = async (company: SmallCompany): Promise<string[]> =>
  (await company.client.call('findings.list', { limit: 20 })).rows
    .filter(({ code }) => code !== 'import-note')
    .map(({ code, message, advice }) => `${code}: ${message}. ${advice}`)

async function exported(company: SmallCompany): Promise<void> {
  await company.client.call('changes.decide', { selection: { filter: {} }, decision: 'approved' })
  await company.run({ kind: 'export' })
}

const left = async (company: SmallCompany): Promise<string[]> =>
  (await company.client.call('changes.list', { filter: {}, limit: 100 })).rows.map(
    ({ operation, name, attribute }) =>
      [operation, name, attribute].filter((part) => part !== null).join(' '),
  )

const cycle = ['E1,Anna,,Active,E2', 'E2,Ben,,Active,E1']

describe('references of a directory that takes objects without them', () => {
  test('who refer to each other are both made, and then refer to each other, in one export', async () => {
    const company = await smallCompany(rules)
    company.hr(...cycle)
    await company.plan()
    await exported(company)
    expect(written(company)).toEqual([
      'add Ben',
      'add Anna',
      'update Anna manager: Ben',
      'update Ben manager: Anna',
    ])
    await company.run({ kind: 'confirm' })
    await company.run({ kind: 'synchronize' })
    expect(await left(company)).toEqual([])
  })
})

test('the same in an application that speaks SCIM', async () => {
  const token = 'a token for tests only'
  const server = await startScimServer({ users: [], groups: [], token })
  onTestFinished(() => server.close())
  const company = await smallCompany(
    `- name: Out to the application
  direction: outbound
  system: ad
  from: person
  to: User
  precedence: 100
  link: provision
  flows:
    - { to: userName, from: employeeID }
    - { to: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', from: manager }
`,
    [],
    {
      directory: `{ name: ad, title: The application, letters: AP, hue: 3, connector: scim,
      config: { baseUrl: '${server.url}' } }`,
      secret: token,
    },
  )
  company.hr(...cycle)
  await company.plan()
  await exported(company)
  await company.run({ kind: 'confirm' })
  await company.run({ kind: 'synchronize' })
  expect(await left(company)).toEqual([])
  expect(await findings(company)).toEqual([])
  const { users } = server.snapshot()
  expect(users.map(({ userName }) => userName).sort()).toEqual(['E1', 'E2'])
  const [first, second] = users
  expect(JSON.stringify(first)).toContain(second?.id)
  expect(JSON.stringify(second)).toContain(first?.id)
})

describe('references that a directory wants with the object', () => {
  test('a group is made with its members, after them, in one write', async () => {
    const company = await smallCompany(rules, [], { demand: { group: ['member'] } })
    company.hr('E1,Anna,Warszawa,Active,', 'E2,Ben,Warszawa,Active,')
    await company.plan()
    await exported(company)
    expect(written(company)).toEqual(['add Ben', 'add Anna', 'add Warszawa member: Anna+Ben'])
    await company.run({ kind: 'confirm' })
    await company.run({ kind: 'synchronize' })
    expect(await left(company)).toEqual([])
    expect(await findings(company)).toEqual([])
    // Later ones come value by value.
    company.hr('E1,Anna,Warszawa,Active,', 'E2,Ben,Warszawa,Active,', 'E3,Cleo,Warszawa,Active,')
    await company.plan()
    await exported(company)
    expect(written(company).slice(3)).toEqual(['add Cleo', 'update Warszawa member: Cleo'])
  })

  test('people are made below those they need, whatever their order', async () => {
    const company = await smallCompany(rules, [boss], { demand: { user: ['manager'] } })
    company.hr('E0,Boss,,Active,E0', 'E1,Anna,,Active,E2', 'E2,Ben,,Active,E3', 'E3,Cleo,,Active,E0')
    await company.plan()
    await exported(company)
    expect(written(company)).toEqual([
      'add Cleo manager: Boss',
      'add Ben manager: Cleo',
      'add Anna manager: Ben',
    ])
    expect(await findings(company)).toEqual([])
    await company.run({ kind: 'confirm' })
    await company.run({ kind: 'synchronize' })
    expect(await left(company)).toEqual([])
  })

  test('who need each other cannot be made, which is told once; everybody else is', async () => {
    const company = await smallCompany(rules, [boss], { demand: { user: ['manager'] } })
    company.hr('E0,Boss,,Active,E0', ...cycle, 'E3,Cleo,,Active,E0', 'E4,Dan,,Active,E1')
    await company.plan()
    const told = [
      'export-waits: Anna cannot be made: The directory wants manager from the start, and Ben needs it in turn. Make one of them in The directory itself, with somebody else as manager; after the next import the rest is written',
      'export-waits: Ben cannot be made: The directory wants manager from the start, and Anna needs it in turn. Make one of them in The directory itself, with somebody else as manager; after the next import the rest is written',
      'export-waits: Dan is not made yet: The directory wants manager from the start, and Anna is not there. Approve Anna as well, or see why it was not written; the next export goes on with it',
    ]
    for (let times = 0; times < 2; times++) {
      await exported(company)
      expect(written(company)).toEqual(['add Cleo manager: Boss'])
      expect((await findings(company)).sort()).toEqual(told)
    }
    // As the advice says.
    await company.beside(async (connection) => {
      const add = {
        id: 'by-hand',
        operation: 'add',
        type: 'user',
        dn: `CN=Anna,OU=People,${base}`,
        attributes: { sAMAccountName: 'E1', employeeID: 'E1' },
        references: { manager: [boss.dn] },
      } as const
      for await (const result of connection.write([add])) expect(result.ok).toBe(true)
    })
    await company.plan()
    await company.write()
    expect(await left(company)).toEqual([])
    expect(await findings(company)).toEqual([])
    expect(written(company).slice(2).sort()).toEqual([
      'add Ben manager: Anna',
      'add Dan manager: Anna',
      'update Anna manager: Ben',
    ])
  })

  test('an add whose reference is not approved waits for it', async () => {
    const company = await smallCompany(rules, [boss], { demand: { user: ['manager'] } })
    company.hr('E0,Boss,,Active,E0', 'E1,Anna,,Active,E0')
    await company.plan()
    await company.client.call('changes.decide', {
      selection: { filter: { operations: ['add'] } },
      decision: 'approved',
    })
    await company.run({ kind: 'export' })
    expect(written(company)).toEqual([])
    expect(await findings(company)).toEqual([
      'export-waits: Anna is not made yet: The directory wants manager from the start, and that change is not approved. Approve the change of manager as well; the next export makes both',
    ])
    await exported(company)
    expect(written(company)).toEqual(['add Anna manager: Boss'])
    expect(await findings(company)).toEqual([])
  })
})
