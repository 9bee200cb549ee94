import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findEntries, textsOf } from '../../connectors/kit/ldap/search.ts'
import { smallCompany } from '../fakes/host/small-company.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import { account, base, containers, ldifOf, rights, userDn } from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { connectAsAdmin } from './openldap-admin.ts'

const rules = `- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: inetOrgPerson
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "uid=", [employeeID], ",ou=people,${base}")' }
    - { to: cn, from: displayName }
    - { to: sn, from: displayName }
- name: Cities
  direction: membership
  from: person
  to: group
  precedence: 300
  key: { to: city, from: city }
  into: members
  create: true
- name: Groups out to directory
  direction: outbound
  system: ad
  from: group
  to: groupOfNames
  precedence: 110
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "cn=", [city], ",ou=groups,${base}")' }
    - { to: member, from: members }
`

describe.skipIf(requires('slapd'))('a group of an OpenLDAP server, whose class demands a member', () => {
  let server: OpenLdapServer

  beforeAll(async () => {
    server = await startOpenLdap({ database: rights })
    await server.load(ldifOf(containers))
  }, 60_000)
  afterAll(() => server?.stop())

  test('is made with its members once they are there, and then changes by value', async () => {
    const company = await smallCompany(rules, [], {
      directory: `{ name: ad, title: OpenLDAP, letters: OL, hue: 3, connector: ldap, config: ${JSON.stringify(
        {
          hosts: [`localhost:${server.tlsPort}`],
          caFile: server.caFile,
          baseDns: [`ou=people,${base}`, `ou=groups,${base}`],
          bindDn: account.dn,
          types: [{ name: 'inetOrgPerson' }, { name: 'groupOfNames' }],
        },
      )} }`,
      secret: account.password,
    })
    const members = async (): Promise<string[]> => {
      const admin = await connectAsAdmin(server)
      const [group] = await findEntries(admin, {
        base: `cn=Warszawa,ou=groups,${base}`,
        attributes: ['member'],
      })
      admin.close()
      return group === undefined ? [] : [...textsOf(group, 'member')].sort()
    }
    const everything = async (): Promise<void> => {
      await company.plan()
      await company.client.call('changes.decide', { selection: { filter: {} }, decision: 'approved' })
      await company.run({ kind: 'export' })
    }
    company.hr('user1,Anna,Warszawa,Active,', 'user2,Ben,Warszawa,Active,')
    await everything()
    expect(await members()).toEqual([userDn(1), userDn(2)])
    company.hr('user1,Anna,Warszawa,Active,', 'user2,Ben,Warszawa,Active,', 'user3,Cleo,Warszawa,Active,')
    await everything()
    expect(await members()).toEqual([userDn(1), userDn(2), userDn(3)])
    expect((await company.client.call('findings.list', { limit: 10 })).rows).toEqual([])
  })
})
