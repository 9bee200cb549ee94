import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findEntries, textOf } from '../../connectors/kit/ldap/search.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { base, containers, ldifOf, rights, user } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin } from './openldap-admin.ts'
import { type LdapWorkspace, openWorkspace } from './openldap-workspace.ts'

const outbound = `
name: Out to OpenLDAP
direction: outbound
system: directory
from: person
to: inetOrgPerson
precedence: 100
link: provision
flows:
  - { to: dn, expression: 'Join("", "uid=", [uid], ",ou=people,${base}")' }
  - { to: cn, from: employeeID }
  - { to: sn, from: employeeID }
  - { to: employeeNumber, from: employeeID }
  - to: mail
    expression: SelectUniqueValue(Append([uid], "@example.com"), Append([employeeID], "@example.com"))
    once: true
    unique: live
`

/** In a branch that no base of the system is above, and kept out of what is read by a filter. */
const elsewhere = {
  ...user(1, { mail: ['anna@example.com'] }),
  dn: `cn=anna,ou=services,${base}`,
}
const filteredOut = user(2, { mail: ['ben@example.com'], employeeType: ['service'] })

describe.skipIf(requires('slapd'))('unique values and a live OpenLDAP server', () => {
  let server: OpenLdapServer
  let workspace: LdapWorkspace

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf([...containers, elsewhere, filteredOut]))
    workspace = await openWorkspace(
      {
        hosts: [`localhost:${server.tlsPort}`],
        caFile: server.caFile,
        types: [{ name: 'inetOrgPerson', filter: '(!(employeeType=service))' }],
      },
      { '30-out-directory.yaml': outbound },
    )
  }, 60_000)
  afterAll(async () => {
    await workspace?.close()
    await server?.stop()
  })

  test('a value that only the server knows, outside of what is read, is given to nobody', async () => {
    workspace.hr(
      ['anna', 'ben', 'cleo'].map((uid, n) => ({ id: `E${n}0`, title: 'Clerk', uid, status: 'Active' })),
    )
    const session = await workspace.session('full')
    expect(session.endedAt).not.toBeNull()
    expect(await workspace.findings()).toEqual([])
    const admin = await connectAsAdmin(server)
    const entries = await findEntries(admin, {
      base: `ou=people,${base}`,
      attributes: ['employeeNumber', 'mail'],
    })
    admin.close()
    const mails = entries
      .filter((entry) => /^E\d0$/.test(textOf(entry, 'employeeNumber') ?? ''))
      .map((entry) => textOf(entry, 'mail'))
    expect(mails.sort()).toEqual(['E00@example.com', 'E10@example.com', 'cleo@example.com'])
  })
})
