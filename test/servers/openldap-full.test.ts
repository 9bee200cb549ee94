import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, ldifOf, people, rights } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin, titlesBelow } from './openldap-admin.ts'
import { type Employee, type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

const here = 20
const joiners = 200
/** Long enough that the joiners do not fit into the small database. */
const longTitle = 'Keeper of the Archive '.repeat(300).trimEnd()

const employees: readonly Employee[] = Array.from({ length: here + joiners }, (_, n) => ({
  id: `E${n}`,
  uid: `user${n}`,
  title: n < here ? 'Clerk' : longTitle,
  status: 'Active',
}))

/** One story, told in order: the disk of a directory is full in the midst of an export. */
describe.skipIf(requires('slapd'))('an OpenLDAP server whose disk is full', () => {
  let server: OpenLdapServer
  let workspace: LdapWorkspace
  let written = 0

  beforeAll(async () => {
    // Its database may not grow beyond this, which is what a full disk is to it.
    server = await startOpenLdap({ database: `${rights}\nmaxsize 1000000` })
    await server.load(ldifOf([...containers, ...people(here)]))
    workspace = await openWorkspace({ hosts: [`localhost:${server.tlsPort}`], caFile: server.caFile })
    workspace.hr(employees)
  })
  afterAll(async () => {
    await workspace?.close()
    await server?.stop()
  })

  async function titles(): Promise<ReadonlyMap<string, string | undefined>> {
    const session = await connectAsAdmin(server)
    try {
      return await titlesBelow(session, base)
    } finally {
      session.close()
    }
  }

  test('takes what it has room for, and says of the rest what is full and what to do', async () => {
    await workspace.job({ kind: 'session', mode: 'full' })
    expect(await workspace.approveAll()).toBe(joiners)
    await workspace.job({ kind: 'export', systems: ['directory'] })
    const { statistics } = await workspace.lastRun('export')
    written = (await titles()).size - here
    expect(written).toBeGreaterThan(10)
    expect(written).toBeLessThan(joiners)
    expect(statistics).toMatchObject({ exported: written, failed: joiners - written })
    const [told] = await workspace.findings()
    expect(told).toContain('the disk or the database of the server is full')
    expect(told).toContain('free or add disk space there (OpenLDAP: raise maxsize)')
  })

  test('still answers: an import reads what is there and takes nothing for deleted', async () => {
    await workspace.job({ kind: 'import', mode: 'full', systems: ['directory'] })
    expect((await workspace.lastRun('import')).statistics).toMatchObject({ deletes: 0, complete: 1 })
  })

  test('when it has room again the rest is written, everybody once, and a second cycle writes nothing', async () => {
    await server.restart({ database: rights })
    await workspace.job({ kind: 'report' })
    await workspace.session('full')
    expect(await workspace.failures()).toEqual([])
    const held = await titles()
    expect(held.size).toBe(here + joiners)
    expect([...held.values()].filter((title) => title === longTitle)).toHaveLength(joiners)
    await workspace.session('full')
    expect(await workspace.approveAll()).toBe(0)
  })
})
