import { fromBase64, toBase64 } from '../binary.ts'
import { entry } from '../function-entry.ts'
import { text } from '../parameter.ts'

type Encoding = 'utf-16le' | 'utf-8' | 'ascii'

const encodings: Readonly<Record<string, Encoding>> = { unicode: 'utf-16le', utf8: 'utf-8', ascii: 'ascii' }

export const encodingFunctions = [
  entry({
    name: 'ConvertToBase64',
    dialects: ['entra', 'connect'],
    parameters: [text('source')],
    documentation:
      'A text as Base64 of its UTF-16 (little-endian) bytes; a binary value as Base64 of its own bytes, where the attribute is known to be binary.',
    examples: [{ expression: 'ConvertToBase64("Hello world!")', result: 'SABlAGwAbABvACAAdwBvAHIAbABkACEA' }],
    call: ([source], site) => {
      if (site.typeOf(0) === 'binary') return source
      return toBase64(Buffer.from(source, 'utf16le'))
    },
  }),
  entry({
    name: 'ConvertFromBase64',
    dialects: ['connect'],
    parameters: [text('source'), text('encoding', { optional: true })],
    documentation:
      'The text that was written as Base64; its bytes are Unicode (UTF-16) unless UTF8 or ASCII is said.',
    examples: [
      { expression: 'ConvertFromBase64("SABlAGwAbABvACAAdwBvAHIAbABkACEA")', result: 'Hello world!' },
      { expression: 'ConvertFromBase64("SGVsbG8gd29ybGQh", UTF8)', result: 'Hello world!' },
    ],
    call: ([source, name = 'Unicode'], site) => {
      const encoding = Object.hasOwn(encodings, name.toLowerCase())
        ? encodings[name.toLowerCase()]
        : undefined
      if (!encoding) return site.fail(1, name, 'must be Unicode, UTF8 or ASCII')
      const bytes = fromBase64(source)
      if (!bytes) return site.fail(0, source, 'must be Base64')
      return decoded(bytes, encoding) ?? site.fail(0, source, `is not text in ${name}`)
    },
  }),
  entry({
    name: 'ConvertToUTF8Hex',
    dialects: ['entra', 'connect'],
    parameters: [text('source')],
    documentation: 'The UTF-8 bytes of a text in hexadecimal.',
    examples: [
      { expression: 'ConvertToUTF8Hex("Hello world!")', result: '48656C6C6F20776F726C6421' },
      { expression: 'ConvertToUTF8Hex("é")', result: 'C3A9' },
    ],
    call: ([source]) => Buffer.from(source, 'utf8').toString('hex').toUpperCase(),
  }),
  entry({
    name: 'ConvertFromUTF8Hex',
    dialects: ['connect'],
    parameters: [text('source')],
    documentation: 'The text whose UTF-8 bytes are written in hexadecimal.',
    examples: [{ expression: 'ConvertFromUTF8Hex("48656C6C6F20776F726C6421")', result: 'Hello world!' }],
    call: ([source], site) => {
      const bytes = /^(?:[0-9a-f]{2})*$/i.test(source) ? Buffer.from(source, 'hex') : undefined
      if (!bytes) return site.fail(0, source, 'must be pairs of hexadecimal digits')
      return decoded(bytes, 'utf-8') ?? site.fail(0, source, 'is not text in UTF-8')
    },
  }),
]

/** Undefined when the bytes are no text in that encoding. */
function decoded(bytes: Buffer, encoding: Encoding): string | undefined {
  if (encoding === 'ascii') return bytes.every((byte) => byte < 128) ? bytes.toString('latin1') : undefined
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
