import { guidBytes } from '../binary.ts'
import { toNumber, toText } from '../conversion.ts'
import { readDate } from '../dates/read-date.ts'
import { entry } from '../function-entry.ts'
import { any } from '../parameter.ts'

export const testFunctions = [
  entry({
    name: 'IsNull',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation: 'True when there is no value. An empty text made by another function is a value.',
    examples: [
      { expression: 'IsNull([displayName])', result: true },
      {
        expression: 'IsNull(Left([displayName], 1))',
        result: false,
        note: 'Left of a missing text is an empty text',
      },
    ],
    call: ([value]) => value === undefined,
  }),
  entry({
    name: 'IsNullOrEmpty',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation: 'True when there is no value or an empty text; the opposite of IsPresent.',
    examples: [
      { expression: 'IsNullOrEmpty([displayName])', result: true },
      { expression: 'IsNullOrEmpty(Left([displayName], 1))', result: true },
    ],
    call: ([value]) => value === undefined || value === '',
  }),
  entry({
    name: 'IsPresent',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation: 'True when there is a value that is not an empty text; the opposite of IsNullOrEmpty.',
    examples: [{ expression: 'IsPresent([mail])', attributes: { mail: 'a@contoso.com' }, result: true }],
    call: ([value]) => value !== undefined && value !== '',
  }),
  entry({
    name: 'IsString',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation:
      'True when the value is a single text; False for numbers, booleans, lists and a missing value.',
    examples: [
      { expression: 'IsString([employeeID])', attributes: { employeeID: '0042' }, result: true },
      { expression: 'IsString([employeeID])', attributes: { employeeID: 42 }, result: false },
    ],
    call: ([value]) => typeof value === 'string',
  }),
  entry({
    name: 'IsEmpty',
    dialects: ['connect'],
    parameters: [any('expression')],
    documentation: 'True when there is a value and it is an empty text.',
    examples: [
      { expression: 'IsEmpty(Left([displayName], 0))', attributes: { displayName: 'Ann' }, result: true },
      { expression: 'IsEmpty([displayName])', result: false },
    ],
    call: ([value]) => value === '',
  }),
  entry({
    name: 'IsDate',
    dialects: ['connect'],
    parameters: [any('expression')],
    documentation: 'True when CDate can read it.',
    examples: [
      { expression: 'IsDate("2013-01-10 4:00 PM -8")', result: true },
      { expression: 'IsDate("2026-02-30")', result: false },
    ],
    call: ([value]) => typeof value === 'string' && readDate(value) !== undefined,
  }),
  entry({
    name: 'IsGuid',
    dialects: ['connect'],
    parameters: [any('GUID')],
    documentation: 'True when CGuid can read it: a GUID with or without braces.',
    examples: [
      { expression: 'IsGuid("{00001111-aaaa-2222-bbbb-3333cccc4444}")', result: true },
      { expression: 'IsGuid("00001111aaaa2222bbbb3333cccc4444")', result: false },
    ],
    call: ([value]) => typeof value === 'string' && guidBytes(value) !== undefined,
  }),
  entry({
    name: 'IsNumeric',
    dialects: ['connect'],
    parameters: [any('expression')],
    documentation: 'True when CNum can read it: a number, or a text that is a decimal number.',
    examples: [
      { expression: 'IsNumeric("-12.5")', result: true },
      { expression: 'IsNumeric("12a")', result: false },
    ],
    call: ([value]) => value !== undefined && toText(value) !== undefined && toNumber(value) !== undefined,
  }),
]
