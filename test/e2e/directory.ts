import type { Connection } from '../../connectors/spi/connector.ts'
import { twin } from '../../connectors/twin/connector.ts'
import { contentByDn } from '../fakes/host/content-by-dn.ts'
import type { Contoso } from './contoso.ts'

/** Works in the directory with its own tools, beside the workbench. */
export async function inDirectory<T>(
  contoso: Contoso,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await twin.open(
    { file: 'systems/ad.twin' },
    {
      system: 'ad',
      workspaceDir: contoso.dir,
      today: '2026-03-10',
      signal: new AbortController().signal,
      secret: () => undefined,
      log: () => undefined,
    },
  )
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/** All that the directory holds, as text that can be compared. */
export const directoryContent = (contoso: Contoso): Promise<string> =>
  inDirectory(contoso, async (connection) => JSON.stringify(await contentByDn(connection), null, 1))

/** Deletes users, as somebody does who cleans up. */
export const deleteUsers = (contoso: Contoso, dns: readonly string[]): Promise<void> =>
  inDirectory(contoso, async (connection) => {
    const found = await connection.fetch(dns.map((dn) => ({ type: 'user', dn })))
    for await (const result of connection.write(
      found.map((item, index) => ({
        id: `gone-${index}`,
        operation: 'delete' as const,
        type: 'user',
        anchor: item?.anchor as string,
      })),
    ))
      if (!result.ok) throw result.error
  })

/** Takes the places that others are to get. */
export const occupy = (contoso: Contoso, dns: readonly string[]): Promise<void> =>
  inDirectory(contoso, async (connection) => {
    for await (const result of connection.write(
      dns.map((dn, index) => ({
        id: `first-${index}`,
        operation: 'add' as const,
        type: 'user',
        dn,
        attributes: { sAMAccountName: `was.first.${index}`, userAccountControl: 514 },
        references: {},
      })),
    ))
      if (!result.ok) throw result.error
  })
