import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { driveSession } from '../../main/cli/drive-session.ts'
import { followJob } from '../../main/cli/follow-job.ts'
import type { Terminal } from '../../main/cli/terminal.ts'
import { createHost } from '../../main/host/create-host.ts'
import { connectInProcess } from '../../main/host/in-process.ts'
import type { Client } from '../../preload/contract/client.ts'
import type { JobRequest } from '../../preload/contract/jobs.ts'
import type { Run, Session } from '../../preload/contract/session.ts'
import { sambaDomain } from '../fakes/process/samba.ts'

/** One row of the HR export. */
export interface Person {
  readonly id: string
  readonly first: string
  readonly last: string
  readonly title: string
  readonly city: string
  readonly status: 'Active' | 'Terminated'
  readonly manager: string
}

export const place = `OU=Contoso,${sambaDomain.baseDn}`
export const cities = ['Munich', 'Berlin', 'Vienna', 'Zürich', 'São Paulo'] as const
export const dnOf = (person: Person): string =>
  `CN=${person.first} ${person.last},OU=${person.city},OU=People,${place}`

/** People of whom every tenth leads the nine that follow; the first leads those who lead. */
export function people(count: number, from = 0): Person[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + i
    const leads = at % 10 === 0
    const lead = leads ? (at === 0 ? '' : id(0)) : id(at - (at % 10))
    return {
      id: id(at),
      first: ['Anna', 'Jürgen', 'Chidi', 'Dana', 'Łukasz', 'Øyvind'][at % 6] as string,
      last: `Person ${at}`,
      title: leads ? 'Lead' : 'Analyst',
      city: cities[at % cities.length] as string,
      status: 'Active',
      manager: lead,
    }
  })
}

const id = (at: number): string => String(10_000 + at)

/** Where people come from when it is not HR, and the rules for them: files by name. */
export interface Source {
  readonly systems: readonly object[]
  /** Types of the metaverse instead of those for HR. */
  readonly metaverse?: object
  readonly rules: Readonly<Record<string, string>>
}

/** HR → AD: a CSV file, a domain, and the rules between them. */
export class HrWorkspace {
  readonly dir = mkdtempSync(join(tmpdir(), 'joinery-hr-ad-'))
  readonly secrets: Record<string, string>
  /** Lines that jobs printed. */
  readonly said: string[] = []
  #host: Awaited<ReturnType<typeof createHost>> | undefined
  #client: Client | undefined

  readonly #source: Source

  /** `secrets` by field, or by system and field (`directory.password`). */
  constructor(
    settings: Readonly<Record<string, unknown>>,
    secrets: Readonly<Record<string, string>>,
    source: Source = { systems: [hrSystem], rules },
  ) {
    this.secrets = { ...secrets }
    this.#source = source
    mkdirSync(join(this.dir, 'rules'))
    mkdirSync(join(this.dir, 'hr'))
    for (const [name, text] of Object.entries(source.rules))
      writeFileSync(join(this.dir, 'rules', name), text)
    this.configure(settings)
  }

  /** Settings of the directory's connector; the host is opened anew with them. */
  configure(settings: Readonly<Record<string, unknown>>): void {
    // JSON is YAML.
    const { systems, metaverse } = this.#source
    const text = JSON.stringify({
      ...workspace,
      ...(metaverse === undefined ? {} : { metaverse }),
      systems: [...systems, system(settings)],
    })
    writeFileSync(join(this.dir, 'workspace.yaml'), text)
  }

  hr(list: readonly Person[]): void {
    const rows = list.map((p) =>
      [p.id, p.first, `"${p.last}"`, p.title, p.city, p.status, p.manager].join(','),
    )
    const head = 'employee_id,first_name,last_name,job_title,city,status,manager_id'
    writeFileSync(join(this.dir, 'hr', 'people.csv'), `${[head, ...rows].join('\n')}\n`)
  }

  async client(): Promise<Client> {
    if (this.#client !== undefined) return this.#client
    this.#host = await createHost({
      workspaceDir: this.dir,
      user: 'Marta Lindqvist',
      today: () => '2026-03-10',
      secrets: {
        get: async (system, field) => this.secrets[`${system}.${field}`] ?? this.secrets[field],
        set: async () => undefined,
        delete: async () => undefined,
        describe: () => ({ kind: 'environment', encrypted: false }),
      },
      log: pino({ level: 'silent' }),
    })
    this.#client = connectInProcess(this.#host)
    return this.#client
  }

  /** A whole session, everything approved. Answers with how it ended. */
  async session(mode: 'full' | 'delta' = 'delta'): Promise<Session> {
    const ended = await driveSession(await this.client(), quiet, { approveAll: true, mode })
    if (ended === undefined) throw new Error('the session stopped for review')
    return ended
  }

  /** `hear` gets each line as it is said. */
  async job(request: JobRequest, hear: (line: string) => void = () => undefined): Promise<string> {
    const heard: Terminal = {
      ...quiet,
      line: (text = '') => {
        this.said.push(text)
        hear(text)
      },
    }
    return (await followJob(await this.client(), heard, request)).message
  }

  /** Changes that wait for a decision, of all operations or of one. */
  async planned(operation?: 'add'): Promise<number> {
    const { total } = await (await this.client()).call('changes.facets', {
      filter: {
        decisions: ['undecided'],
        states: ['planned'],
        ...(operation === undefined ? {} : { operations: [operation] }),
      },
    })
    return total
  }

  /** The changes that wait for a decision, a line each. */
  async plan(): Promise<
    readonly { operation: string; attribute: string | null; old: unknown; new: unknown }[]
  > {
    const { rows } = await (await this.client()).call('changes.list', {
      filter: { decisions: ['undecided'], states: ['planned'] },
      offset: 0,
      limit: 50,
    })
    return rows.map(({ operation, attribute, old, new: wanted }) => ({
      operation,
      attribute,
      old,
      new: wanted,
    }))
  }

  /** Attributes that were approved and are in review again, with the reason. */
  async returned(): Promise<readonly (readonly [attribute: string | null, reason: string])[]> {
    const { rows } = await (await this.client()).call('changes.list', { filter: { returned: true } })
    return rows.map(({ attribute, returned }) => [attribute, returned as string] as const)
  }

  /** Attributes of changes that are never written, with the reason. */
  async protectedChanges(): Promise<readonly (readonly [attribute: string | null, reason: string])[]> {
    const { rows } = await (await this.client()).call('changes.list', { filter: { systems: ['ad'] } })
    return rows.flatMap(({ attribute, protected: reason }) =>
      reason === null ? [] : [[attribute, reason] as const],
    )
  }

  /** The last run of a step on the directory. */
  async lastRun(step: string): Promise<Run> {
    const { rows } = await (await this.client()).call('runs.list', { offset: 0, limit: 200 })
    const run = rows.find((one) => one.step === step && one.system === 'ad')
    if (run === undefined) throw new Error(`no ${step} ran on the directory`)
    return run
  }

  /** What an admin is told to look at, in words. */
  async findings(): Promise<readonly string[]> {
    const { rows } = await (await this.client()).call('findings.list', { offset: 0, limit: 50 })
    return rows.map(({ message }) => message)
  }

  async approve(): Promise<number> {
    const { changed } = await (await this.client()).call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
      reason: 'approved by the test',
    })
    return changed
  }

  async closeHost(): Promise<void> {
    this.#client?.close()
    await this.#host?.close()
    this.#client = undefined
    this.#host = undefined
  }

  async remove(): Promise<void> {
    await this.closeHost()
    rmSync(this.dir, { recursive: true, force: true })
  }
}

const quiet: Terminal = { json: true, line: () => undefined, result: () => undefined }

const hrSystem = {
  name: 'hr',
  title: 'HR',
  letters: 'HR',
  hue: 1,
  connector: 'hr-csv',
  config: {
    file: 'hr/people.csv',
    objectType: 'employee',
    key: 'employee_id',
    references: ['manager_id'],
  },
}

const workspace = {
  name: 'HR to AD',
  environment: 'Test',
  metaverse: {
    types: {
      person: {
        display: ['displayName'],
        attributes: {
          employeeID: { type: 'string', indexed: true },
          givenName: { type: 'string' },
          sn: { type: 'string' },
          displayName: { type: 'string' },
          title: { type: 'string' },
          city: { type: 'string' },
          status: { type: 'string' },
          manager: { type: 'reference' },
        },
      },
      group: {
        display: ['displayName'],
        attributes: {
          displayName: { type: 'string', indexed: true },
          member: { type: 'reference', multi: true },
        },
      },
    },
  },
  limits: { delete: { count: 1000, percent: 100 }, disable: { count: 1000, percent: 100 } },
}

const system = (config: Readonly<Record<string, unknown>>) => ({
  name: 'ad',
  title: 'Active Directory',
  letters: 'AD',
  hue: 3,
  connector: 'active-directory',
  config,
})

const rules: Readonly<Record<string, string>> = {
  '10-in-hr.yaml': `
name: In from HR
direction: inbound
system: hr
from: employee
to: person
precedence: 100
join:
  - [{ from: employee_id, to: employeeID }]
link: project
flows:
  - { to: employeeID, from: employee_id }
  - { to: givenName, from: first_name }
  - { to: sn, from: last_name }
  - { to: displayName, expression: 'Join(" ", [first_name], [last_name])' }
  - { to: title, from: job_title }
  - { to: city, from: city }
  - { to: status, from: status }
  - { to: manager, from: manager_id }
`,
  '20-in-ad.yaml': `
- name: In from AD – User
  direction: inbound
  system: ad
  from: user
  to: person
  precedence: 200
  join:
    - [{ from: employeeID, to: employeeID }]
  link: join
  flows:
    - { to: employeeID, from: employeeID }
- name: In from AD – Group
  direction: inbound
  system: ad
  from: group
  to: group
  precedence: 210
  link: project
  flows:
    - { to: displayName, from: cn }
    - { to: member, from: member }
`,
  '30-out-ad.yaml': `
name: Out to AD
direction: outbound
system: ad
from: person
to: user
precedence: 100
scope:
  - - { attribute: status, operator: EQUAL, value: Active }
join:
  - [{ from: employeeID, to: employeeID }]
link: provision
leave: disable
enable: true
flows:
  - to: dn
    expression: >-
      Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=", EscapeDNComponent([city]), ",OU=People,${place}")
  - { to: sAMAccountName, expression: 'Append("u", [employeeID])', once: true }
  - { to: userPrincipalName, expression: 'Join("", "u", [employeeID], "@corp.example.test")', once: true }
  - { to: userAccountControl, constant: 512, once: true }
  - { to: employeeID, from: employeeID }
  - { to: givenName, from: givenName }
  - { to: sn, from: sn }
  - { to: displayName, from: displayName }
  - { to: title, from: title }
  - { to: l, from: city }
  - { to: manager, from: manager, ignoreNull: true }
`,
}
