import { tmpdir } from 'node:os'
import { describe } from 'vitest'
import { activeDirectory } from '../../connectors/active-directory/connector.ts'
import { type SambaServer, sambaDomain, startSamba } from '../fakes/process/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from '../servers/samba-admin.ts'
import { type CuttingProxy, cuttingProxy } from '../servers/samba-proxy.ts'
import { type ConformanceHarness, connectorConformance } from './suite.ts'

type Config = typeof activeDirectory extends { open(config: infer C, ...rest: never[]): unknown } ? C : never

describe.skipIf(requires('samba'))('on a Samba domain controller', () => {
  connectorConformance('active-directory by DirSync', () => harness('dirsync'))
  connectorConformance('active-directory by change numbers', () => harness('usn'))
})

function harness(delta: 'dirsync' | 'usn'): ConformanceHarness<Config> {
  let server: SambaServer
  let admin: SambaAdmin
  let proxy: CuttingProxy
  const place = () => `OU=Seed,${sambaDomain.baseDn}`
  const user = (name: string) => `CN=${name},OU=People,${place()}`
  return {
    connector: activeDirectory,
    config: () =>
      activeDirectory.configSpec.schema.parse({
        hosts: [proxy.host],
        pinnedFingerprint: server.fingerprint,
        bindDn: server.adminBind,
        baseDns: [place()],
        pageSize: 3,
        delta,
      }),
    workspaceDir: tmpdir(),
    secrets: { password: sambaDomain.password },
    async start() {
      server = await startSamba()
      admin = await SambaAdmin.signIn(server)
      proxy = await cuttingProxy({ host: server.host, port: 636 })
    },
    async stop() {
      await proxy.close()
      await admin.close()
      await server.stop()
    },
    async seed() {
      proxy.heal()
      if (await admin.read(place())) await admin.removeTree(place())
      await admin.add(place(), { objectClass: 'organizationalUnit' })
      await admin.add(`OU=People,${place()}`, { objectClass: 'organizationalUnit', description: 'People' })
      for (const [at, name] of ['Anna Nowak', 'Jürgen Größe', 'Chidi Okafor', 'Dana Levi'].entries())
        await admin.addUser(user(name), `seed${at}`, {
          displayName: name,
          title: 'Analyst',
          mail: `seed${at}@corp.example.test`,
          employeeID: `00${at}`,
        })
      await admin.add(`CN=Team,${place()}`, {
        objectClass: 'group',
        sAMAccountName: 'team',
        member: [user('Anna Nowak')],
      })
      await admin.add(`CN=Nobody,${place()}`, { objectClass: 'group', sAMAccountName: 'nobody-team' })
    },
    invalid: () => [
      { config: { hosts: ['dc1.example.com'] }, field: 'bindDn' },
      { config: { hosts: [], bindDn: 'x@example.com' }, field: 'hosts' },
      { config: { hosts: ['dc1'], bindDn: 'x@example.com', security: 'plain' }, field: 'security' },
      { config: { hosts: ['dc1'], bindDn: 'x@example.com', baseDns: ['People'] }, field: 'baseDns' },
      {
        config: { hosts: ['dc1'], bindDn: 'x@example.com', types: [{ type: 'user', filter: 'mail=*' }] },
        field: 'filter',
      },
      { config: { hosts: ['dc1'], bindDn: 'x@example.com', types: [{ type: 'printer' }] }, field: 'types' },
    ],
    async changeOutside() {
      await admin.replace(user('Dana Levi'), { title: 'Director' })
      return { anchor: await admin.anchor(user('Dana Levi')), attribute: 'title' }
    },
    async removeOutside() {
      const anchor = await admin.anchor(user('Chidi Okafor'))
      await admin.remove(user('Chidi Okafor'))
      return { anchor }
    },
    async breakRead() {
      // Past the sign-in, in the midst of what is read.
      proxy.cutAfter(20_000)
    },
    async seedLarge() {
      for (let at = 0; at < 40; at++) await admin.addUser(user(`Extra ${at}`), `extra${at}`)
    },
    add: {
      id: 'add-1',
      operation: 'add',
      type: 'user',
      dn: user('Großmann\\, Jürgen'),
      attributes: {
        sAMAccountName: 'jgrossmann',
        userPrincipalName: 'jgrossmann@corp.example.test',
        displayName: 'Jürgen Großmann',
        userAccountControl: 512,
        accountExpires: '2027-03-31',
        proxyAddresses: ['SMTP:jg@corp.example.test', 'smtp:juergen@corp.example.test'],
      },
      references: { manager: [user('Anna Nowak')] },
    },
    update: {
      on: (object) => object.type === 'user',
      attribute: 'displayName',
      value: 'Ümit "the, great" Öz',
      clear: 'title',
    },
    reference: {
      on: (object) => object.type === 'group' && object.references?.member !== undefined,
      attribute: 'member',
      to: (object) => object.attributes.sAMAccountName === 'seed2',
      single: false,
    },
    remove: { on: (object) => object.type === 'user' },
  }
}
