import { BerWriter } from 'ldapts'

export type MockValue = string | Buffer

/** DN and attributes, names as the server would write them (`member;range=0-1499`). */
export interface MockEntry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly MockValue[]>>
}

export interface MockControl {
  readonly oid: string
  readonly value?: Buffer
}

export interface MockResult {
  readonly code: number
  readonly message?: string
  readonly matchedDn?: string
  readonly referrals?: readonly string[]
  readonly controls?: readonly MockControl[]
  /** Of an extended response. */
  readonly oid?: string
  readonly value?: Buffer
}

/** Which response ends which request. */
const endings: Readonly<Record<string, number>> = {
  bind: 0x61,
  search: 0x65,
  modify: 0x67,
  add: 0x69,
  delete: 0x6b,
  rename: 0x6d,
  compare: 0x6f,
  extended: 0x78,
}

function message(
  id: number,
  tag: number,
  body: (writer: BerWriter) => void,
  controls: readonly MockControl[] = [],
  size = 1 << 16,
): Buffer {
  const writer = new BerWriter({ size })
  writer.startSequence()
  writer.writeInt(id)
  writer.startSequence(tag)
  body(writer)
  writer.endSequence()
  if (controls.length > 0) {
    writer.startSequence(0xa0)
    for (const { oid, value } of controls) {
      writer.startSequence()
      writer.writeString(oid)
      if (value) writer.writeBuffer(value, 0x04)
      writer.endSequence()
    }
    writer.endSequence()
  }
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

export function entryMessage(id: number, { dn, attributes }: MockEntry): Buffer {
  // Large enough beforehand: a full writer loses a byte of long sequences.
  const values = Object.values(attributes).flat()
  const size = values.reduce(
    (sum, value) => sum + value.length * 3 + 8,
    4096 + dn.length * 3 + 99 * Object.keys(attributes).length,
  )
  const body = (writer: BerWriter) => {
    writer.writeString(dn)
    writer.startSequence()
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence()
      writer.writeString(name)
      writer.startSequence(0x31)
      for (const value of values) writer.writeBuffer(Buffer.from(value as string), 0x04)
      writer.endSequence()
      writer.endSequence()
    }
    writer.endSequence()
  }
  return message(id, 0x64, body, [], size)
}

export function referenceMessage(id: number, urls: readonly string[]): Buffer {
  return message(id, 0x73, (writer) => writer.writeStringArray([...urls]))
}

/** An IntermediateResponse (RFC 4511, 4.13), which ldapts cannot parse. */
export function intermediateMessage(id: number): Buffer {
  return message(id, 0x79, (writer) => writer.writeString('1.3.6.1.4.1.4203.1.9.1.4', 0x80))
}

export function resultMessage(id: number, kind: string, result: MockResult): Buffer {
  const body = (writer: BerWriter) => {
    writer.writeEnumeration(result.code)
    writer.writeString(result.matchedDn ?? '')
    writer.writeString(result.message ?? '')
    if (result.referrals) {
      writer.startSequence(0xa3)
      writer.writeStringArray([...result.referrals])
      writer.endSequence()
    }
    if (result.oid !== undefined) writer.writeString(result.oid, 0x8a)
    if (result.value !== undefined) writer.writeBuffer(result.value, 0x8b)
  }
  return message(id, endings[kind] ?? 0x78, body, result.controls)
}

/** The value of a paged-results control: a cookie for more, an empty one at the end. */
export function pagedValue(cookie: Buffer, size = 0): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(size)
  writer.writeBuffer(cookie, 0x04)
  writer.endSequence()
  return Buffer.from(writer.buffer)
}

/** The value of a DirSync answer (1.2.840.113556.1.4.841): more to come, and the cookie for it. */
export function dirSyncValue(more: boolean, cookie: Buffer): Buffer {
  const writer = new BerWriter()
  writer.startSequence()
  writer.writeInt(more ? 1 : 0)
  writer.writeInt(0)
  writer.writeBuffer(cookie, 0x04)
  writer.endSequence()
  return Buffer.from(writer.buffer)
}
