/** A security identifier as text, `S-1-5-21-…-1104`; undefined when the bytes are not one. */
export function sidText(bytes: Buffer): string | undefined {
  const count = bytes[1]
  if (bytes[0] !== 1 || count === undefined || bytes.length !== 8 + 4 * count) return undefined
  const parts: (string | number)[] = ['S', 1, bytes.readUIntBE(2, 6)]
  for (let i = 0; i < count; i++) parts.push(bytes.readUInt32LE(8 + 4 * i))
  return parts.join('-')
}

/** The stored form of a SID; undefined when the text is not one. */
export function sidBytes(text: string): Buffer | undefined {
  const match = /^S-1-(\d{1,15})((?:-\d{1,10}){1,15})$/i.exec(text)
  if (!match) return undefined
  const parts = (match[2] as string).slice(1).split('-').map(Number)
  if (parts.some((part) => part > 0xffffffff)) return undefined
  const bytes = Buffer.alloc(8 + 4 * parts.length)
  bytes[0] = 1
  bytes[1] = parts.length
  bytes.writeUIntBE(Number(match[1]), 2, 6)
  parts.forEach((part, index) => {
    bytes.writeUInt32LE(part, 8 + 4 * index)
  })
  return bytes
}
