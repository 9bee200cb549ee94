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
]
