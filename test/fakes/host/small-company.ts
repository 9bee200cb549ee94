import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { Connection } from '../../../connectors/spi/connector.ts'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import { twin } from '../../../connectors/twin/connector.ts'
import { createTwin, type TwinSeed } from '../../../connectors/twin/create.ts'
import { createHost } from '../../../main/host/create-host.ts'
import { connectInProcess } from '../../../main/host/in-process.ts'
import type { Host } from '../../../main/host/port.ts'
import type { Change, ChangeDetail } from '../../../preload/contract/changes.ts'
import type { Client } from '../../../preload/contract/client.ts'
import type { JobRequest } from '../../../preload/contract/jobs.ts'

/** An HR file and a directory of two types, with the real host, connectors and store, in a folder that goes with the test. */
export interface SmallCompany {
  readonly dir: string
  readonly host: Host
  readonly client: Client
  /** Closes the workspace, and has somebody else open it. */
  reopenAs(user: string): Promise<void>
  /** Writes the HR file: a heading, then one line for each person. */
  hr(...lines: readonly string[]): void
  run(request: JobRequest): Promise<void>
  /** Import, synchronization and what comes of it: the pending changes. */
  plan(): Promise<readonly Change[]>
  why(change: Change): Promise<ChangeDetail>
  /** Somebody else writes to the directory, or looks into it. */
  beside<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Approves everything, writes it and reads it back. */
  write(): Promise<void>
}

export const base = 'DC=small,DC=test'

const schema: SystemSchema = {
  types: [
    { type: 'organizationalUnit', attributes: { description: { type: 'string' } } },
    {
      type: 'user',
      display: ['cn'],
      attributes: {
        cn: { type: 'string', writable: 'never' },
        sAMAccountName: { type: 'string', required: true, unique: true },
        employeeID: { type: 'string' },
        manager: { type: 'reference' },
      },
    },
    {
      type: 'group',
      display: ['cn'],
      attributes: { cn: { type: 'string', writable: 'never' }, member: { type: 'reference', multi: true } },
    },
  ],
}

const twinSystem =
  '{ name: ad, title: The directory, letters: AD, hue: 3, connector: twin, config: { file: ad.twin } }'

export interface CompanyOptions {
  /** Attributes without which the directory takes no object, by type. */
  readonly demand?: Readonly<Record<string, readonly string[]>>
  /** The system `ad`, as YAML, where it is not the twin. */
  readonly directory?: string
  /** The section of the workspace, as YAML, where the defaults would stop the test. */
  readonly limits?: string
  /** A list of policies, as YAML. */
  readonly policies?: string
  /** Of the HR file, as YAML, where the defaults would stop the test. */
  readonly plausibility?: string
  /** What that system asks for. */
  readonly secret?: string
}

const workspace = (directory: string, limits: string, plausibility: string): string => `name: Small company
${limits}
systems:
  - { name: hr, title: The HR file, letters: HR, hue: 1, connector: hr-csv, plausibility: ${plausibility},
      config: { plausibility: ${plausibility}, file: hr.csv, key: id, objectType: employee, references: [manager] } }
  - ${directory}
metaverse:
  types:
    person:
      display: [displayName, employeeID]
      attributes:
        employeeID: { indexed: true }
        displayName: {}
        city: {}
        status: {}
        manager: { type: reference }
    group:
      display: [displayName, city]
      deletion: { when: sources }
      attributes:
        city: { indexed: true }
        displayName: {}
        members: { type: reference, multi: true }
`

const demanding = (demand: Readonly<Record<string, readonly string[]>>): SystemSchema => ({
  types: schema.types.map((type) => ({
    ...type,
    attributes: Object.fromEntries(
      Object.entries(type.attributes).map(([name, one]) => [
        name,
        demand[type.type]?.includes(name) ? { ...one, required: true } : one,
      ]),
    ),
  })),
})

/** The rules that every such company has; a test adds its own. */
const people = `- name: In from HR
  direction: inbound
  system: hr
  from: employee
  to: person
  precedence: 100
  join: [[{ from: id, to: employeeID }]]
  link: project
  flows:
    - { to: employeeID, from: id }
    - { to: displayName, from: name }
    - { to: city, from: city }
    - { to: status, from: status }
    - { to: manager, from: manager }
`

/**
 * @param rules rules as YAML, a list
 * @param seeds what the directory holds beside its units People and Groups
 */
export async function smallCompany(
  rules: string,
  seeds: readonly TwinSeed[] = [],
  {
    demand = {},
    directory = twinSystem,
    limits = '',
    plausibility = '{}',
    policies,
    secret,
  }: CompanyOptions = {},
): Promise<SmallCompany> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-small-'))
  const units = ['People', 'Groups', 'Elsewhere'].map(
    (name): TwinSeed => ({
      type: 'organizationalUnit',
      dn: `OU=${name},${base}`,
      anchor: `ou-${name}`,
      attributes: {},
    }),
  )
  createTwin(join(dir, 'ad.twin'), { schema: demanding(demand), objects: [...units, ...seeds] })
  mkdirSync(join(dir, 'rules'))
  writeFileSync(join(dir, 'workspace.yaml'), workspace(directory, limits, plausibility))
  writeFileSync(join(dir, 'rules', 'people.yaml'), people)
  writeFileSync(join(dir, 'rules', 'more.yaml'), rules)
  if (policies !== undefined) {
    mkdirSync(join(dir, 'policies'))
    writeFileSync(join(dir, 'policies', 'all.yaml'), policies)
  }
  const open = async (user: string): Promise<{ host: Host; client: Client }> => {
    const host = await createHost({
      workspaceDir: dir,
      user,
      today: () => '2026-03-10',
      secrets: {
        get: async () => secret,
        set: async () => undefined,
        delete: async () => undefined,
        describe: () => ({ kind: 'environment', encrypted: false }),
      },
      log: pino({ level: 'silent' }),
    })
    return { host, client: connectInProcess(host) }
  }
  let opened = await open('test')
  const close = async (): Promise<void> => {
    opened.client.close()
    await opened.host.close()
  }
  onTestFinished(async () => {
    await close()
    rmSync(dir, { recursive: true, force: true })
  })
  const run = async (request: JobRequest): Promise<void> => {
    const { client } = opened
    const { id } = await client.call('jobs.start', request)
    await new Promise<void>((resolve, reject) => {
      client.watch(
        'jobs.watch',
        { id },
        {
          event: (event) => {
            if (event.type !== 'ended') return
            if (event.job.state === 'done') resolve()
            else reject(new Error(event.job.message))
          },
          error: reject,
        },
      )
    })
  }
  const changes = async (): Promise<readonly Change[]> =>
    (await opened.client.call('changes.list', { filter: {}, limit: 1000 })).rows
  return {
    dir,
    get host() {
      return opened.host
    },
    get client() {
      return opened.client
    },
    async reopenAs(user) {
      await close()
      opened = await open(user)
    },
    hr: (...lines) =>
      writeFileSync(join(dir, 'hr.csv'), `id,name,city,status,manager\n${lines.join('\n')}\n`),
    run,
    async plan() {
      await run({ kind: 'import' })
      await run({ kind: 'synchronize' })
      return changes()
    },
    async beside(work) {
      const connection = await twin.open(
        { file: 'ad.twin' },
        {
          system: 'ad',
          workspaceDir: dir,
          today: '2026-03-10',
          signal: new AbortController().signal,
          secret: () => undefined,
          log: () => {},
        },
      )
      try {
        return await work(connection)
      } finally {
        await connection.close()
      }
    },
    why: ({ id }) => opened.client.call('changes.get', { id }),
    async write() {
      // What one write makes possible (a reference to a new account), the next one does.
      for (let round = 0; round < 3 && (await changes()).length > 0; round++) {
        await opened.client.call('changes.decide', { selection: { filter: {} }, decision: 'approved' })
        await run({ kind: 'export' })
        await run({ kind: 'confirm' })
        await run({ kind: 'synchronize' })
      }
    },
  }
}
