import { lower, upper } from '../characters.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { text } from '../parameter.ts'

/** A run of letters and whatever else is no separator to .NET's ToTitleCase; an apostrophe belongs to the word. */
const titleWord = /\p{L}(?:['\p{L}\p{M}\p{N}]|[^\s\p{Cc}\p{Cf}\p{P}\p{S}\p{Z}])*/gu

export const letterCaseFunctions = [
  entry({
    name: 'ToLower',
    dialects: ['entra'],
    parameters: [text('source'), text('culture', { optional: true })],
    documentation: 'The text in lower case, by the rules of no culture or of the one named (`tr-TR`).',
    examples: [
      {
        expression: 'ToLower([mail])',
        attributes: { mail: 'John.Smith@Contoso.com' },
        result: 'john.smith@contoso.com',
      },
      { expression: 'ToLower("TITIZ", "tr-TR")', result: 'tıtız' },
    ],
    call: ([source, culture], site) => inCulture(() => lower(source, culture), culture, site),
  }),
  entry({
    name: 'ToUpper',
    dialects: ['entra'],
    parameters: [text('source'), text('culture', { optional: true })],
    documentation: 'The text in upper case, letter by letter: ß stays ß.',
    examples: [
      { expression: 'ToUpper("straße")', result: 'STRAßE' },
      { expression: 'ToUpper([code])', attributes: { code: 'ab-1' }, result: 'AB-1' },
    ],
    call: ([source, culture], site) => inCulture(() => upper(source, culture), culture, site),
  }),
  entry({
    name: 'LCase',
    dialects: ['connect'],
    parameters: [text('value')],
    documentation: 'The text in lower case.',
    examples: [{ expression: 'LCase("TeSt")', result: 'test' }],
    call: ([source]) => lower(source),
  }),
  entry({
    name: 'UCase',
    dialects: ['connect'],
    parameters: [text('value')],
    documentation: 'The text in upper case, letter by letter: ß stays ß.',
    examples: [{ expression: 'UCase("TeSt")', result: 'TEST' }],
    call: ([source]) => upper(source),
  }),
  entry({
    name: 'PCase',
    dialects: ['connect'],
    parameters: [text('string')],
    documentation:
      'Each word with a capital first letter and small ones after it. Words end at spaces, and at nothing else.',
    examples: [
      { expression: 'PCase("TEsT")', result: 'Test' },
      { expression: 'PCase(LCase("TEST"))', result: 'Test' },
      { expression: 'PCase("anna-maria o\'brien")', result: "Anna-maria O'brien" },
    ],
    call: ([source]) => capitalizedAfter(lower(source), ' '),
  }),
  entry({
    name: 'PCase',
    dialects: ['entra'],
    parameters: [text('source'), text('wordSeparators', { optional: true })],
    documentation:
      'Each word with a capital first letter and small ones after it. Words end at spaces, punctuation (but not at an apostrophe) and symbols, or only at the characters given.',
    examples: [
      {
        expression: 'PCase([name])',
        attributes: { name: 'PABLO GONSALVES (SECOND)' },
        result: 'Pablo Gonsalves (Second)',
      },
      {
        expression: 'PCase([name], " \'-")',
        attributes: { name: "PINTO-DE'SILVA" },
        result: "Pinto-De'Silva",
      },
      {
        expression: 'PCase("o\'brien")',
        result: "O'brien",
        note: "name the apostrophe as a separator to get O'Brien",
      },
    ],
    call: ([source, separators]) => {
      const small = lower(source)
      return separators ? capitalizedAfter(small, separators) : small.replace(titleWord, capitalized)
    },
  }),
]

function capitalized(word: string): string {
  const [first = ''] = word
  return upper(first) + word.slice(first.length)
}

function capitalizedAfter(text: string, separators: string): string {
  const ends = new Set(separators)
  let atStart = true
  return Array.from(text, (character) => {
    const result = atStart ? upper(character) : character
    atStart = ends.has(character)
    return result
  }).join('')
}

function inCulture(change: () => string, culture: string | undefined, site: CallSite): string {
  try {
    return change()
  } catch {
    return site.fail(1, culture, 'must be the name of a culture', 'Write it like de-DE, or leave it out.')
  }
}
