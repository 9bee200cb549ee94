/** The encodings a text file of an older system comes in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'windows-1252'

/** The five bytes without a character in Windows-1252, which decoders pass through as C1 controls. */
const unassigned1252 = /[\u0081\u008D\u008F\u0090\u009D]/

/** The encoding of a file by its first bytes: byte order mark, zero bytes of UTF-16, valid UTF-8, else Windows-1252. */
export function detectEncoding(head: Uint8Array): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8'
  if (looksUtf16(head)) return 'utf-16le'
  try {
    // `stream` keeps a character that the sample cuts in two from counting as damage.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

function looksUtf16(head: Uint8Array): boolean {
  const pairs = Math.min(head.length >> 1, 500)
  let zeros = 0
  for (let pair = 0; pair < pairs; pair++) if (head[pair * 2 + 1] === 0) zeros++
  return pairs > 0 && zeros > pairs / 2
}

/** A decoder for consecutive pieces of one file; a byte order mark is left out. */
export function streamingDecoder(encoding: TextEncoding): (piece: Uint8Array, last: boolean) => string {
  const decoder = new TextDecoder(encoding)
  return (piece, last) => decoder.decode(piece, { stream: !last })
}

/** True when decoded text holds bytes that the encoding has no character for. */
export function isDamaged(text: string, encoding: TextEncoding): boolean {
  return encoding === 'windows-1252' ? unassigned1252.test(text) : text.includes('\uFFFD')
}
