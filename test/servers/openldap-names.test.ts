import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { equals } from '../../connectors/kit/ldap/filter.ts'
import { searchPages, textOf } from '../../connectors/kit/ldap/search.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, group, ldifOf, people, rights, userDn } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin } from './openldap-admin.ts'
import { type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

/** The name of an entry is its uid: whoever gets another's has to wait until that one has let go of it. */
describe.skipIf(requires('slapd'))('names that are exchanged in OpenLDAP', () => {
  let server: OpenLdapServer
  let workspace: LdapWorkspace

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf([...containers, ...people(6), group('staff', [userDn(1)])]))
    workspace = await openWorkspace({ hosts: [`localhost:${server.tlsPort}`], caFile: server.caFile })
  })
  afterAll(async () => {
    await workspace?.close()
    await server?.stop()
  })

  /** HR gives the person of each number the uid that stands there. */
  const call = (...uids: readonly string[]): void =>
    workspace.hr(uids.map((uid, n) => ({ id: `E${n}`, title: 'Clerk', uid, status: 'Active' })))

  /** DN and uid of everybody by employee number, from the server itself. */
  async function held(): Promise<Record<string, string>> {
    const session = await connectAsAdmin(server)
    const found: Record<string, string> = {}
    const search = {
      base,
      filter: equals('objectClass', 'person'),
      attributes: ['uid', 'employeeNumber'],
      pageSize: 100,
    }
    for await (const page of searchPages(session, search))
      for (const entry of page)
        found[textOf(entry, 'employeeNumber') ?? entry.dn] = `${entry.dn} ${textOf(entry, 'uid')}`
    session.close()
    return found
  }

  async function written(...uids: readonly string[]): Promise<void> {
    call(...uids)
    const session = await workspace.session('full')
    const directory = session.systems.find(({ name }) => name === 'directory')
    expect(directory).toMatchObject({ failed: 0, unconfirmed: 0 })
    expect(await held()).toEqual(
      Object.fromEntries(uids.map((uid, n) => [`E${n}`, `uid=${uid},ou=people,${base} ${uid}`])),
    )
    await workspace.job({ kind: 'session', mode: 'full' })
    expect(await workspace.approveAll()).toBe(0)
    await workspace.job({ kind: 'report' })
  }

  test('by two and by three at once, and by one after the other', async () => {
    await written('user0', 'user1', 'user2', 'user3', 'user4', 'user5')
    await written('user1', 'user0', 'user3', 'user4', 'user2', 'user5')
    await written('user0', 'user3', 'user4', 'user2', 'user5', 'free')
  })
})
