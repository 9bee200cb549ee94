/** The bytes of Base64 text; undefined when it is not that. Line ends and missing padding are forgiven, as .NET forgives white space. */
export function fromBase64(text: string): Buffer | undefined {
  const bare = text.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined
  const digits = bare.replace(/=+$/, '')
  if (digits.length % 4 === 1 || (bare.length !== digits.length && bare.length % 4 !== 0)) return undefined
  return Buffer.from(digits, 'base64')
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const guid =
  /^(?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** The sixteen bytes of a GUID as .NET and Active Directory order them: the first three groups little-endian. */
export function guidBytes(text: string): Buffer | undefined {
  if (!guid.test(text)) return undefined
  return swapped(Buffer.from(text.replace(/[{}-]/g, ''), 'hex'))
}

/** The opposite of `guidBytes`; undefined for anything but sixteen bytes. */
export function guidText(bytes: Buffer): string | undefined {
  if (bytes.length !== 16) return undefined
  return swapped(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function swapped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  copy.subarray(0, 4).reverse()
  copy.subarray(4, 6).reverse()
  copy.subarray(6, 8).reverse()
  return copy
}

/** `S-1-5-…` of a security identifier's bytes; undefined when they are not one. */
export function sidText(bytes: Buffer): string | undefined {
  const count = bytes[1] ?? 0
  if (bytes.length < 8 || bytes[0] !== 1 || bytes.length !== 8 + 4 * count) return undefined
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index))
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-')
}
