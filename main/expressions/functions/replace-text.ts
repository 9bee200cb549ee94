import { length } from '../characters.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { maximumText } from '../limits.ts'
import { text } from '../parameter.ts'

const monikers: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t' }

export const replaceTextFunctions = [
  entry({
    name: 'Replace',
    dialects: ['connect'],
    parameters: [text('string'), text('oldValue'), text('newValue')],
    documentation:
      'Every oldValue replaced by newValue, upper and lower case apart. In both, \\n is a new line, \\r a carriage return and \\t a tab.',
    examples: [
      {
        expression: 'Replace([address],"\\r\\n",", ")',
        attributes: { address: 'One Microsoft Way\r\nRedmond, WA\r\nUSA' },
        result: 'One Microsoft Way, Redmond, WA, USA',
      },
      { expression: 'Replace("555-01","-","")', result: '55501' },
    ],
    call: ([source, oldValue, newValue], site) => {
      const [wanted, replacement] = [withMonikers(oldValue), withMonikers(newValue)]
      if (wanted === '') return site.fail(1, oldValue, 'may not be empty')
      if (source.length * (replacement.length + 1) > maximumText) {
        const found = source.split(wanted).length - 1
        if (source.length + found * replacement.length > maximumText)
          site.fail(0, source, `makes a text of more than ${maximumText} characters`)
      }
      return source.replaceAll(wanted, () => replacement)
    },
  }),
  entry({
    name: 'ReplaceChars',
    dialects: ['connect'],
    parameters: [text('string'), text('replacePattern')],
    documentation:
      'Single characters replaced by what stands behind their colon: `ö:oe,ß:ss`, nothing after the colon takes the character away. White space in the pattern means nothing; a comma and a colon cannot be replaced.',
    examples: [
      {
        expression: 'ReplaceChars("Räksmörgås",%ReplaceString%)',
        parameters: { ReplaceString: '’:,Å:A,Ä:A,Ö:O,å:a,ä:a,ö:o' },
        result: 'Raksmorgas',
      },
      {
        expression: 'ReplaceChars("O’Neil",%ReplaceString%)',
        parameters: { ReplaceString: '’:,Å:A,Ä:A,Ö:O,å:a,ä:a,ö,o' },
        result: 'ONeil',
      },
    ],
    call: ([source, pattern], site) => {
      const dictionary = readDictionary(pattern, site)
      let result = ''
      for (const character of source) {
        result += dictionary.get(character) ?? character
        if (result.length > maximumText)
          site.fail(0, source, `makes a text of more than ${maximumText} characters`)
      }
      return result
    },
  }),
]

function withMonikers(text: string): string {
  return text.replace(/\\[nrt]/g, (moniker) => monikers[moniker] ?? moniker)
}

/** The documented example writes its last pair with a comma, `ö,o`: two characters that stand alone are a pair, too. */
function readDictionary(pattern: string, site: CallSite): ReadonlyMap<string, string> {
  const dictionary = new Map<string, string>()
  const bare = pattern.replace(/\s+/g, '')
  if (bare === '') return dictionary
  const parts = bare.split(',')
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!
    const colon = part.indexOf(':')
    const source = colon < 0 ? part : part.slice(0, colon)
    if (length(source) !== 1)
      site.fail(1, pattern, 'must be pairs of one character and its replacement', 'Write it like ö:oe,ß:ss.')
    if (colon >= 0) dictionary.set(source, part.slice(colon + 1))
    else {
      const target = parts[++index]
      if (target === undefined || target.includes(':'))
        return site.fail(
          1,
          pattern,
          `has a character without a colon ("${source}")`,
          'Write it like ö:oe,ß:ss.',
        )
      dictionary.set(source, target)
    }
  }
  return dictionary
}
