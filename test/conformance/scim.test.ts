import { tmpdir } from 'node:os'
import { scim } from '../../connectors/scim/connector.ts'
import { type ScimServer, startScimServer } from '../../demo/scim-server.ts'
import { enterprise, sampleGroup, sampleId, sampleUsers, token } from '../fakes/scim/samples.ts'
import { type ConformanceHarness, connectorConformance } from './suite.ts'

type Config = typeof scim extends { open(config: infer C, ...rest: never[]): unknown } ? C : never

connectorConformance('scim', (): ConformanceHarness<Config> => {
  let server: ScimServer
  let broken = false
  const seeded = () => ({ users: sampleUsers(12), groups: [sampleGroup(1, [1, 2]), sampleGroup(2, [])] })
  const config = () => scim.configSpec.schema.parse({ baseUrl: server.url, pageSize: 5, maxTries: 1 })
  return {
    connector: scim,
    config,
    workspaceDir: tmpdir(),
    secrets: { token },
    async start() {
      server = await startScimServer({ ...seeded(), token })
    },
    async stop() {
      if (!broken) await server.close()
    },
    async seed() {
      if (broken) {
        server = await startScimServer({ ...seeded(), token })
        broken = false
      }
      server.reset(seeded())
    },
    async breakRead() {
      await server.close()
      broken = true
    },
    invalid: () => [
      { config: { baseUrl: 'not an address' }, field: 'baseUrl' },
      { config: { baseUrl: 'http://scim.example.com/v2' }, field: 'baseUrl' },
      { config: { baseUrl: server.url, auth: 'oauth', clientId: 'x' }, field: 'tokenUrl' },
      { config: { baseUrl: server.url, auth: 'basic', userName: 'x' }, field: 'password' },
      { config: { baseUrl: server.url, pageSize: 0 }, field: 'pageSize' },
    ],
    async seedLarge() {
      server.reset({ users: sampleUsers(400), groups: [] })
    },
    add: {
      id: 'add-1',
      operation: 'add',
      type: 'User',
      attributes: {
        userName: 'new.user@contoso.test',
        'name.givenName': 'Jürgen',
        'name.familyName': 'Größe',
        active: true,
        'emails[type eq "work"].value': 'new.user@contoso.test',
        [`${enterprise}:department`]: 'Einkauf',
      },
      references: { [`${enterprise}:manager`]: [sampleId(1)] },
    },
    update: {
      on: (object) => object.type === 'User',
      attribute: 'emails[type eq "work"].value',
      value: 'changed@contoso.test',
      clear: 'title',
    },
    reference: {
      on: (object) => object.type === 'Group',
      attribute: 'members',
      to: (object) => object.anchor === sampleId(7),
      single: false,
    },
    remove: { on: (object) => object.type === 'User' },
  }
})
