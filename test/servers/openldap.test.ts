import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cable, layCable } from '../fakes/ldap/cable.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, group, ldifOf, people, rights, userDn } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin, titlesBelow } from './openldap-admin.ts'
import { type Employee, type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

const size = 20_000
const seed = [...containers, ...people(size), group('staff', [userDn(1), userDn(2), userDn(3)])]
const employees = (): Employee[] =>
  Array.from({ length: size }, (_, n) => ({
    id: `E${n}`,
    title: 'Clerk',
    uid: `user${n}`,
    status: 'Active',
  }))

/** The last fifty are gone; they stay in the export of HR with another status. */
const withLeavers = () => employees().map((one, n) => (n < size - 50 ? one : { ...one, status: 'Left' }))

describe.skipIf(requires('slapd'))('twenty thousand entries of an OpenLDAP server', () => {
  let server: OpenLdapServer
  let cable: Cable
  let workspace: LdapWorkspace

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf(seed))
    cable = await layCable(server.tlsPort)
    workspace = await openWorkspace({ hosts: [`localhost:${cable.port}`], caFile: server.caFile })
  }, 60_000)
  afterAll(async () => {
    await workspace?.close()
    await cable?.close()
    await server?.stop()
  })

  /** What the server holds, read beside the product. */
  async function titles(): Promise<Map<string, string | undefined>> {
    const session = await connectAsAdmin(server)
    const found = await titlesBelow(session, base)
    session.close()
    return found
  }

  test('are imported and joined, and a session has nothing to write', async () => {
    workspace.hr(employees())
    const session = await workspace.session('full')
    expect(session.endedAt).not.toBeNull()
    // Two containers, the people, a group.
    expect((await workspace.lastRun('import')).statistics).toMatchObject({ adds: size + 3, deletes: 0 })
    expect(await workspace.approveAll()).toBe(0)
  })

  test('a delta import finds what was changed beside it, and a full import after it finds nothing more', async () => {
    const changes = Array.from(
      { length: 200 },
      (_, n) => `dn: ${userDn(n * 7)}\nchangetype: modify\nreplace: cn\ncn: Changed ${n}\n`,
    )
    const renamed = `dn: ${userDn(19_999)}\nchangetype: modrdn\nnewrdn: uid=renamed\ndeleteoldrdn: 1\n`
    const member = `dn: cn=staff,ou=groups,${base}\nchangetype: modify\nadd: member\nmember: ${userDn(9)}\n`
    await server.change([...changes, renamed, member].join('\n'))
    await workspace.job({ kind: 'import', mode: 'delta', systems: ['directory'] })
    const delta = await workspace.lastRun('import')
    expect(delta).toMatchObject({
      mode: 'delta',
      statistics: { updates: 200, renames: 1, adds: 0, deletes: 0 },
    })
    expect(Number(delta.statistics.read)).toBeLessThan(2500)
    await workspace.job({ kind: 'import', mode: 'full', systems: ['directory'] })
    expect((await workspace.lastRun('import')).statistics).toMatchObject({
      unchanged: size + 3,
      updates: 0,
      renames: 0,
      adds: 0,
      deletes: 0,
    })
  })

  test('a deletion is seen by a full import only', async () => {
    await server.change(`dn: ${userDn(12_345)}\nchangetype: delete\n`)
    await workspace.job({ kind: 'import', mode: 'delta', systems: ['directory'] })
    expect((await workspace.lastRun('import')).statistics).toMatchObject({ deletes: 0 })
    await workspace.job({ kind: 'import', mode: 'full', systems: ['directory'] })
    expect((await workspace.lastRun('import')).statistics).toMatchObject({ deletes: 1, adds: 0 })
  })

  test('joiners, changes, renames and leavers are written and confirmed, and a second cycle writes nothing', async () => {
    const list = withLeavers()
    const hr = [
      ...list.map((one, n) =>
        n % 200 === 0 && one.status === 'Active' ? { ...one, title: 'Chief; "of" +Staff' } : one,
      ),
      { id: 'N1', title: 'Novice', uid: 'new, one', status: 'Active' },
    ].map((one, n) => (n === 11 ? { ...one, uid: 'renamed11' } : one))
    workspace.hr(hr)
    await workspace.session('full')
    expect(await workspace.failures()).toEqual([])
    expect((await workspace.lastRun('export')).statistics).toMatchObject({ failed: 0 })
    const held = await titles()
    expect(held.size).toBe(hr.length - 50)
    expect([...held.values()].filter((title) => title === 'Chief; "of" +Staff')).toHaveLength(100)
    expect(held.get(`uid=new\\2C one,ou=people,${base}`)).toBe('Novice')
    expect(held.has(`uid=renamed11,ou=people,${base}`)).toBe(true)
    await workspace.session('full')
    expect(await workspace.approveAll()).toBe(0)
    const last = await workspace.lastRun('confirm')
    expect(last.statistics).toMatchObject({ unconfirmed: 0 })
  })

  test('a cable cut in the middle of an import deletes nothing, and the next import completes', async () => {
    cable.cut({ down: 3_000_000 })
    await expect(
      workspace.job({ kind: 'import', mode: 'full', systems: ['directory'] }),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/connection to localhost:\d+ was lost/),
    })
    expect(await workspace.lastRun('import')).toMatchObject({ state: 'failed' })
    cable.mend()
    await workspace.job({ kind: 'import', mode: 'full', systems: ['directory'] })
    expect((await workspace.lastRun('import')).statistics).toMatchObject({ adds: 0, deletes: 0, updates: 0 })
  })

  test('a cable cut in the middle of an export doubles nothing, and the next session completes', async () => {
    const joiners = Array.from({ length: 150 }, (_, n) => ({
      id: `J${n}`,
      title: 'Joiner',
      uid: `joiner${n}`,
      status: 'Active',
    }))
    const now = await titles()
    const list = withLeavers()
    workspace.hr([
      ...list.map((one, n) => ({
        ...one,
        ...(n === 11 ? { uid: 'renamed11' } : {}),
        title: n < 250 ? 'Moved' : n % 200 === 0 ? 'Chief; "of" +Staff' : one.title,
      })),
      { id: 'N1', title: 'Novice', uid: 'new, one', status: 'Active' },
      ...joiners,
    ])
    await workspace.job({ kind: 'session', mode: 'full' })
    await workspace.approveAll()
    cable.cut({ up: 60_000 })
    await expect(workspace.job({ kind: 'export', systems: ['directory'] })).rejects.toThrow()
    const halfway = [...(await titles()).values()].filter(
      (title) => title === 'Moved' || title === 'Joiner',
    ).length
    expect(halfway).toBeGreaterThan(0)
    expect(halfway).toBeLessThan(400)
    cable.mend()
    await sleep(50)
    await workspace.job({ kind: 'export', systems: ['directory'] })
    await workspace.job({ kind: 'confirm', systems: ['directory'] })
    const after = await titles()
    expect(after.size).toBe(now.size + joiners.length)
    expect([...after.values()].filter((title) => title === 'Joiner')).toHaveLength(150)
    expect([...after.values()].filter((title) => title === 'Moved')).toHaveLength(250)
    await workspace.session('full')
    expect(await workspace.approveAll()).toBe(0)
  })
})
