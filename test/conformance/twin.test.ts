import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Connection } from '../../connectors/spi/connector.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { twin } from '../../connectors/twin/connector.ts'
import { createTwin } from '../../connectors/twin/create.ts'
import { adTwinContent } from '../../demo/contoso-data.ts'
import { connectorConformance } from './suite.ts'

/** The demo's directory, as the demo makes it. */
connectorConformance('twin', () => {
  const workspaceDir = mkdtempSync(join(tmpdir(), 'twin-conformance-'))
  const content = adTwinContent()
  const users = content.objects.filter(({ type }) => type === 'user')
  const groups = content.objects.filter(({ type }) => type === 'group')
  const referred = new Set(
    content.objects.flatMap(({ references }) => Object.values(references ?? {}).flat()),
  )
  const lonely = users.find(({ dn }) => !referred.has(dn))!
  const [group] = groups
  const outsider = users.find(({ dn }) => !group!.references?.member?.includes(dn))!
  let current = 0
  const file = () => `ad-${current}.twin`

  async function outside<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await twin.open(
      { file: file() },
      {
        system: 'outside',
        workspaceDir,
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => undefined,
        log: () => {},
      },
    )
    try {
      return await work(connection)
    } finally {
      await connection.close()
    }
  }

  async function writeOutside(build: (anchor: string) => WriteRequest): Promise<string> {
    return outside(async (connection) => {
      const [object] = await connection.fetch([{ type: 'user', dn: lonely.dn }])
      for await (const result of connection.write([build(object!.anchor)])) {
        if (!result.ok) throw result.error
      }
      return object!.anchor
    })
  }

  return {
    connector: twin,
    workspaceDir,
    config: () => ({ file: file() }),
    async seed() {
      current++
      createTwin(join(workspaceDir, file()), content)
    },
    async stop() {
      rmSync(workspaceDir, { recursive: true })
    },
    invalid: () => [
      { config: {}, field: 'file' },
      { config: { file: 'no-such.twin' }, field: 'file' },
    ],
    async changeOutside() {
      const attribute = 'description'
      const anchor = await writeOutside((anchor) => ({
        id: 'outside',
        operation: 'update',
        type: 'user',
        anchor,
        attributes: [{ attribute, new: 'changed outside' }],
        references: [],
      }))
      return { anchor, attribute }
    },
    async removeOutside() {
      return {
        anchor: await writeOutside((anchor) => ({
          id: 'outside',
          operation: 'delete',
          type: 'user',
          anchor,
        })),
      }
    },
    async breakRead() {
      const db = new Database(join(workspaceDir, file()))
      db.exec('DROP TABLE link')
      db.close()
    },
    // The demo's directory is read in several pages as it is.
    async seedLarge() {},
    add: {
      id: 'add',
      operation: 'add',
      type: 'user',
      dn: 'CN=Conformance\\, Test,OU=Leavers,DC=corp,DC=contoso,DC=com',
      attributes: {
        sAMAccountName: 'conformance',
        userPrincipalName: 'conformance@contoso.com',
        userAccountControl: 512,
      },
      references: { manager: [users[0]!.dn] },
    },
    update: {
      on: ({ dn }) => dn === lonely.dn,
      attribute: 'title',
      value: 'Conformance Officer',
      clear: 'givenName',
    },
    reference: {
      on: ({ dn }) => dn === group!.dn,
      attribute: 'member',
      to: ({ dn }) => dn === outsider.dn,
      single: false,
    },
    remove: { on: ({ dn }) => dn === lonely.dn },
  }
})
