import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../connectors/spi/connector.ts'
import { requires } from '../requirements.ts'
import { type Colleague, cities, personDn, SambaCompany, type Team, teamDn } from './samba-company.ts'
import { Connections, readAll } from './samba-connection.ts'
import { place } from './samba-workspace.ts'

const many = 5000

/** Two departments with a few people, and everybody else in one large group. */
const colleague = (n: number, teams: readonly string[]): Colleague => ({
  id: String(n),
  name: `Person ${n}`,
  login: `p${n}`,
  city: cities[n % 2] as string,
  policy: 'enforce',
  teams,
})
const few = [
  colleague(1, ['IT']),
  colleague(2, ['IT', 'Helpdesk']),
  colleague(3, ['Sales']),
  colleague(4, []),
]
const crowd = Array.from({ length: many + 1 }, (_, i) => colleague(100 + i, i < many ? ['Everybody'] : []))
const team = (key: string, parents: readonly string[]): Team => ({ key, parents, policy: 'enforce' })

/** The large group's people are in the domain already: they are joined, and their group is made. */
const content = {
  adds: [
    ...[
      place,
      `OU=People,${place}`,
      `OU=Groups,${place}`,
      ...cities.map((city) => `OU=${city},OU=People,${place}`),
    ].map((dn) => `dn: ${dn}\nobjectClass: organizationalUnit\n`),
    ...crowd.map((one) =>
      [
        `dn: ${personDn(one)}`,
        'objectClass: user',
        `sAMAccountName: ${one.login}`,
        `userPrincipalName: ${one.login}@corp.example.test`,
        `employeeID: ${one.id}`,
        `displayName: ${one.name}`,
        `l: ${one.city}`,
        'description: Guest\n',
      ].join('\n'),
    ),
  ].join('\n'),
  changes: '',
}

/** One story, told in order: groups that hold groups, and one that holds five thousand people. */
describe.skipIf(requires('samba'))('groups in groups and large groups on Samba', () => {
  let company: SambaCompany
  let connections: Connections
  /** What the domain itself says changed. */
  let eye: Connection

  beforeAll(async () => {
    company = await SambaCompany.start(content)
    connections = new Connections(company.server)
    eye = await connections.open({ baseDns: [place] })
    company.people([...few, ...crowd])
    company.teams([
      team('Company', []),
      team('IT', ['Company']),
      team('Sales', ['Company']),
      team('Helpdesk', ['IT']),
      team('Everybody', []),
    ])
  })
  afterAll(async () => {
    await connections?.close()
    await company?.stop()
  })

  /** Those whose account says that they belong to the company: who is in the group, however deep. */
  const inCompany = async (): Promise<readonly string[]> =>
    (await company.admin.find(place, '(description=Belongs to the company)'))
      .map((dn) => /^CN=([^,]+)/.exec(dn)?.[1] ?? dn)
      .sort()

  test('groups are provisioned with the groups and people in them, the large one too', async () => {
    const done = await company.clean('full')
    expect(done.exported).toMatchObject({ add: few.length + 5 })
    expect(await company.members('Company')).toEqual([teamDn('IT'), teamDn('Sales')])
    expect(await company.members('IT')).toEqual(
      [teamDn('Helpdesk'), ...few.slice(0, 2).map(personDn).sort()].sort(),
    )
    expect(await company.members('Helpdesk')).toEqual([personDn(few[1] as Colleague)])
    const everybody = crowd.slice(0, many).map(personDn)
    expect(await company.members('Everybody')).toEqual(everybody.sort())
    expect(await inCompany()).toEqual(['Person 1', 'Person 2', 'Person 3'])
    await company.settled()
  })

  test('who comes into an inner group is in the outer ones, by one value', async () => {
    company.change('4', { teams: ['Helpdesk'] })
    expect(await company.look()).toEqual([
      { operation: 'update', attribute: 'member', old: null, new: 'Person 4' },
      { operation: 'update', attribute: 'description', old: 'Guest', new: 'Belongs to the company' },
    ])
    await company.workspace.approve()
    await company.clean()
    expect(await inCompany()).toEqual(['Person 1', 'Person 2', 'Person 3', 'Person 4'])
    expect(await company.members('IT')).not.toContain(personDn(few[3] as Colleague))
  })

  test('an inner group leaves the outer one by one value, and its people do not belong any more', async () => {
    company.changeTeam('IT', { parents: [] })
    const plan = await company.look()
    expect(plan.filter(({ attribute }) => attribute === 'member')).toEqual([
      { operation: 'update', attribute: 'member', old: teamDn('IT'), new: null },
    ])
    await company.workspace.approve()
    const { watermark } = await readAll(eye)
    await company.clean()
    expect(await company.members('Company')).toEqual([teamDn('Sales')])
    expect(await inCompany()).toEqual(['Person 3'])
    // On the wire, too: the group lost one value and nothing else.
    const { items } = await readAll(eye, watermark)
    expect(items.filter((item) => item.kind === 'change' && item.type === 'group')).toMatchObject([
      { set: {}, references: { member: { add: [], remove: [teamDn('IT')] } } },
    ])
    company.changeTeam('IT', { parents: ['Company'] })
    await company.clean()
    expect(await inCompany()).toEqual(['Person 1', 'Person 2', 'Person 3', 'Person 4'])
    await company.settled('delta')
  })

  test('groups may hold each other', async () => {
    company.changeTeam('Company', { parents: ['Helpdesk'] })
    await company.clean()
    expect(await company.members('Helpdesk')).toContain(teamDn('Company'))
    expect(await inCompany()).toEqual(['Person 1', 'Person 2', 'Person 3', 'Person 4'])
    await company.settled('delta')
    company.changeTeam('Company', { parents: [] })
    await company.clean()
    await company.settled('delta')
  })

  test('an inner group that goes leaves the outer one', async () => {
    company.teams([
      team('Company', []),
      team('IT', ['Company']),
      team('Helpdesk', ['IT']),
      team('Everybody', []),
    ])
    expect((await company.clean()).exported).toMatchObject({ delete: 1 })
    expect(await company.admin.read(teamDn('Sales'))).toBeUndefined()
    expect(await company.members('Company')).toEqual([teamDn('IT')])
    expect(await inCompany()).toEqual(['Person 1', 'Person 2', 'Person 4'])
    await company.settled('delta')
  })

  test('one member more and one less in five thousand are one value each, in the plan and on the wire', async () => {
    const [first, last] = [crowd[0] as Colleague, crowd[many] as Colleague]
    for (const [who, teams, old, added] of [
      [last, ['Everybody'], null, last.name],
      [first, [], first.name, null],
    ] as const) {
      company.change(who.id, { teams })
      expect(await company.look()).toEqual([{ operation: 'update', attribute: 'member', old, new: added }])
      const { watermark } = await readAll(eye)
      await company.workspace.approve()
      const done = await company.clean()
      expect(done).toMatchObject({ exported: { update: 1 }, confirmed: 1 })
      const { items } = await readAll(eye, watermark)
      const dns = [personDn(who)]
      expect(items).toMatchObject([
        {
          kind: 'change',
          type: 'group',
          set: {},
          references: { member: added === null ? { add: [], remove: dns } : { add: dns, remove: [] } },
        },
      ])
    }
    const held = await company.members('Everybody')
    expect(held).toHaveLength(many)
    expect(held).toContain(personDn(last))
    expect(held).not.toContain(personDn(first))
    await company.settled()
  })
})
