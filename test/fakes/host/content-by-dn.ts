import type { Connection } from '../../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'

/** All that a directory holds, by DN, but for what only its history tells: which identifier an object has. */
export async function contentByDn(connection: Connection): Promise<Record<string, unknown>> {
  const content: [string, unknown][] = []
  for await (const batch of connection.read({ mode: 'full' }))
    for (const item of batch.items) if (item.kind === 'object') content.push([item.dn as string, plain(item)])
  return Object.fromEntries(content.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const plain = ({ type, attributes, references }: ObjectItem) => ({
  type,
  attributes: { ...attributes },
  references: Object.fromEntries(
    Object.entries(references ?? {}).flatMap(([name, targets]) =>
      targets.length === 0 ? [] : [[name, [...targets].sort()]],
    ),
  ),
})
