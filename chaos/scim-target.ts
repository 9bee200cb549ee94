import { startScimServer } from '../demo/scim-server.ts'
import { heldByDesk, writtenToDesk } from '../test/fakes/process/written.ts'
import { before, groupOf, loginOf, nameOf, type Person, staffOf } from './company.ts'
import { rulesFor } from './rules.ts'
import type { TargetKind } from './target.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const token = 'Scim-Token-Under-Fire-6'

const idOf = (id: string): string => `00000000-0000-4000-8000-${id.padStart(12, '0')}`

const user = (one: Person) => ({
  id: idOf(one.id),
  userName: `${loginOf(one)}@example.test`,
  externalId: one.id,
  name: { givenName: one.first, familyName: one.last },
  displayName: nameOf(one),
  title: one.title,
  active: true,
  [enterprise]: one.manager === '' ? {} : { manager: { value: idOf(one.manager) } },
})

const group = (city: string, at: number) => ({
  id: idOf(`9${at}`),
  displayName: groupOf(city),
  members: staffOf(city).map(({ id }) => ({ value: idOf(id) })),
})

const seed = () => ({
  users: before.map(user),
  groups: [...new Set(before.map(({ city }) => city))].map(group),
})

/** A SCIM application in this process; its journal holds every request that may have changed something and how it was answered. */
export const scim: TargetKind = {
  name: 'scim',
  title: 'SCIM',
  connector: 'scim',
  secret: { field: 'token', value: token },
  rules: rulesFor({
    user: 'User',
    group: 'Group',
    employee: 'externalId',
    groupName: 'displayName',
    members: 'members',
    userFlows: [
      `{ to: userName, expression: 'Append([login], "@example.test")' }`,
      '{ to: name.givenName, from: givenName }',
      '{ to: name.familyName, from: sn }',
      '{ to: displayName, from: displayName }',
      '{ to: title, from: title }',
      `{ to: '${enterprise}:manager', from: manager, ignoreNull: true }`,
    ],
    groupFlows: ['{ to: displayName, from: displayName }'],
  }),
  async fresh() {
    const server = await startScimServer({ ...seed(), token })
    return {
      host: '127.0.0.1',
      port: server.port,
      settings: (port, timeout) => ({
        baseUrl: `http://127.0.0.1:${port}/scim/v2`,
        requestTimeoutSeconds: timeout,
        maxTries: 3,
        pageSize: 10,
      }),
      async seen() {
        const held = server.snapshot()
        const accepted = server.journal.filter(({ status }) => status < 300)
        // Who was deleted is named as well.
        const known = { ...held, users: [...before.map(user), ...held.users] }
        return { holds: heldByDesk(held), writes: writtenToDesk(accepted, known).toSorted() }
      },
      release: () => server.close(),
    }
  },
  close: async () => undefined,
}
