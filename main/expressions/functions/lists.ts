import type { Scalar } from '../../../connectors/spi/value.ts'
import { length, lower } from '../characters.ts'
import { toText } from '../conversion.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { maximumText } from '../limits.ts'
import { integer, list, repeating, text } from '../parameter.ts'

const optional = { optional: true } as const

export const listFunctions = [
  entry({
    name: 'Count',
    dialects: ['entra', 'connect'],
    parameters: [list('attribute')],
    documentation: 'How many values an attribute has; 0 when it has none.',
    examples: [
      { expression: 'Count([proxyAddresses])', attributes: { proxyAddresses: ['a', 'b'] }, result: 2 },
      { expression: 'Count([proxyAddresses])', result: 0 },
    ],
    call: ([values]) => values.length,
  }),
  entry({
    name: 'ValueCount',
    dialects: ['connect'],
    parameters: [list('attribute')],
    namesAttribute: true,
    documentation: 'How many values an attribute has, as Count. A text names the attribute.',
    examples: [
      { expression: 'ValueCount([otherTelephone])', attributes: { otherTelephone: ['1', '2'] }, result: 2 },
      { expression: 'ValueCount("otherTelephone")', attributes: { otherTelephone: ['1', '2'] }, result: 2 },
    ],
    call: ([values]) => values.length,
  }),
  entry({
    name: 'Contains',
    dialects: ['connect'],
    parameters: [list('attribute'), text('search'), text('casetype', optional)],
    documentation:
      'The index, from 1, of the first value that has the text in it; 0 when none has. A reference must be the text as a whole, where the attribute is known to hold references. Upper and lower case count unless CaseInsensitive is said.',
    examples: [
      {
        expression:
          'IIF(Contains([proxyAddresses],"SMTP:")>0,[proxyAddresses],Error("No primary SMTP address found."))',
        attributes: { proxyAddresses: ['smtp:b@contoso.com', 'SMTP:a@contoso.com'] },
        result: ['smtp:b@contoso.com', 'SMTP:a@contoso.com'],
      },
      {
        expression:
          'IIF(Contains([proxyAddresses],"SMTP:")>0,[proxyAddresses],Error("No primary SMTP address found."))',
        attributes: { proxyAddresses: ['smtp:b@contoso.com'] },
        error: 'No primary SMTP address found.',
      },
      {
        expression: 'Contains([proxyAddresses],"SMTP:B",CaseInsensitive)',
        attributes: { proxyAddresses: ['smtp:b@contoso.com'] },
        result: 1,
      },
    ],
    call: ([values, search, casetype], site) => {
      const change = ignoresCase(casetype, site) ? lower : (same: string) => same
      const wanted = change(search)
      const isThere =
        site.typeOf(0) === 'reference'
          ? (value: string) => value === wanted
          : (value: string) => value.includes(wanted)
      return values.findIndex((value) => isThere(change(toText(value) ?? ''))) + 1
    },
  }),
  entry({
    name: 'Item',
    dialects: ['connect'],
    parameters: [list('attribute'), integer('index')],
    documentation: 'One value of an attribute; the first has index 1. An index without a value is an error.',
    examples: [
      {
        expression: 'Mid(Item([proxyAddresses],Contains([proxyAddresses], "SMTP:")),6)',
        attributes: { proxyAddresses: ['smtp:b@contoso.com', 'SMTP:a@contoso.com'] },
        result: 'a@contoso.com',
      },
      {
        expression: 'Item([proxyAddresses], 2)',
        attributes: { proxyAddresses: ['a'] },
        error: 'Item: argument 2 (index) must be from 1 to 1: 2',
      },
    ],
    call: ([values, index], site) =>
      values[index - 1] ??
      site.fail(1, index, `must be from 1 to ${values.length}`, 'ItemOrNull gives no value instead.'),
  }),
  entry({
    name: 'ItemOrNull',
    dialects: ['connect'],
    parameters: [list('attribute'), integer('index')],
    documentation: 'One value of an attribute; the first has index 1. No value where the index has none.',
    examples: [
      { expression: 'ItemOrNull([otherPhone], 1)', attributes: { otherPhone: ['1', '2'] }, result: '1' },
      { expression: 'ItemOrNull([otherPhone], 3)', attributes: { otherPhone: ['1', '2'] } },
    ],
    call: ([values, index]) => values[index - 1],
  }),
  entry({
    name: 'Item',
    dialects: ['entra'],
    parameters: [list('attribute'), integer('index')],
    documentation:
      'One value of an attribute; the first has index 1. No value beyond the last; index 0 is an error.',
    examples: [
      { expression: 'Item([proxyAddresses], 1)', attributes: { proxyAddresses: ['a', 'b'] }, result: 'a' },
      { expression: 'Item([proxyAddresses], 3)', attributes: { proxyAddresses: ['a', 'b'] } },
    ],
    call: ([values, index], site) => {
      if (index < 1) site.fail(1, index, 'must be 1 or more', 'The first value has index 1.')
      return values[index - 1]
    },
  }),
  entry({
    name: 'Join',
    dialects: ['entra'],
    parameters: [text('separator'), repeating(list('source'))],
    documentation:
      'The texts put together with the separator between them. Missing and empty ones are skipped; a list gives all its values.',
    examples: [
      {
        expression: 'Join(" ", [first], [last])',
        attributes: { first: 'John', last: 'Smith' },
        result: 'John Smith',
      },
      {
        expression: 'Join(" ", [first], [middle], [last])',
        attributes: { first: 'John', last: 'Smith' },
        result: 'John Smith',
      },
      { expression: 'Join("; ", [roles])', attributes: { roles: ['a', 'b'] }, result: 'a; b' },
    ],
    call: ([separator, sources], site) => {
      const parts: string[] = []
      for (const source of sources) {
        for (const value of source) {
          const part = toText(value)
          if (part) parts.push(part)
        }
      }
      return parts.length > longList ? joined(parts, separator, site) : parts.join(separator)
    },
  }),
  entry({
    name: 'Join',
    dialects: ['connect'],
    parameters: [list('attribute'), text('delimiter', optional)],
    documentation:
      'The values of an attribute put together, with the delimiter between them; a space without one.',
    examples: [
      {
        expression: 'Join([proxyAddresses],",")',
        attributes: { proxyAddresses: ['SMTP:john.doe@contoso.com', 'smtp:jd@contoso.com'] },
        result: 'SMTP:john.doe@contoso.com,smtp:jd@contoso.com',
      },
      { expression: 'Join([roles])', attributes: { roles: ['a', 'b'] }, result: 'a b' },
      { expression: 'Join([roles],"")', attributes: { roles: ['a', 'b'] }, result: 'ab' },
    ],
    call: ([values, delimiter = ' '], site) =>
      joined(
        values.map((value) => toText(value) ?? ''),
        delimiter,
        site,
      ),
  }),
  entry({
    name: 'RemoveDuplicates',
    dialects: ['entra', 'connect'],
    parameters: [list('attribute')],
    documentation:
      'The values of an attribute, each once, in the order of their first appearance. Case counts.',
    examples: [
      {
        expression: 'RemoveDuplicates([proxyAddresses])',
        attributes: { proxyAddresses: ['a', 'b', 'a', 'A'] },
        result: ['a', 'b', 'A'],
      },
    ],
    call: ([values]) => [...new Set<Scalar>(values)],
  }),
  entry({
    name: 'Split',
    dialects: ['connect'],
    parameters: [text('value'), text('delimiter'), integer('limit', optional)],
    documentation:
      'The parts of a text between the delimiters, a single character each; with a limit the last part is what remains. Nothing is trimmed or left out.',
    examples: [
      {
        expression: 'Split("SMTP:john.doe@contoso.com,smtp:jd@contoso.com",",")',
        result: ['SMTP:john.doe@contoso.com', 'smtp:jd@contoso.com'],
      },
      { expression: 'Split("a,b,c",",",2)', result: ['a', 'b,c'] },
    ],
    call: ([source, delimiter, limit], site) => {
      if (length(delimiter) !== 1) site.fail(1, delimiter, 'must be a single character')
      if (limit !== undefined && limit < 1) site.fail(2, limit, 'must be 1 or more')
      const parts = source.split(delimiter)
      if (limit === undefined || parts.length <= limit) return parts
      return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(delimiter)]
    },
  }),
  entry({
    name: 'Split',
    dialects: ['entra'],
    parameters: [text('source'), text('delimiter')],
    documentation:
      'The parts of a text between the delimiters, without the spaces around them and without empty parts.',
    examples: [
      {
        expression: 'Split([extensionAttribute5], ",")',
        attributes: { extensionAttribute5: 'PermissionSetOne, PermissionSetTwo' },
        result: ['PermissionSetOne', 'PermissionSetTwo'],
      },
    ],
    call: ([source, delimiter], site) => {
      if (delimiter === '') site.fail(1, delimiter, 'may not be empty')
      return source
        .split(delimiter)
        .map((part) => part.trim())
        .filter((part) => part !== '')
    },
  }),
]

/** Shorter lists of attribute values stay far below the limit of a text. */
const longList = 1_000

/** Looked at before it is made: the separator stands between many values. */
function joined(parts: readonly string[], separator: string, site: CallSite): string {
  const total = parts.reduce((sum, part) => sum + part.length + separator.length, 0)
  if (total > maximumText)
    site.fail(0, undefined, `makes a text of about ${total} characters; ${maximumText} is the limit`)
  return parts.join(separator)
}

function ignoresCase(casetype: string | undefined, site: CallSite): boolean {
  const said = (casetype ?? 'CaseSensitive').toLowerCase()
  if (said !== 'casesensitive' && said !== 'caseinsensitive')
    site.fail(2, casetype, 'must be CaseSensitive or CaseInsensitive')
  return said === 'caseinsensitive'
}
