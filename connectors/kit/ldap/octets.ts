/** One value as a server sent it. A Buffer is one; an answer's values are `Octets`. */
export interface RawValue {
  /** In bytes. */
  readonly length: number
  toString(encoding: 'utf8' | 'base64'): string
}

/** The part of a message that an entry takes up, once as bytes and, if it is not too long, once as text with a character for each byte. */
export interface EntryBytes {
  readonly message: Buffer
  readonly start: number
  /** Latin-1 of the bytes from `start` on; undefined for an entry that is too long to be copied as a whole. */
  readonly text: string | undefined
  /** No byte is beyond ASCII: each character of the text is one of the value. */
  readonly isAscii: boolean
}

/**
 * A value's place in the message it came with. A page of a directory has tens of thousands of values, most of which are looked at once, as text:
 * a Buffer for each costs more than everything else that is done with them.
 */
export class Octets implements RawValue {
  readonly #entry: EntryBytes
  readonly #start: number
  readonly length: number

  constructor(entry: EntryBytes, start: number, end: number) {
    this.#entry = entry
    this.#start = start
    this.length = end - start
  }

  toString(encoding: 'utf8' | 'base64'): string {
    return this.#entry.message.toString(encoding, this.#start, this.#start + this.length)
  }

  /**
   * The value as UTF-8 text, cut out of its entry's text where that is ASCII: a fifth of what decoding it costs. The engine may keep the whole
   * entry's text in memory as long as the value, so this is for what goes on its way with the entry, not for what is remembered.
   */
  passingText(): string {
    const { text, start, isAscii } = this.#entry
    if (text === undefined) return this.toString('utf8')
    const from = this.#start - start
    const to = from + this.length
    // Of an entry with a name like Zoë most values are ASCII nevertheless.
    if (!isAscii)
      for (let at = from; at < to; at++) if (text.charCodeAt(at) > 0x7f) return this.toString('utf8')
    return text.slice(from, to)
  }

  /** A view of the message, not a copy. */
  bytes(): Buffer {
    return this.#entry.message.subarray(this.#start, this.#start + this.length)
  }
}

/** A value's text, for what is not kept longer than the entry: see `Octets.passingText`. */
export const passingText = (value: RawValue): string =>
  value instanceof Octets ? value.passingText() : value.toString('utf8')

export const bytesOf = (value: RawValue): Buffer =>
  value instanceof Octets
    ? value.bytes()
    : Buffer.isBuffer(value)
      ? value
      : Buffer.from(value.toString('base64'), 'base64')

/** Names of attributes: the same few come with every entry, so each is decoded when it is met first. */
export class NameTable {
  readonly #slots: ({ readonly bytes: Buffer; readonly name: string } | undefined)[] = new Array(slots)

  name(message: Buffer, start: number, end: number): string {
    const length = end - start
    const at =
      (length * 31 +
        (message[start] ?? 0) * 7 +
        (message[start + (length >> 1)] ?? 0) * 131 +
        (message[end - 1] ?? 0)) %
      slots
    const known = this.#slots[at]
    if (known !== undefined && known.bytes.length === length && same(known.bytes, message, start))
      return known.name
    const bytes = Buffer.from(message.subarray(start, end))
    const name = bytes.toString('utf8')
    this.#slots[at] = { bytes, name }
    return name
  }
}

const slots = 1021

function same(bytes: Buffer, message: Buffer, start: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== message[start + i]) return false
  return true
}
