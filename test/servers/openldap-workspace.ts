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
import type { Drift } from '../../preload/contract/drift.ts'
import type { JobRequest } from '../../preload/contract/jobs.ts'
import type { Run, Session } from '../../preload/contract/session.ts'
import { account, base } from '../fakes/process/openldap-entries.ts'

/** One row of the HR export. */
export interface Employee {
  readonly id: string
  readonly title: string
  readonly uid: string
  readonly status: string
}

/** HR → OpenLDAP: a CSV file, a directory, and the rules between them. */
export interface LdapWorkspace {
  hr(list: readonly Employee[]): void
  /** A whole session, everything approved. */
  session(mode?: 'full' | 'delta'): Promise<Session>
  /** One step; rejects with the error it ends in. */
  job(request: JobRequest): Promise<void>
  approveAll(): Promise<number>
  /** What went wrong with changes, in the words an admin reads. */
  failures(): Promise<readonly string[]>
  /** Objects and attributes that were approved and are in review again, with the reason. */
  returned(): Promise<readonly (readonly [key: string, attribute: string | null, reason: string])[]>
  /** What an admin is told to look at, and what to do. */
  findings(): Promise<readonly string[]>
  /** What was changed outside. */
  drift(): Promise<readonly Drift[]>
  /** The last run of a step on the directory. */
  lastRun(step: string): Promise<Run>
  close(): Promise<void>
}

const quiet: Terminal = { json: true, line: () => undefined, result: () => undefined }

/** @param own rule files in place of those of the same name */
export async function openWorkspace(
  ldap: Readonly<Record<string, unknown>>,
  own: Readonly<Record<string, string>> = {},
): Promise<LdapWorkspace> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-hr-ldap-'))
  mkdirSync(join(dir, 'rules'))
  const config = { baseDns: [`ou=people,${base}`, `ou=groups,${base}`], bindDn: account.dn, ...ldap }
  // JSON is YAML.
  writeFileSync(join(dir, 'workspace.yaml'), JSON.stringify(workspace(config)))
  for (const [name, text] of Object.entries({ ...rules, ...own }))
    writeFileSync(join(dir, 'rules', name), text)
  const writeHr = (list: readonly Employee[]) =>
    writeFileSync(
      join(dir, 'people.csv'),
      `${['employee_id,title,login,status', ...list.map((one) => [one.id, one.title, one.uid, one.status].map(cell).join(','))].join('\n')}\n`,
    )
  writeHr([])
  const host = await createHost({
    workspaceDir: dir,
    user: 'Marta Lindqvist',
    today: () => '2026-03-10',
    secrets: {
      get: async (_system, field) => (field === 'password' ? account.password : undefined),
      set: async () => undefined,
      delete: async () => undefined,
      describe: () => ({ kind: 'environment', encrypted: false }),
    },
    log: pino({ level: 'silent' }),
  })
  const client: Client = connectInProcess(host)
  return {
    hr: writeHr,
    async session(mode = 'delta') {
      const ended = await driveSession(client, quiet, { approveAll: true, mode })
      if (ended === undefined) throw new Error('the session stopped for review')
      return ended
    },
    async job(request) {
      await followJob(client, quiet, request)
    },
    async approveAll() {
      const { changed } = await client.call('changes.decide', {
        selection: { filter: { decisions: ['undecided'] } },
        decision: 'approved',
        reason: 'approved by the test',
      })
      return changed
    },
    async failures() {
      const { rows } = await client.call('changes.list', {
        filter: { states: ['failed'] },
        offset: 0,
        limit: 10,
      })
      const details = await Promise.all(rows.map(({ id }) => client.call('changes.get', { id })))
      return details.map((detail) => JSON.stringify(detail))
    },
    async returned() {
      const { rows } = await client.call('changes.list', { filter: { returned: true } })
      return rows.map(({ key, attribute, returned }) => [key, attribute, returned as string] as const)
    },
    async findings() {
      const { rows } = await client.call('findings.list', { offset: 0, limit: 10 })
      return rows.map(({ message, advice }) => `${message}. ${advice}`)
    },
    async drift() {
      return (await client.call('drift.list', { offset: 0, limit: 100 })).rows
    },
    async lastRun(step) {
      const { rows } = await client.call('runs.list', { offset: 0, limit: 200 })
      const run = rows.find((one) => one.step === step && one.system === 'directory')
      if (!run) throw new Error(`no ${step} ran on the directory`)
      return run
    },
    async close() {
      client.close()
      await host.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const cell = (text: string) => `"${text.replaceAll('"', '""')}"`

const string = { type: 'string' }

const workspace = (config: Readonly<Record<string, unknown>>) => ({
  name: 'HR to OpenLDAP',
  environment: 'Test',
  systems: [
    {
      name: 'hr',
      title: 'HR',
      letters: 'HR',
      hue: 1,
      connector: 'hr-csv',
      config: { file: 'people.csv', objectType: 'employee', key: 'employee_id', plausibility: false },
    },
    { name: 'directory', title: 'OpenLDAP', letters: 'OL', hue: 3, connector: 'ldap', config },
  ],
  metaverse: {
    types: {
      person: {
        display: ['employeeID'],
        attributes: {
          employeeID: { ...string, indexed: true },
          title: string,
          uid: string,
          cn: string,
          status: string,
        },
      },
    },
  },
  limits: {
    delete: { count: 100_000, percent: 100 },
    disable: { count: 100_000, percent: 100 },
    failures: { count: 100_000, percent: 100 },
  },
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
  - { to: title, from: title }
  - { to: uid, from: login }
  - { to: status, from: status }
`,
  '20-in-directory.yaml': `
name: In from OpenLDAP
direction: inbound
system: directory
from: inetOrgPerson
to: person
precedence: 200
join:
  - [{ from: employeeNumber, to: employeeID }]
link: join
flows:
  - { to: cn, from: cn }
`,
  '30-out-directory.yaml': `
name: Out to OpenLDAP
direction: outbound
system: directory
from: person
to: inetOrgPerson
precedence: 100
scope:
  - - { attribute: status, operator: EQUAL, value: Active }
join:
  - [{ from: employeeID, to: employeeNumber }]
link: provision
leave: delete
flows:
  - { to: dn, expression: 'Join("", EscapeDNComponent(Append("uid=", [uid])), ",ou=people,${base}")' }
  - { to: cn, expression: 'Append("New ", [employeeID])', once: true }
  - { to: sn, expression: '[employeeID]', once: true }
  - { to: employeeNumber, from: employeeID }
  - { to: title, from: title }
`,
}
