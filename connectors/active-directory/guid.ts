/**
 * GUIDs as Active Directory stores them: sixteen bytes, the first three groups little-endian. As text they are the anchors of this
 * connector.
 */

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Where each byte of the text is found in the stored form. */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/** Sixteen bytes → `6b29fc40-ca47-1067-b31d-00dd010662da`; undefined when they are not sixteen. */
export function guidText(bytes: Buffer): string | undefined {
  if (bytes.length !== 16) return undefined
  const hex = order.map((at) => (bytes[at] as number).toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The stored form of a GUID; undefined when the text is not one. */
export function guidBytes(text: string): Buffer | undefined {
  if (!shape.test(text)) return undefined
  const plain = Buffer.from(text.replaceAll('-', ''), 'hex')
  const bytes = Buffer.alloc(16)
  order.forEach((at, index) => {
    bytes[at] = plain[index] as number
  })
  return bytes
}

/** A DN that names the object whatever its place is: `<GUID=6b29fc40-…>`. */
export function guidDn(anchor: string): string {
  return `<GUID=${anchor}>`
}
