import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { activeDirectory } from '../connectors/active-directory/connector.ts'
import { profiles } from '../connectors/active-directory/object-types.ts'
import type { Connection } from '../connectors/spi/connector.ts'
import type { WriteRequest } from '../connectors/spi/write.ts'
import { type SambaServer, startController } from '../demo/samba-controller.ts'
import { sambaDomain } from '../test/fakes/process/samba.ts'
import { requires } from '../test/requirements.ts'
import { passwordFor, writeDirectoryWorkspace } from './directory-workspace.ts'
import { importApart } from './import-apart.ts'
import { ldapsearch } from './ldapsearch.ts'
import { type BenchRow, median, notMeasured, row, seconds, told } from './measure.ts'

const [users, contacts, changes] = [20_000, 20_000, 200]
const members = users + contacts
const staging = 'stage users from Samba, LDAPS'
const { baseDn } = sambaDomain
const people = `OU=People,${baseDn}`
const others = `OU=Others,${baseDn}`
const groups = `OU=Groups,${baseDn}`
const userDn = (n: number) => `CN=User ${n},${people}`
const contactDn = (n: number) => `CN=Contact ${n},${others}`

/** Staging from a real Samba domain, deltas, and a group with everybody in it. Each import is a process of its own. */
export async function benchSamba(dir: string): Promise<BenchRow[]> {
  if (requires('samba')) return [notMeasured(staging, users, 'samba is not installed')]
  const server = await startController({ ...sambaDomain, content: { adds: content(), changes: '' } })
  try {
    const full = measureFull(dir, server)
    return [
      full.row,
      ...(['dirsync', 'usn'] as const).map((delta) => measureDelta(dir, server, delta, full.seconds)),
      ...(await measureGroup(dir, server)),
    ]
  } finally {
    await server.stop()
  }
}

function content(): string {
  const containers = [people, others, groups].map((dn) => `dn: ${dn}\nobjectClass: organizationalUnit\n`)
  const accounts = Array.from(
    { length: users },
    (_, n) =>
      `dn: ${userDn(n)}\nobjectClass: user\nsAMAccountName: u${n}\nuserPrincipalName: u${n}@${sambaDomain.name}\ndisplayName: User ${n}\ngivenName: User\nsn: Number ${n}\nmail: user${n}@example.com\nemployeeID: E${n}\ntitle: Clerk\n`,
  )
  const rest = Array.from(
    { length: contacts },
    (_, n) => `dn: ${contactDn(n)}\nobjectClass: contact\ndisplayName: Contact ${n}\n`,
  )
  return [...containers, ...accounts, ...rest].join('\n')
}

const settings = (server: SambaServer, more: object) => ({
  hosts: [server.host],
  caFile: server.caFile,
  bindDn: server.adminBind,
  baseDns: [people],
  types: [{ type: 'user' }],
  ...more,
})

const workspace = (dir: string, name: string, server: SambaServer, type: string, more: object): string =>
  writeDirectoryWorkspace(dir, name, 'active-directory', type, settings(server, more))

function measureFull(dir: string, server: SambaServer): { seconds: number; row: BenchRow } {
  const runs = [1, 2, 3].map((time) => ({
    reference: ldapsearch({
      url: `ldaps://${server.host}`,
      caFile: server.caFile,
      bindDn: server.adminBind,
      password: server.password,
      base: people,
      filter: '(&(objectCategory=person)(objectClass=user)(!(isCriticalSystemObject=TRUE)))',
      attributes: ['objectGUID', ...profiles.user.attributes],
    }),
    ours: importApart(
      workspace(dir, `full-${time}`, server, 'user', { delta: 'usn' }),
      'full',
      passwordFor(server.password),
    ),
  }))
  const references = runs.flatMap(({ reference }) => reference ?? [])
  const ours = median(runs.map((run) => run.ours.seconds))
  const reference = references.length === 0 ? null : median(references)
  return {
    seconds: ours,
    row: row(staging, users, ours, reference, 'ldapsearch -E pr=1000/noprompt, LDAPS, to nowhere', 1.15),
  }
}

function measureDelta(dir: string, server: SambaServer, delta: 'dirsync' | 'usn', full: number): BenchRow {
  const folder = workspace(dir, delta, server, 'user', { delta })
  importApart(folder, 'full', passwordFor(server.password))
  const records = Array.from(
    { length: changes },
    (_, n) => `dn: ${userDn(n * 100)}\nchangetype: modify\nreplace: title\ntitle: Changed before ${delta}\n`,
  )
  modify(dir, server, records.join('\n'))
  const cost = importApart(folder, 'delta', passwordFor(server.password))
  return told(`delta of ${changes} changes by ${delta}`, users, cost.seconds, full, 'the full import above')
}

/** With the C client, beside the product. */
function modify(dir: string, server: SambaServer, ldif: string): void {
  const file = join(dir, 'changes.ldif')
  writeFileSync(file, ldif)
  const account = ['-x', '-H', `ldaps://${server.host}`, '-D', server.adminBind, '-w', server.password]
  const { status, stderr } = spawnSync('ldapmodify', [...account, '-f', file], {
    encoding: 'utf8',
    env: { ...process.env, LDAPTLS_CACERT: server.caFile },
  })
  if (status !== 0) throw new Error(`ldapmodify failed: ${stderr}`)
}

async function measureGroup(dir: string, server: SambaServer): Promise<BenchRow[]> {
  const all = [
    ...Array.from({ length: users }, (_, n) => userDn(n)),
    ...Array.from({ length: contacts }, (_, n) => contactDn(n)),
  ]
  const one = [userDn(7)]
  const half = all.filter((_, n) => n % 2 === 0)
  const only = { baseDns: [groups], types: [{ type: 'group' }] }
  const connection = await signIn(server, only)
  try {
    const dn = `CN=Everybody,${groups}`
    const anchor = await write(connection, {
      id: 'add',
      operation: 'add',
      type: 'group',
      dn,
      attributes: { sAMAccountName: 'everybody' },
      references: {},
    })
    const change = (add: readonly string[], remove: readonly string[]) =>
      seconds(() =>
        write(connection, {
          id: 'change',
          operation: 'update',
          type: 'group',
          anchor,
          dn,
          attributes: [],
          references: [{ attribute: 'member', add, remove, single: false }],
        }),
      )
    const rows = [told('group: write all members', members, await change(all, []))]
    const folder = workspace(dir, 'group', server, 'group', only)
    const full = importApart(folder, 'full', passwordFor(server.password))
    rows.push(told('group: import it', members, full.seconds))
    rows.push(told('group: write one member less', members, await change([], one)))
    rows.push(told('group: write one member more', members, await change(one, [])))
    const delta = importApart(folder, 'delta', passwordFor(server.password))
    rows.push(told('group: find these by dirsync', members, delta.seconds, full.seconds, 'importing it'))
    rows.push(told('group: take half of them out', members, await change([], half)))
    rows.push(told('group: put half of them in', members, await change(half, [])))
    return rows
  } finally {
    await connection.close()
  }
}

function signIn(server: SambaServer, more: object): Promise<Connection> {
  return activeDirectory.open(activeDirectory.configSpec.schema.parse(settings(server, more)), {
    system: 'directory',
    workspaceDir: '.',
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: (field) => (field === 'password' ? server.password : undefined),
    log: () => undefined,
  })
}

async function write(connection: Connection, request: WriteRequest): Promise<string> {
  for await (const result of connection.write([request])) {
    if (!result.ok) throw result.error
    return result.anchor ?? ''
  }
  throw new Error('the write had no result')
}
