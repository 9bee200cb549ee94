import { Ber, BerReader, BerWriter } from 'ldapts'
import { RawControl } from '../kit/ldap/controls.ts'

/** LDAP_SERVER_DIRSYNC_OID: what changed in a partition since a cookie. */
export const dirSyncOid = '1.2.840.113556.1.4.841'

export const dirSyncFlags = {
  /** The server shows what the account may read; without it the account needs the right to replicate changes. */
  objectSecurity: 0x1,
  /** Linked attributes such as `member` come as the values that were added and removed. */
  incrementalValues: 0x80000000,
} as const

export interface DirSyncAnswer {
  /** The server has more: ask again with the new cookie. */
  readonly more: boolean
  readonly cookie: Buffer
}

/** Bytes of one reply; the server may give less. */
const maxBytes = 1_000_000

/** The request's control; an empty cookie asks for everything. */
export function dirSyncControl(flags: number, cookie: Buffer): RawControl {
  return new RawControl(dirSyncOid, { value: encodeDirSync(flags, maxBytes, cookie) })
}

export function encodeDirSync(flags: number, bytes: number, cookie: Buffer): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  // A 32-bit integer on the wire: the highest flag makes it negative.
  writer.writeInt(flags | 0)
  writer.writeInt(bytes)
  writer.writeBuffer(cookie, Ber.OctetString)
  writer.endSequence()
  return writer.buffer
}

/** The value of the reply's control; undefined when it is none. */
export function decodeDirSync(value: Buffer): DirSyncAnswer | undefined {
  const reader = new BerReader(value)
  if (reader.readSequence() === null) return undefined
  const more = reader.readInt() ?? 0
  reader.readInt()
  return { more: more !== 0, cookie: reader.readString(Ber.OctetString, true) ?? Buffer.alloc(0) }
}
