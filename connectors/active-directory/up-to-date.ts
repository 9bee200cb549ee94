import type { LdapSession } from '../kit/ldap/connect.ts'
import { bytesOf } from '../kit/ldap/octets.ts'
import { attributeOf, readEntry } from '../kit/ldap/search.ts'
import type { ReadNote } from '../spi/entry.ts'
import { domainScope } from './controls.ts'
import type { Directory, Mark } from './directory.ts'
import { guidText } from './guid.ts'
import { nameOf, parseWatermark } from './watermark.ts'

/**
 * `replUpToDateVector` of a partition: how far a controller knows the changes of each of the others, by their invocation ids. Undefined when it
 * is not in the form of [MS-DRSR] 5.166 (version 2).
 */
export function decodeUpToDateVector(bytes: Buffer): ReadonlyMap<string, number> | undefined {
  const [head, size] = [16, 32]
  if (bytes.length < head || bytes.readUInt32LE(0) !== 2) return undefined
  const count = bytes.readUInt32LE(8)
  if (bytes.length !== head + count * size) return undefined
  return new Map(
    Array.from({ length: count }, (_, i) => {
      const at = head + i * size
      return [guidText(bytes.subarray(at, at + 16)) as string, Number(bytes.readBigUInt64LE(at + 16))]
    }),
  )
}

/**
 * What is wrong with a full read from this controller after one from another: when it has not yet received everything the other one had, what it
 * lacks was not deleted. Undefined when it is up to date, or when it is the same controller.
 */
export async function behind(
  directory: Directory,
  session: LdapSession,
  watermark: string | undefined,
  current: Mark,
): Promise<ReadNote | undefined> {
  const last = watermark === undefined ? undefined : parseWatermark(watermark)
  if (last === undefined || last.invocation === current.invocation) return undefined
  const head = await readEntry(session, directory.domain, ['replUpToDateVector'], [domainScope])
  const [value] = (head && attributeOf(head, 'replUpToDateVector')?.values) ?? []
  const reached = value && decodeUpToDateVector(bytesOf(value))?.get(last.invocation)
  if (reached !== undefined && reached >= last.usn) return undefined
  const [here, there] = [nameOf(current.dc), nameOf(last.dc)]
  const how = reached === undefined ? 'is not known to have received' : 'has not received'
  return {
    code: 'controller-behind',
    where: session.host,
    text: `${here} ${how} everything that ${there} had at the last import. What it does not hold was not taken for deleted`,
    advice: `Look at the replication between them (repadmin /showrepl ${here}). When it works, run a full import: it finds what was deleted`,
  }
}
