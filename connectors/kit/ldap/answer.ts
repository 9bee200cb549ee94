import { isAscii } from 'node:buffer'
import { BerCursor } from './ber.ts'
import { type EntryBytes, NameTable, Octets, type RawValue } from './octets.ts'

/** One attribute as the server wrote it: an attribute that was not returned is absent, an empty one has no values. */
export interface RawAttribute {
  /** With its options: `cn;lang-de`, `member;range=0-1499`. */
  readonly name: string
  readonly values: readonly RawValue[]
}

export interface RawEntry {
  readonly dn: string
  readonly attributes: readonly RawAttribute[]
}

/** The LDAPResult that ends an operation (RFC 4511, 4.1.9). */
export interface LdapResult {
  readonly code: number
  readonly matchedDn: string
  /** The server's words. */
  readonly message: string
  /** Where else the operation may be asked for. */
  readonly referrals: readonly string[]
  /** Response controls by OID. */
  readonly controls: ReadonlyMap<string, Buffer>
  /** Of an extended response. */
  readonly name?: string
  readonly value?: Buffer
}

export type Answer =
  | { readonly kind: 'entry'; readonly entry: RawEntry }
  | { readonly kind: 'reference'; readonly urls: readonly string[] }
  | { readonly kind: 'result'; readonly result: LdapResult }
  /** Something this client did not ask for and does not need, such as an IntermediateResponse. */
  | { readonly kind: 'other'; readonly tag: number }

const tags = { entry: 0x64, reference: 0x73, extended: 0x78 }
const results = new Set([0x61, 0x65, 0x67, 0x69, 0x6b, 0x6d, 0x6f, tags.extended])

/** One whole LDAPMessage → its id and what it says. Throws RangeError when it is no LDAP message. */
export function decodeAnswer(
  buffer: Buffer,
  start = 0,
  end = buffer.length,
): { readonly id: number; readonly answer: Answer } {
  const envelope = new BerCursor(buffer, start, end).inside(0x30)
  const id = envelope.integer()
  const tag = envelope.peek()
  const body = envelope.inside()
  if (tag === tags.entry) return { id, answer: { kind: 'entry', entry: new Entry(body) } }
  if (tag === tags.reference) return { id, answer: { kind: 'reference', urls: texts(body) } }
  if (!results.has(tag)) return { id, answer: { kind: 'other', tag } }
  return { id, answer: { kind: 'result', result: resultOf(body, controlsOf(envelope)) } }
}

const names = new NameTable()

/**
 * An entry as its place in the message it came with. Thousands of them wait for the rest of their page; what they hold is taken apart when
 * somebody looks at it, and the parts are gone with the next one.
 */
class Entry implements RawEntry {
  readonly dn: string
  readonly #buffer: Buffer
  readonly #start: number
  readonly #end: number

  /** @throws RangeError when it is not an entry: that must show now */
  constructor(body: BerCursor) {
    this.dn = body.text(0x04)
    this.#buffer = body.buffer
    this.#end = body.enter(0x30, body.end)
    this.#start = body.at
    walk(body, this.#end, undefined)
  }

  get attributes(): readonly RawAttribute[] {
    if (latest?.entry !== this) {
      const cursor = new BerCursor(this.#buffer)
      cursor.at = this.#start
      const attributes: RawAttribute[] = []
      walk(cursor, this.#end, { attributes, entry: bytesFrom(this.#buffer, this.#start, this.#end) })
      latest = { entry: this, attributes }
    }
    return latest.attributes
  }
}

/** What was looked at last is looked at again and again, and only that. */
let latest: { readonly entry: Entry; readonly attributes: readonly RawAttribute[] } | undefined

/** Longer entries, such as large groups, are not copied as text. */
const longestText = 65_536

const bytesFrom = (message: Buffer, start: number, end: number): EntryBytes =>
  end - start > longestText
    ? { message, start, text: undefined, isAscii: false }
    : {
        message,
        start,
        text: message.toString('latin1', start, end),
        isAscii: isAscii(message.subarray(start, end)),
      }

interface Found {
  readonly attributes: RawAttribute[]
  readonly entry: EntryBytes
}

/** Goes through a list of attributes with one cursor, without an object for each of its parts. `into`: what is found; undefined to check. */
function walk(body: BerCursor, listEnd: number, into: Found | undefined): void {
  const { buffer } = body
  while (body.at < listEnd) {
    const end = body.enter(0x30, listEnd)
    const nameEnd = body.enter(0x04, end)
    const name = into === undefined ? '' : names.name(buffer, body.at, nameEnd)
    body.at = nameEnd
    const setEnd = body.enter(0x31, end)
    let values: Octets[] | undefined
    while (body.at < setEnd) {
      const valueEnd = body.enter(0x04, setEnd)
      if (into !== undefined) {
        const value = new Octets(into.entry, body.at, valueEnd)
        // Most attributes have one value: a list that begins with it has no room for others, which a list that is pushed to makes at once.
        if (values === undefined) values = [value]
        else values.push(value)
      }
      body.at = valueEnd
    }
    body.at = end
    into?.attributes.push({ name, values: values ?? [] })
  }
}

function resultOf(body: BerCursor, controls: ReadonlyMap<string, Buffer>): LdapResult {
  const code = body.integer(0x0a)
  const matchedDn = body.text(0x04)
  // Active Directory ends its messages with a zero byte.
  const message = body.text(0x04).replace(/\0+$/, '')
  let referrals: readonly string[] = []
  let name: string | undefined
  let value: Buffer | undefined
  while (body.more) {
    const tag = body.peek()
    if (tag === 0xa3) referrals = texts(body.inside())
    else if (tag === 0x8a) name = body.text()
    else if (tag === 0x8b) value = body.bytes()
    else body.bytes()
  }
  return {
    code,
    matchedDn,
    message,
    referrals,
    controls,
    ...(name === undefined ? {} : { name }),
    ...(value === undefined ? {} : { value }),
  }
}

function controlsOf(envelope: BerCursor): ReadonlyMap<string, Buffer> {
  const controls = new Map<string, Buffer>()
  if (envelope.peek() !== 0xa0) return controls
  const list = envelope.inside()
  while (list.more) {
    const control = list.inside(0x30)
    const oid = control.text(0x04)
    if (control.peek() === 0x01) control.bytes()
    controls.set(oid, control.peek() === 0x04 ? control.bytes() : Buffer.alloc(0))
  }
  return controls
}

function texts(list: BerCursor): string[] {
  const found: string[] = []
  while (list.more) found.push(list.text(0x04))
  return found
}
