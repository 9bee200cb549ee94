import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, ldifOf, people, rights, userDn } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin, titlesBelow } from './openldap-admin.ts'
import { type Employee, type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

const count = 30
const employee = (n: number, more: Partial<Employee> = {}): Employee => ({
  id: `E${n}`,
  uid: `user${n}`,
  title: 'Clerk',
  status: 'Active',
  ...more,
})

/** One story, told in order: an administrator works in the directory between the plan and its export. */
describe.skipIf(requires('slapd'))('an OpenLDAP server in which somebody works meanwhile', () => {
  let server: OpenLdapServer
  let workspace: LdapWorkspace

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf([...containers, ...people(count)]))
    workspace = await openWorkspace({ hosts: [`localhost:${server.tlsPort}`], caFile: server.caFile })
    workspace.hr(Array.from({ length: count }, (_, n) => employee(n)))
    await workspace.session('full')
    workspace.hr(
      Array.from({ length: count }, (_, n) =>
        employee(n, n < 20 ? { title: 'Director' } : n < 22 ? { status: 'Left' } : {}),
      ),
    )
    await workspace.job({ kind: 'session', mode: 'delta' })
    expect(await workspace.approveAll()).toBe(22)
    const set = (n: number, attribute: string, value: string) =>
      server.change(`dn: ${userDn(n)}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`)
    await set(1, 'title', 'Meanwhile')
    await set(2, 'description', 'Somebody was here')
    await set(3, 'title', 'Director')
    await set(20, 'description', 'Still needed')
    await workspace.job({ kind: 'export' })
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

  test('a value that was changed is not written over; others are, also where another attribute was changed', async () => {
    const held = await titles()
    expect(held.get(userDn(1))).toBe('Meanwhile')
    for (const n of [0, 2, 3, 4, 19]) expect(held.get(userDn(n)), userDn(n)).toBe('Director')
  })

  test('an entry that was changed is not deleted; the other one is', async () => {
    const held = await titles()
    expect(held.has(userDn(20))).toBe(true)
    expect(held.has(userDn(21))).toBe(false)
  })

  test('both are in review again with what the directory holds', async () => {
    expect(await workspace.returned()).toEqual([
      [
        userDn(1),
        'title',
        'somebody changed it in the system since the last import: the system holds "Meanwhile" now',
      ],
      [
        userDn(20),
        null,
        'somebody changed it in the system since the last import: description is "Still needed"',
      ],
    ])
    const { statistics } = await workspace.lastRun('export')
    expect(statistics).toMatchObject({ exported: 20, failed: 0, returned: 2 })
  })

  test('read anew and approved anew, they are written', async () => {
    await workspace.job({ kind: 'confirm' })
    await workspace.job({ kind: 'report' })
    await workspace.session('delta')
    const held = await titles()
    expect(held.get(userDn(1))).toBe('Director')
    expect(held.has(userDn(20))).toBe(false)
    expect(await workspace.returned()).toEqual([])
  })
})
