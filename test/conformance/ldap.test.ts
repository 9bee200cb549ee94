import { tmpdir } from 'node:os'
import { describe } from 'vitest'
import type { LdapConnectorConfig } from '../../connectors/ldap/config.ts'
import { ldap } from '../../connectors/ldap/connector.ts'
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
  uuidOf,
} from '../fakes/process/openldap-entries.ts'
import { requires } from '../requirements.ts'
import { type ConformanceHarness, connectorConformance } from './suite.ts'

const small = [...containers, ...people(6), group('staff', [userDn(1), userDn(2)])]

describe.skipIf(requires('slapd'))('OpenLDAP', () => {
  for (const delta of ['modifyTimestamp', 'entryCSN'] as const)
    connectorConformance(`ldap by ${delta}`, (): ConformanceHarness<LdapConnectorConfig> => {
      let server: OpenLdapServer
      let broken = false
      const plain = () => ({
        hosts: [`${server.host}:${server.tlsPort}`],
        caFile: server.caFile,
        bindDn: account.dn,
        baseDns: [`ou=people,${base}`, `ou=groups,${base}`],
        pageSize: 4,
        delta,
      })
      return {
        connector: ldap,
        workspaceDir: tmpdir(),
        secrets: { password: account.password },
        config: () => ldap.configSpec.schema.parse(plain()),
        async start() {
          server = await startOpenLdap({ database: rights })
        },
        stop: () => server.stop(),
        async seed() {
          if (broken) await server.restart({ database: rights })
          broken = false
          await server.load(ldifOf(small))
        },
        async seedLarge() {
          await server.load(ldifOf([...containers, ...people(2000)]))
        },
        async breakRead() {
          const limit = `limits dn.exact="${account.dn}" size=5 size.prtotal=5`
          await server.restart({ database: `${limit}\n${rights}` })
          broken = true
        },
        invalid: () => [
          { config: { ...plain(), hosts: [] }, field: 'hosts' },
          { config: { ...plain(), security: 'plain' }, field: 'security' },
          { config: { ...plain(), security: 'plain', allowPlain: true }, field: 'bindDn' },
          { config: { ...plain(), baseDns: [] }, field: 'baseDns' },
          { config: { ...plain(), pinnedFingerprint: 'AB:CD' }, field: 'pinnedFingerprint' },
          { config: { ...plain(), caFile: 'no-such.pem' }, field: 'caFile' },
          { config: { ...plain(), types: [{ name: 'person', filter: '(cn=' }] }, field: 'types' },
        ],
        async changeOutside() {
          await server.change(
            `dn: ${userDn(3)}\nchangetype: modify\nreplace: title\ntitle: Changed outside\n`,
          )
          return { anchor: uuidOf(containers.length + 3), attribute: 'title' }
        },
        add: {
          id: 'add',
          operation: 'add',
          type: 'inetOrgPerson',
          dn: `uid=ne\\,w,ou=people,${base}`,
          attributes: {
            cn: 'Jürgen Größe',
            sn: 'Größe',
            mail: ['a@example.com', 'b@example.com'],
            userPassword: 'Secret-1',
          },
          references: { manager: [userDn(1)] },
        },
        update: {
          on: (object) => object.dn === userDn(2),
          attribute: 'mail',
          value: 'changed@example.com',
          clear: 'title',
        },
        reference: {
          on: (object) => object.type === 'groupOfNames',
          attribute: 'member',
          to: (object) => object.dn === userDn(5),
          single: false,
        },
        remove: { on: (object) => object.dn === userDn(4) },
      }
    })
})
