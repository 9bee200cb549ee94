import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect } from 'vitest'
import { type SambaDomain, type SambaServer, startController } from '../../demo/samba-controller.ts'
import type { Drift } from '../../preload/contract/drift.ts'
import type { Session } from '../../preload/contract/session.ts'
import { sambaDomain } from '../fakes/process/samba.ts'
import { SambaAdmin } from './samba-admin.ts'
import { HrWorkspace, place } from './samba-workspace.ts'

export type Policy = 'enforce' | 'ask' | 'accept'
export const policies: readonly Policy[] = ['enforce', 'ask', 'accept']

/** A row of the people's file. */
export interface Colleague {
  readonly id: string
  readonly name: string
  readonly login: string
  readonly city: string
  /** What happens to what somebody else changes in the account. */
  readonly policy: Policy
  /** Keys of teams. */
  readonly teams: readonly string[]
}

/** A row of the teams' file. */
export interface Team {
  readonly key: string
  readonly policy: Policy
  /** Keys of the teams it is a member of. */
  readonly parents: readonly string[]
}

export const cities = ['Munich', 'Berlin'] as const
export const teamDn = (key: string): string => `CN=${key},OU=Groups,${place}`
export const personDn = ({ name, city }: Pick<Colleague, 'name' | 'city'>): string =>
  `CN=${name},OU=${city},OU=People,${place}`

/**
 * Two files → a Samba domain: people and the teams they are in, teams and the teams those are in. Rules say who is a member, so that groups
 * hold people and groups.
 */
export class SambaCompany {
  readonly server: SambaServer
  readonly admin: SambaAdmin
  readonly workspace: HrWorkspace
  #people: readonly Colleague[] = []
  #teams: readonly Team[] = []

  private constructor(server: SambaServer, admin: SambaAdmin, workspace: HrWorkspace) {
    this.server = server
    this.admin = admin
    this.workspace = workspace
  }

  static async start(
    content?: SambaDomain['content'],
    settings?: (server: SambaServer) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<SambaCompany> {
    const { name, password } = sambaDomain
    const server = await startController({ name, password, ...(content === undefined ? {} : { content }) })
    const admin = await SambaAdmin.signIn(server)
    for (const dn of containers)
      if ((await admin.read(dn)) === undefined) await admin.add(dn, { objectClass: 'organizationalUnit' })
    const workspace = new HrWorkspace(
      {
        hosts: [server.host],
        caFile: server.caFile,
        bindDn: server.adminBind,
        baseDns: [place],
        firstPassword: 'none',
        ...(await settings?.(server)),
      },
      { 'ad.password': server.password },
      { systems: [file('people', 'person', 'id'), file('teams', 'team', 'key')], metaverse, rules },
    )
    return new SambaCompany(server, admin, workspace)
  }

  people(list: readonly Colleague[]): void {
    this.#people = list
    const rows = list.map((p) => [p.id, p.name, p.login, p.city, p.policy, p.teams.join(';')].join(','))
    this.#write('people', ['id,name,login,city,policy,teams', ...rows])
  }

  teams(list: readonly Team[]): void {
    this.#teams = list
    const rows = list.map((t) => [t.key, t.policy, t.parents.join(';')].join(','))
    this.#write('teams', ['key,policy,parents', ...rows])
  }

  /** Another row for somebody. */
  change(id: string, to: Partial<Colleague>): void {
    this.people(this.#people.map((one) => (one.id === id ? { ...one, ...to } : one)))
  }

  changeTeam(key: string, to: Partial<Team>): void {
    this.teams(this.#teams.map((one) => (one.key === key ? { ...one, ...to } : one)))
  }

  get everybody(): readonly Colleague[] {
    return this.#people
  }

  person(id: string): Colleague {
    return this.#people.find((one) => one.id === id) as Colleague
  }

  /** A session of which every change was written and read back; what it did in the directory. */
  async clean(mode: 'full' | 'delta' = 'delta'): Promise<Session['systems'][number]> {
    const session = await this.workspace.session(mode)
    const ad = session.systems.find((system) => system.name === 'ad')
    expect(ad).toMatchObject({ failed: 0, unconfirmed: 0 })
    return ad as NonNullable<typeof ad>
  }

  /** Reads everything and plans, up to the review. */
  async look(mode: 'full' | 'delta' = 'delta'): Promise<Awaited<ReturnType<HrWorkspace['plan']>>> {
    await this.workspace.job({ kind: 'session', mode })
    return this.workspace.plan()
  }

  /** Nothing is left to do, whether what changed is read or everything. */
  async settled(...modes: readonly ('delta' | 'full')[]): Promise<void> {
    for (const mode of modes.length > 0 ? modes : (['delta', 'full'] as const)) {
      expect(await this.look(mode)).toEqual([])
      await this.workspace.job({ kind: 'report' })
    }
  }

  async members(key: string): Promise<readonly string[]> {
    return [...((await this.admin.read(teamDn(key)))?.member ?? [])].sort()
  }

  async drift(): Promise<readonly Drift[]> {
    const { rows } = await (await this.workspace.client()).call('drift.list', { offset: 0, limit: 1000 })
    return rows
  }

  async decideDrift(rows: readonly Drift[], decision: 'accept' | 'enforce'): Promise<void> {
    const ids = rows.map(({ id }) => id)
    await (await this.workspace.client()).call('drift.decide', {
      ids,
      decision,
      reason: 'decided by the test',
    })
  }

  /** Entries of the audit of one kind, oldest first. */
  audit(event: string): readonly Readonly<Record<string, unknown>>[] {
    const db = new Database(join(this.workspace.dir, 'joinery.db'), { readonly: true })
    try {
      return db
        .prepare<unknown[], { details: string }>('select details from audit where event = ? order by id')
        .all(event)
        .map(({ details }) => JSON.parse(details) as Readonly<Record<string, unknown>>)
    } finally {
      db.close()
    }
  }

  async stop(): Promise<void> {
    await this.workspace.remove()
    await this.admin.close()
    await this.server.stop()
  }

  #write(name: string, lines: readonly string[]): void {
    writeFileSync(join(this.workspace.dir, 'hr', `${name}.csv`), `${lines.join('\n')}\n`)
  }
}

const containers = [
  place,
  `OU=People,${place}`,
  `OU=Groups,${place}`,
  `OU=Elsewhere,${place}`,
  ...cities.map((city) => `OU=${city},OU=People,${place}`),
]

const file = (name: string, objectType: string, key: string) => ({
  name,
  title: name,
  letters: name.slice(0, 2).toUpperCase(),
  hue: 1,
  connector: 'hr-csv',
  config: { file: `hr/${name}.csv`, objectType, key, plausibility: false },
})

const metaverse = {
  types: {
    person: {
      display: ['displayName'],
      attributes: {
        employeeID: { indexed: true },
        displayName: {},
        login: {},
        city: {},
        policy: {},
        teams: { multi: true },
      },
    },
    group: {
      display: ['key'],
      deletion: { when: ['teams'] },
      attributes: {
        key: { indexed: true },
        policy: {},
        parents: { multi: true },
        member: { type: 'reference', multi: true },
      },
    },
  },
}

/** One rule for each way of dealing with what was changed outside. */
const outRules = policies
  .map(
    (policy, i) => `
- name: Out to AD – User, ${policy}
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: ${100 + i}
  scope:
    - - { attribute: policy, operator: EQUAL, value: ${policy} }
  join:
    - [{ from: employeeID, to: employeeID }]
  link: provision
  drift: ${policy}
  flows:
    - to: dn
      expression: >-
        Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=", EscapeDNComponent([city]), ",OU=People,${place}")
    - { to: sAMAccountName, from: login }
    - { to: userPrincipalName, expression: 'Append([login], "@corp.example.test")' }
    - { to: userAccountControl, constant: 514, once: true }
    - { to: employeeID, from: employeeID }
    - { to: displayName, from: displayName }
    - { to: l, from: city }
    - { to: description, constant: Guest }
- name: Out to AD – Group, ${policy}
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: ${110 + i}
  scope:
    - - { attribute: policy, operator: EQUAL, value: ${policy} }
  join:
    - [{ from: key, to: cn }]
  link: provision
  leave: delete
  drift: ${policy}
  flows:
    - { to: dn, expression: 'Join("", EscapeDNComponent(Append("CN=", [key])), ",OU=Groups,${place}")' }
    - { to: sAMAccountName, from: key, once: true }
    - { to: member, from: member }
`,
  )
  .join('')

const rules = {
  '10-in.yaml': `
- name: In from people
  direction: inbound
  system: people
  from: person
  to: person
  precedence: 100
  join:
    - [{ from: id, to: employeeID }]
  link: project
  flows:
    - { to: employeeID, from: id }
    - { to: displayName, from: name }
    - { to: login, from: login }
    - { to: city, from: city }
    - { to: policy, from: policy }
    - { to: teams, expression: 'Split([teams], ";")' }
- name: In from teams
  direction: inbound
  system: teams
  from: team
  to: group
  precedence: 110
  join:
    - [{ from: key, to: key }]
  link: project
  flows:
    - { to: key, from: key }
    - { to: policy, from: policy }
    - { to: parents, expression: 'Split([parents], ";")' }
- name: In from AD – User
  direction: inbound
  system: ad
  from: user
  to: person
  precedence: 200
  join:
    - [{ from: employeeID, to: employeeID }]
  link: join
- name: In from AD – Group
  direction: inbound
  system: ad
  from: group
  to: group
  precedence: 210
  join:
    - [{ from: cn, to: key }]
  link: join
`,
  '20-members.yaml': `
- name: People in teams
  direction: membership
  from: person
  to: group
  precedence: 300
  key: { to: key, from: teams }
  into: member
  merge: merge
- name: Teams in teams
  direction: membership
  from: group
  to: group
  precedence: 310
  key: { to: key, from: parents }
  into: member
  merge: merge
`,
  '30-out.yaml': `${outRules}
- name: Out to AD – Those in the company
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 90
  scope:
    - - { attribute: member, operator: ISMEMBEROF, value: Company, nested: true }
  flows:
    - { to: description, constant: Belongs to the company }
`,
}
