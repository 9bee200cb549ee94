import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../connectors/spi/connector.ts'
import { type OpenLdapServer, startOpenLdap } from '../fakes/process/openldap.ts'
import {
  account,
  base,
  containers,
  group,
  ldifOf,
  people,
  rights,
  userDn,
} from '../fakes/process/openldap-entries.ts'
import { type SambaServer, startSamba } from '../fakes/process/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from './samba-admin.ts'
import { Connections, readAll } from './samba-connection.ts'
import { HrWorkspace, place } from './samba-workspace.ts'

const size = 2000
const dns = (count: number) => Array.from({ length: count }, (_, n) => userDn(n))
/** Everybody, and everybody but the first; one person more is in neither. */
const seed = [
  ...containers,
  ...people(size + 1),
  group('everybody', dns(size)),
  group('others', [...dns(size).slice(1), userDn(size)]),
]

/** One story, told in order: people and groups of a directory are provisioned to a domain by rules. */
describe.skipIf(requires('samba') || requires('slapd'))(
  'groups of two thousand, from OpenLDAP to Samba',
  () => {
    let source: OpenLdapServer
    let server: SambaServer
    let admin: SambaAdmin
    let workspace: HrWorkspace
    /** What the domain itself says changed. */
    let eye: Connection
    let connections: Connections

    beforeAll(async () => {
      source = await startOpenLdap({ database: rights })
      await source.load(ldifOf(seed))
      server = await startSamba()
      admin = await SambaAdmin.signIn(server)
      for (const dn of [place, `OU=People,${place}`, `OU=Groups,${place}`])
        await admin.add(dn, { objectClass: 'organizationalUnit' })
      connections = new Connections(server)
      eye = await connections.open({ baseDns: [place] })
      workspace = new HrWorkspace(
        {
          hosts: [server.host],
          caFile: server.caFile,
          bindDn: server.adminBind,
          baseDns: [place],
          firstPassword: 'none',
        },
        { 'ad.password': server.password, 'directory.password': account.password },
        { systems: [directory(source)], rules },
      )
    })
    afterAll(async () => {
      await workspace?.remove()
      await connections?.close()
      await admin?.close()
      await server?.stop()
      await source?.stop()
    })

    const groupDn = (name: string) => `CN=${name},OU=Groups,${place}`
    /** As the plan shows a member. */
    const nameOf = (n: number) => `Üser ${n}`
    const personDn = (n: number) => `CN=Üser ${n},OU=People,${place}`
    const members = async (name: string) => (await admin.read(groupDn(name)))?.member ?? []
    const edit = (...lines: string[]) => source.change(`${lines.join('\n')}\n`)

    /** A session of which every change was written and read back. */
    async function clean() {
      const session = await workspace.session('delta')
      const ad = session.systems.find((system) => system.name === 'ad')
      expect(ad).toMatchObject({ failed: 0, unconfirmed: 0 })
      return ad as NonNullable<typeof ad>
    }

    test('people and groups are provisioned, members included; every value is read back', async () => {
      const session = await workspace.session('full')
      const ad = session.systems.find((system) => system.name === 'ad')
      expect(ad).toMatchObject({ failed: 0, unconfirmed: 0, exported: { add: size + 3 } })
      expect(new Set(await members('everybody'))).toEqual(
        new Set(Array.from({ length: size }, (_, n) => personDn(n))),
      )
      expect(await members('others')).toHaveLength(size)
      expect(await members('others')).toContain(personDn(size))
    })

    test('a second cycle writes nothing, whether it reads what changed or everything', async () => {
      for (const mode of ['delta', 'full'] as const) {
        await workspace.job({ kind: 'session', mode })
        expect(await workspace.planned()).toBe(0)
        await workspace.job({ kind: 'report' })
      }
    })

    test('one member more is one value in the plan and on the wire', async () => {
      await edit(
        `dn: cn=everybody,ou=groups,${base}`,
        'changetype: modify',
        'add: member',
        `member: ${userDn(size)}`,
      )
      await workspace.job({ kind: 'session', mode: 'delta' })
      expect(await workspace.plan()).toEqual([
        { operation: 'update', attribute: 'member', old: null, new: nameOf(size) },
      ])
      const { watermark } = await readAll(eye)
      await workspace.approve()
      expect((await clean()).exported).toMatchObject({ update: 1, add: 0 })
      expect(await members('everybody')).toHaveLength(size + 1)
      const { items } = await readAll(eye, watermark)
      expect(items).toMatchObject([
        {
          kind: 'change',
          type: 'group',
          set: {},
          references: { member: { add: [personDn(size)], remove: [] } },
        },
      ])
    })

    test('one member less is one value as well', async () => {
      await edit(
        `dn: cn=others,ou=groups,${base}`,
        'changetype: modify',
        'delete: member',
        `member: ${userDn(7)}`,
      )
      await workspace.job({ kind: 'session', mode: 'delta' })
      expect(await workspace.plan()).toEqual([
        { operation: 'update', attribute: 'member', old: nameOf(7), new: null },
      ])
      await workspace.approve()
      expect((await clean()).exported).toMatchObject({ update: 1, add: 0 })
      expect(await members('others')).toHaveLength(size - 1)
      expect(await members('others')).not.toContain(personDn(7))
    })

    test('members that somebody changed in the domain come back as the source says, and nothing else is touched', async () => {
      await admin.addValues(groupDn('others'), { member: [personDn(7)] })
      await admin.removeValues(groupDn('others'), { member: [personDn(8)] })
      await workspace.job({ kind: 'session', mode: 'delta' })
      expect(await workspace.plan()).toEqual([
        { operation: 'update', attribute: 'member', old: nameOf(7), new: nameOf(8) },
      ])
      await workspace.approve()
      await clean()
      await workspace.job({ kind: 'session', mode: 'full' })
      expect(await workspace.planned()).toBe(0)
      await workspace.job({ kind: 'report' })
    })
  },
)

const directory = (source: OpenLdapServer) => ({
  name: 'directory',
  title: 'OpenLDAP',
  letters: 'OL',
  hue: 1,
  connector: 'ldap',
  config: {
    hosts: [`localhost:${source.tlsPort}`],
    caFile: source.caFile,
    bindDn: account.dn,
    baseDns: [`ou=people,${base}`, `ou=groups,${base}`],
    types: [{ name: 'inetOrgPerson' }, { name: 'groupOfNames' }],
  },
})

const rules = {
  '10-in-directory.yaml': `
- name: In from OpenLDAP – Person
  direction: inbound
  system: directory
  from: inetOrgPerson
  to: person
  precedence: 100
  link: project
  flows:
    - { to: employeeID, from: employeeNumber }
    - { to: displayName, from: cn }
- name: In from OpenLDAP – Group
  direction: inbound
  system: directory
  from: groupOfNames
  to: group
  precedence: 110
  link: project
  flows:
    - { to: displayName, from: cn }
    - { to: member, from: member }
`,
  '20-out-ad.yaml': `
- name: Out to AD – User
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  join:
    - [{ from: employeeID, to: employeeID }]
  link: provision
  flows:
    - { to: dn, expression: 'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=People,${place}")' }
    - { to: sAMAccountName, expression: '[employeeID]', once: true }
    - { to: employeeID, from: employeeID }
    - { to: displayName, from: displayName }
- name: Out to AD – Group
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: 110
  join:
    - [{ from: displayName, to: cn }]
  link: provision
  flows:
    - { to: dn, expression: 'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=Groups,${place}")' }
    - { to: sAMAccountName, from: displayName, once: true }
    - { to: member, from: member }
`,
}
