import { parseDn, type Rdn } from '../../../connectors/kit/dn.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { integer, text } from '../parameter.ts'

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
  entry({
    name: 'DNComponent',
    dialects: ['connect'],
    parameters: [text('dn'), integer('componentNumber')],
    documentation:
      'The value of one component of a distinguished name, without its attribute type and escapes but those of line ends; the first from the left is 1. No value where there is no such component.',
    examples: [
      {
        expression: 'DNComponent(CRef([dn]),1)',
        attributes: { dn: 'cn=Joe,ou=Atlanta,dc=contoso,dc=com' },
        result: 'Joe',
      },
      {
        expression: 'DNComponent(CRef([dn]),1)',
        attributes: { dn: 'CN=Smith\\, John,OU=US' },
        result: 'Smith, John',
      },
      {
        expression: 'DNComponent(CRef([dn]),1)',
        attributes: { dn: 'CN=Smith\\0ACNF:1f3a,OU=US' },
        result: 'Smith\\0ACNF:1f3a',
      },
    ],
    call: ([dn, number], site) => componentOf(components(dn, site), number, site),
  }),
  entry({
    name: 'DNComponentRev',
    dialects: ['connect'],
    parameters: [text('dn'), integer('componentNumber'), text('options', { optional: true })],
    documentation: 'As DNComponent, from the right; with the option DC the `dc=` components do not count.',
    examples: [
      {
        expression: 'DNComponentRev(CRef([dn]),3)',
        attributes: { dn: 'cn=Joe,ou=Atlanta,ou=GA,ou=US, dc=contoso,dc=com' },
        result: 'US',
      },
      {
        expression: 'DNComponentRev(CRef([dn]),1,"DC")',
        attributes: { dn: 'cn=Joe,ou=Atlanta,ou=GA,ou=US, dc=contoso,dc=com' },
        result: 'US',
      },
    ],
    call: ([dn, number, option], site) => {
      if (option !== undefined && option.toUpperCase() !== 'DC')
        site.fail(2, option, 'must be DC, or left out')
      const all = components(dn, site)
      const counted =
        option === undefined ? all : all.filter((rdn) => rdn[0]?.attribute.toLowerCase() !== 'dc')
      return componentOf([...counted].reverse(), number, site)
    },
  }),
]

function components(dn: string, site: CallSite): readonly Rdn[] {
  try {
    return parseDn(dn)
  } catch {
    return site.fail(0, dn, 'must be a distinguished name')
  }
}

function componentOf(all: readonly Rdn[], number: number, site: CallSite): string | undefined {
  if (number < 1) site.fail(1, number, 'must be 1 or more', 'The first component has number 1.')
  return all[number - 1]?.map(({ value }) => controlsEscaped(value)).join('+')
}

function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/(?<!^\\) $/, '\\ ')
    .replace(control, written)
}

/** Characters that no name is read with stay as the DN writes them: `\0ACNF:` marks an object that lost a conflict of replication. */
const controlsEscaped = (value: string): string => value.replace(control, written)

const control = /[\0\r\n]/g
const written = (one: string): string => `\\${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
