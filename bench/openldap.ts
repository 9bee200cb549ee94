import { askedAttributes } from '../connectors/ldap/read.ts'
import { type OpenLdapServer, startOpenLdap } from '../test/fakes/process/openldap.ts'
import {
  account,
  base,
  containers,
  ldifOf,
  people,
  rights,
  userDn,
} from '../test/fakes/process/openldap-entries.ts'
import { requires } from '../test/requirements.ts'
import { passwordFor, writeDirectoryWorkspace } from './directory-workspace.ts'
import { type ImportCost, importApart } from './import-apart.ts'
import { ldapsearch } from './ldapsearch.ts'
import { type BenchRow, median, notMeasured, row, told } from './measure.ts'

const [size, changes] = [100_000, 200]
const [many, twiceAsMany] = [200_000, 400_000]
const staging = 'stage entries from OpenLDAP, LDAPS'
const below = `ou=people,${base}`

/** Staging from a real OpenLDAP server, its memory, and deltas. Each import is a process of its own. */
export async function benchOpenLdap(dir: string): Promise<BenchRow[]> {
  if (requires('slapd')) return [notMeasured(staging, size, 'slapd is not installed')]
  const server = await startOpenLdap({ database: rights })
  try {
    const most = await measureMemory(dir, server, twiceAsMany)
    const more = await measureMemory(dir, server, many)
    const all = await measureFull(dir, server)
    return [
      row(staging, size, all.seconds, all.reference, 'ldapsearch -E pr=1000/noprompt, LDAPS, to nowhere', 2),
      told('peak memory, MB', size, all.megabytes),
      // Only by then what fills once is full (caches, the young generation); what grows with the directory would show.
      told('peak memory, MB', many, more),
      row('peak memory, MB', twiceAsMany, most, more, `reading ${many}`, 1.2),
      await measureDelta(dir, server, 'modifyTimestamp', all.seconds),
      await measureDelta(dir, server, 'entryCSN', all.seconds),
    ]
  } finally {
    await server.stop()
  }
}

/** Three times each, in turn: the machine does other things as well. */
async function measureFull(
  dir: string,
  server: OpenLdapServer,
): Promise<ImportCost & { readonly reference: number | null }> {
  await loadPeople(server, size)
  const runs = [1, 2, 3].map((time) => ({
    reference: ldapsearch({
      url: `ldaps://${server.host}:${server.tlsPort}`,
      caFile: server.caFile,
      bindDn: account.dn,
      password: account.password,
      base: below,
      filter: '(objectClass=*)',
      // What the connector asks for.
      attributes: askedAttributes({ anchor: 'entryUUID', delta: 'modifyTimestamp', attributes: [] }),
    }),
    ours: importAll(dir, server, size, time),
  }))
  const references = runs.flatMap(({ reference }) => reference ?? [])
  return {
    seconds: median(runs.map(({ ours }) => ours.seconds)),
    megabytes: median(runs.map(({ ours }) => ours.megabytes)),
    reference: references.length === 0 ? null : median(references),
  }
}

/** The most memory an import takes, in megabytes; of three. */
async function measureMemory(dir: string, server: OpenLdapServer, entries: number): Promise<number> {
  await loadPeople(server, entries)
  return median([1, 2, 3].map((time) => importAll(dir, server, entries, time).megabytes))
}

const loadPeople = (server: OpenLdapServer, entries: number): Promise<void> =>
  server.load(ldifOf([...containers, ...people(entries)]))

const importAll = (dir: string, server: OpenLdapServer, entries: number, time: number): ImportCost =>
  importApart(workspace(dir, `full-${entries}-${time}`, server), 'full', passwordFor(account.password))

async function measureDelta(
  dir: string,
  server: OpenLdapServer,
  delta: 'modifyTimestamp' | 'entryCSN',
  full: number,
): Promise<BenchRow> {
  const folder = workspace(dir, delta, server, { delta })
  importApart(folder, 'full', passwordFor(account.password))
  const records = Array.from(
    { length: changes },
    (_, n) => `dn: ${userDn(n * 400)}\nchangetype: modify\nreplace: title\ntitle: Changed before ${delta}\n`,
  )
  await server.change(records.join('\n'))
  const { seconds } = importApart(folder, 'delta', passwordFor(account.password))
  return told(`delta of ${changes} changes by ${delta}`, size, seconds, full, 'the full import above')
}

const workspace = (dir: string, name: string, server: OpenLdapServer, more = {}): string =>
  writeDirectoryWorkspace(dir, name, 'ldap', 'inetOrgPerson', {
    hosts: [`localhost:${server.tlsPort}`],
    caFile: server.caFile,
    bindDn: account.dn,
    baseDns: [below],
    ...more,
  })
