/** One element of DER, the encoding of certificates: a tag and the bytes of its content. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
  /** With tag and length. */
  readonly whole: Buffer
}

export const tags = {
  boolean: 0x01,
  bitString: 0x03,
  oid: 0x06,
  sequence: 0x30,
  bmpString: 0x1e,
  universalString: 0x1c,
  utf8String: 0x0c,
} as const

/** The elements that stand one behind the other. Reads what it is given to its end and no further; a cut element ends the list. */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const tag = bytes[at]!
    const first = bytes[at + 1]!
    const extra = first < 0x80 ? 0 : first & 0x7f
    if (extra > 4 || at + 2 + extra > bytes.length) break
    const length = extra === 0 ? first : bytes.readUIntBE(at + 2, extra)
    const start = at + 2 + extra
    if (start + length > bytes.length) break
    found.push({
      tag,
      content: bytes.subarray(start, start + length),
      whole: bytes.subarray(at, start + length),
    })
    at = start + length
  }
  return found
}

/** `1.2.840.113549.1.1.11` */
export function oidText(content: Buffer): string {
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of content) {
    arc = arc * 128n + BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    if (arcs.length === 0) {
      const root = arc < 40n ? 0n : arc < 80n ? 1n : 2n
      arcs.push(root, arc - root * 40n)
    } else arcs.push(arc)
    arc = 0n
  }
  return arcs.join('.')
}

/** The text of a string element, whatever its alphabet. */
export function stringText({ tag, content }: Element): string {
  if (tag === tags.bmpString)
    return Buffer.from(content.subarray(0, content.length & ~1))
      .swap16()
      .toString('utf16le')
  if (tag === tags.universalString) {
    const points = Array.from({ length: Math.floor(content.length / 4) }, (_, at) =>
      content.readUInt32BE(at * 4),
    )
    return points.map((point) => (point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd')).join('')
  }
  return content.toString(tag === tags.utf8String ? 'utf8' : 'latin1')
}
