import { find, length, lower, slice } from '../characters.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { integer, text } from '../parameter.ts'

const maximumPadding = 100_000

export const textFunctions = [
  entry({
    name: 'Append',
    dialects: ['entra'],
    parameters: [text('source'), text('suffix', { seesMissing: true })],
    documentation: 'The suffix put behind the source. No source, no value; no suffix, the source alone.',
    examples: [
      {
        expression: 'Append([userPrincipalName], ".test")',
        attributes: { userPrincipalName: 'John.Doe@contoso.com' },
        result: 'John.Doe@contoso.com.test',
      },
      {
        expression: 'Append(Mid([givenName], 1, 3), Mid([surname], 1, 5))',
        attributes: { givenName: 'John', surname: 'Doe' },
        result: 'JohDoe',
      },
      { expression: 'Append([userPrincipalName], ".test")' },
    ],
    call: ([source, suffix]) => source + (suffix ?? ''),
  }),
  entry({
    name: 'InStr',
    dialects: ['entra', 'connect'],
    parameters: [
      text('value1', { seesMissing: true }),
      text('value2', { seesMissing: true }),
      integer('start', { optional: true }),
      text('compareType', { optional: true }),
    ],
    documentation:
      'Where value2 begins in value1, from 1; 0 when it is not there. The search begins at start and tells upper from lower case unless compareType is vbTextCompare.',
    examples: [
      { expression: 'InStr("The quick brown fox", "quick")', result: 5 },
      { expression: 'InStr("repEated", "e", 3, vbBinaryCompare)', result: 7 },
      { expression: 'InStr("repEated", "e", 3, vbTextCompare)', result: 4 },
    ],
    call: ([value1, value2, start, compare], site) => {
      if (start !== undefined && start < 1)
        site.fail(2, start, 'must be 1 or more', 'The first character has position 1.')
      if (value1 === undefined || value2 === undefined) return 0
      const change = compare === 'vbTextCompare' ? lower : (same: string) => same
      return find(change(value1), change(value2), (start ?? 1) - 1) + 1
    },
  }),
  entry({
    name: 'Left',
    dialects: ['entra', 'connect'],
    parameters: [text('source', { seesMissing: true }), integer('count')],
    documentation:
      'The first characters of a text. A count of 0 gives an empty text, a negative one the whole text.',
    examples: [
      { expression: 'Left("John Doe", 3)', result: 'Joh' },
      { expression: 'Left("John", -1)', result: 'John' },
      { expression: 'Left("John", 9)', result: 'John' },
    ],
    call: ([source = '', count]) => (count < 0 ? source : slice(source, 0, count)),
  }),
  entry({
    name: 'InStrRev',
    dialects: ['connect'],
    parameters: [
      text('stringcheck', { seesMissing: true }),
      text('stringmatch', { seesMissing: true }),
      integer('start', { optional: true }),
      text('compare', { optional: true }),
    ],
    documentation:
      'Where stringmatch stands last in stringcheck, from 1; 0 when it is not there. The search goes from start, or the end, to the beginning.',
    examples: [
      { expression: 'InStrRev("abbcdbbbef", "bb")', result: 7 },
      { expression: 'InStrRev("abbcdbbbef", "bb", 6)', result: 2 },
      { expression: 'InStrRev("abBc", "BB", 4, vbTextCompare)', result: 2 },
    ],
    call: ([value1 = '', value2 = '', start, compare], site) => {
      if (start !== undefined && start < 1)
        site.fail(2, start, 'must be 1 or more', 'The first character has position 1.')
      const change = compare === 'vbTextCompare' ? lower : (same: string) => same
      const whole = change(value1)
      const until = start === undefined ? whole : slice(whole, 0, start)
      const at = value2 === '' ? -1 : until.lastIndexOf(change(value2))
      return at < 0 ? 0 : length(until.slice(0, at)) + 1
    },
  }),
  entry({
    name: 'Right',
    dialects: ['connect'],
    parameters: [text('string', { seesMissing: true }), integer('numChars')],
    documentation:
      'The last characters of a text. A count of 0 gives an empty text, a negative one the whole text.',
    examples: [
      { expression: 'Right("John Doe", 3)', result: 'Doe' },
      { expression: 'Right("John", -1)', result: 'John' },
    ],
    call: ([source = '', count]) => {
      const all = length(source)
      return count < 0 || count >= all ? source : slice(source, all - count)
    },
  }),
  entry({
    name: 'Mid',
    dialects: ['connect'],
    parameters: [
      text('string', { seesMissing: true }),
      integer('start'),
      integer('numChars', { optional: true }),
    ],
    documentation:
      'A piece of a text from a position on, the first being 1; all that follows where no number is given. A start before the text or behind it, and a negative number, give the whole text.',
    examples: [
      { expression: 'Mid("John Doe", 3, 5)', result: 'hn Do' },
      { expression: 'Mid("John Doe", 6, 999)', result: 'Doe' },
      { expression: 'Mid("SMTP:a@contoso.com", 6)', result: 'a@contoso.com' },
      { expression: 'Mid("John", 9, 1)', result: 'John' },
    ],
    call: ([source = '', start, count]) => {
      if (start < 1 || start > length(source) || (count !== undefined && count < 0)) return source
      return slice(source, start - 1, count === undefined ? undefined : start - 1 + count)
    },
  }),
  entry({
    name: 'Len',
    dialects: ['connect'],
    parameters: [text('value')],
    documentation: 'How many characters a text has.',
    examples: [{ expression: 'Len("John Doe")', result: 8 }],
    call: ([source]) => length(source),
  }),
  entry({
    name: 'LTrim',
    dialects: ['connect'],
    parameters: [text('value')],
    documentation: 'The text without white space at its beginning.',
    examples: [{ expression: 'LTrim(" Test ")', result: 'Test ' }],
    call: ([source]) => source.trimStart(),
  }),
  entry({
    name: 'RTrim',
    dialects: ['connect'],
    parameters: [text('value')],
    documentation: 'The text without white space at its end.',
    examples: [{ expression: 'RTrim(" Test ")', result: ' Test' }],
    call: ([source]) => source.trimEnd(),
  }),
  entry({
    name: 'PadLeft',
    dialects: ['connect'],
    parameters: [text('string', { seesMissing: true }), integer('length'), text('padCharacter')],
    documentation:
      'The text with so many of one character before it that it has the length; as it is when it has it already. A missing text stays empty.',
    examples: [
      { expression: 'PadLeft("User", 10, "0")', result: '000000User' },
      { expression: 'PadLeft("User", 3, "0")', result: 'User' },
    ],
    call: ([source, size, pad], site) => padding(source, size, pad, site) + (source ?? ''),
  }),
  entry({
    name: 'PadRight',
    dialects: ['connect'],
    parameters: [text('string', { seesMissing: true }), integer('length'), text('padCharacter')],
    documentation:
      'The text with so many of one character behind it that it has the length; as it is when it has it already. A missing text stays empty.',
    examples: [{ expression: 'PadRight("User", 10, "0")', result: 'User000000' }],
    call: ([source, size, pad], site) => (source ?? '') + padding(source, size, pad, site),
  }),
  entry({
    name: 'Mid',
    dialects: ['entra'],
    parameters: [text('source'), integer('start'), integer('length')],
    documentation: 'A piece of a text; the first character has position 1. It ends where the text ends.',
    examples: [
      { expression: 'Mid("John Doe", 3, 5)', result: 'hn Do' },
      { expression: 'Mid("John", 3, 50)', result: 'hn' },
      { expression: 'Mid("John", 9, 1)' },
    ],
    call: ([source, start, count], site) => {
      if (start < 1) site.fail(1, start, 'must be 1 or more', 'The first character has position 1.')
      if (count < 0) site.fail(2, count, 'must be 0 or more')
      return slice(source, start - 1, start - 1 + count)
    },
  }),
  entry({
    name: 'StripSpaces',
    dialects: ['entra'],
    parameters: [text('source')],
    documentation: 'The text without its space characters; tabs and line ends stay.',
    examples: [{ expression: 'StripSpaces("van der Berg")', result: 'vanderBerg' }],
    call: ([source]) => source.replaceAll(' ', ''),
  }),
  entry({
    name: 'Trim',
    dialects: ['entra', 'connect'],
    parameters: [text('source')],
    documentation: 'The text without white space at its ends. In `entra` an extension.',
    examples: [{ expression: 'Trim("  Test ")', result: 'Test' }],
    call: ([source]) => source.trim(),
  }),
  entry({
    name: 'Word',
    dialects: ['entra', 'connect'],
    parameters: [text('source', { seesMissing: true }), integer('number'), text('delimiters')],
    documentation:
      'One word of a text, from 1, where each of the delimiter characters ends a word. An empty text when there is no such word.',
    examples: [
      { expression: 'Word("The quick brown fox", 3, " ")', result: 'brown' },
      { expression: 'Word("This,string!has&many separators", 3, ",!&#")', result: 'has' },
      { expression: 'Word("one", 2, " ")' },
    ],
    call: ([source = '', number, delimiters]) => {
      if (length(delimiters) === 0) return number === 1 ? source : ''
      const ends = new Set(delimiters)
      const words: string[] = []
      let word = ''
      for (const character of source) {
        if (!ends.has(character)) word += character
        else if (word) {
          words.push(word)
          word = ''
        }
      }
      if (word) words.push(word)
      return words[number - 1] ?? ''
    },
  }),
]

function padding(source: string | undefined, size: number, pad: string, site: CallSite): string {
  if (length(pad) !== 1) site.fail(2, pad, 'must be a single character')
  if (size > maximumPadding) site.fail(1, size, `must not be above ${maximumPadding}`)
  return source === undefined ? '' : pad.repeat(Math.max(0, size - length(source)))
}
