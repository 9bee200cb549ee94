import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Connection } from '../../../connectors/spi/connector.ts'
import type { ReadItem } from '../../../connectors/spi/entry.ts'
import type { ConnectorError } from '../../../connectors/spi/error.ts'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { WriteRequest, WriteResult } from '../../../connectors/spi/write.ts'
import { twin } from '../../../connectors/twin/connector.ts'
import { createTwin, type TwinSeed } from '../../../connectors/twin/create.ts'

/** A small directory for the twin's tests. */
export const smallSchema: SystemSchema = {
  types: [
    {
      type: 'organizationalUnit',
      attributes: { ou: { type: 'string', writable: 'never' }, description: { type: 'string' } },
    },
    {
      type: 'user',
      anchor: 'objectGUID',
      enabled: { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 },
      attributes: {
        objectGUID: { type: 'string', writable: 'never' },
        cn: { type: 'string', writable: 'never' },
        sAMAccountName: { type: 'string', required: true, unique: true },
        employeeID: { type: 'string', writable: 'create' },
        title: { type: 'string' },
        proxyAddresses: { type: 'string', multi: true, unique: true },
        userAccountControl: { type: 'integer' },
        active: { type: 'boolean' },
        hired: { type: 'date' },
        photo: { type: 'binary' },
        manager: { type: 'reference' },
        memberOf: { type: 'reference', multi: true, writable: 'never' },
      },
    },
    {
      type: 'group',
      attributes: {
        cn: { type: 'string', writable: 'never' },
        member: { type: 'reference', multi: true },
        owner: { type: 'reference', required: true },
      },
    },
  ],
}

export const root = 'DC=corp,DC=test'
export const people = `OU=People,${root}`
export const anna = `CN=Nowak\\, Anna,${people}`
export const juergen = `CN=Jürgen Großmann,${people}`
export const team = `CN=Team,OU=Groups,${root}`

const seeds: readonly TwinSeed[] = [
  { type: 'organizationalUnit', dn: people, anchor: 'ou-1', attributes: {} },
  { type: 'organizationalUnit', dn: `OU=Groups,${root}`, anchor: 'ou-2', attributes: {} },
  {
    type: 'user',
    dn: anna,
    anchor: 'user-1',
    attributes: { sAMAccountName: 'anowak', title: 'Clerk', proxyAddresses: ['a@x.test', 'anna@x.test'] },
    references: { manager: [juergen] },
  },
  { type: 'user', dn: juergen, anchor: 'user-2', attributes: { sAMAccountName: 'jgrossmann' } },
  {
    type: 'group',
    dn: team,
    anchor: 'group-1',
    attributes: {},
    references: { member: [anna, juergen], owner: [juergen] },
  },
]

export interface Directory {
  readonly dir: string
  readonly path: string
  open(signal?: AbortSignal): Promise<Connection>
}

/** A twin of its own for one test, removed when the test ends. */
export function makeDirectory(more: readonly TwinSeed[] = [], latency = 0): Directory {
  const dir = mkdtempSync(join(tmpdir(), 'twin-'))
  const path = join(dir, 'small.twin')
  createTwin(path, { schema: smallSchema, objects: [...seeds, ...more], latency })
  const opened: Connection[] = []
  onTestFinished(async () => {
    for (const connection of opened) await connection.close()
    rmSync(dir, { recursive: true })
  })
  return {
    dir,
    path,
    async open(signal = new AbortController().signal) {
      const connection = await twin.open(
        { file: 'small.twin' },
        {
          system: 'small',
          workspaceDir: dir,
          today: '2026-03-10',
          signal,
          secret: () => undefined,
          log: () => {},
        },
      )
      opened.push(connection)
      return connection
    },
  }
}

export async function write(
  connection: Connection,
  ...requests: readonly WriteRequest[]
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = []
  for await (const result of connection.write(requests)) results.push(result)
  return results
}

/** Writes one request that has to be refused, and gives the refusal. */
export async function refused(connection: Connection, request: WriteRequest): Promise<ConnectorError> {
  const [result] = await write(connection, request)
  if (!result || result.ok) throw new Error(`accepted: ${JSON.stringify(request)}`)
  return result.error
}

export async function readAll(connection: Connection, watermark?: string) {
  const items: ReadItem[] = []
  let last: string | undefined
  const request = watermark === undefined ? { mode: 'full' as const } : { mode: 'delta' as const, watermark }
  for await (const batch of connection.read(request)) {
    items.push(...batch.items)
    last = batch.watermark
  }
  return { items, watermark: last as string }
}

export function addUser(
  id: string,
  dn: string,
  more: Partial<Extract<WriteRequest, { operation: 'add' }>> = {},
) {
  const attributes = { sAMAccountName: id, ...more.attributes }
  return { id, operation: 'add', type: 'user', dn, references: {}, ...more, attributes } as const
}

export function updateOf(
  anchor: string,
  more: Partial<Extract<WriteRequest, { operation: 'update' }>>,
): Extract<WriteRequest, { operation: 'update' }> {
  return {
    id: `u-${anchor}`,
    operation: 'update',
    type: 'user',
    anchor,
    attributes: [],
    references: [],
    ...more,
  }
}
