import { entry } from '../function-entry.ts'
import { text } from '../parameter.ts'

/** Letters that Unicode does not take apart but the documented table does. */
const latin: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  ø: 'oe',
  Ø: 'OE',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
}
const plain = /^[\p{ASCII}]*$/u
const markedLatin = /(\p{Script=Latin})[\u0300-\u036f]+/gu

export const nameFunctions = [
  entry({
    name: 'NormalizeDiacritics',
    dialects: ['entra'],
    parameters: [text('source')],
    documentation:
      'Latin letters without their accents, as in the documented table: ä→a, ø→oe, æ→ae, ß→ss, ł→l. Other scripts stay as they are.',
    examples: [
      { expression: 'NormalizeDiacritics([givenName])', attributes: { givenName: 'Zoë' }, result: 'Zoe' },
      { expression: 'NormalizeDiacritics("Søren Weiß")', result: 'Soeren Weiss' },
      { expression: 'NormalizeDiacritics("Müller")', result: 'Muller', note: 'not Mueller' },
    ],
    call: ([source]) => {
      if (plain.test(source)) return source
      const bare = source.normalize('NFD').replace(markedLatin, '$1').normalize('NFC')
      return bare.replace(/[ßæÆøØœŒłŁı]/g, (letter) => latin[letter] ?? letter)
    },
  }),
  entry({
    name: 'EscapeDNComponent',
    dialects: ['entra', 'connect'],
    parameters: [text('component')],
    documentation:
      'One part of a distinguished name with the characters escaped that RFC 4514 reserves; an attribute type before it (`CN=`) stays. In `entra` an extension.',
    examples: [
      { expression: 'EscapeDNComponent([cn])', attributes: { cn: 'Smith, John' }, result: 'Smith\\, John' },
      { expression: 'EscapeDNComponent("CN=#1 ""A+B""")', result: 'CN=\\#1 \\"A\\+B\\"' },
      { expression: 'EscapeDNComponent(" x ")', result: '\\ x\\ ' },
    ],
    call: ([component]) => {
      const type = /^[A-Za-z][A-Za-z0-9-]*=/.exec(component)?.[0] ?? ''
      return type + escapeValue(component.slice(type.length))
    },
  }),
]

function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!^\\) $/, '\\ ')
    .replace(
      /[\0\r\n]/g,
      (control) => `\\${control.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
}
