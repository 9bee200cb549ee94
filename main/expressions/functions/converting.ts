import { toCondition } from '../conversion.ts'
import { entry } from '../function-entry.ts'
import { any, text } from '../parameter.ts'

export const convertingFunctions = [
  entry({
    name: 'CBool',
    dialects: ['entra', 'connect'],
    parameters: [any('expression')],
    documentation:
      'True for True, "True" and any number but zero; False for False, "False", zero and a missing value. Any other text is an error.',
    examples: [
      { expression: 'CBool([a] = [b])', attributes: { a: 'x', b: 'x' }, result: true },
      { expression: 'CBool([flag])', attributes: { flag: '0' }, result: false },
    ],
    call: ([value], site) => {
      if (value === undefined) return false
      return toCondition(value) ?? site.fail(0, value, 'must be a boolean, a number, "True" or "False"')
    },
  }),
  entry({
    name: 'CStr',
    dialects: ['entra', 'connect'],
    parameters: [text('value')],
    documentation: 'The value as text; booleans read True and False.',
    examples: [
      {
        expression: 'CStr([dn])',
        attributes: { dn: 'cn=Joe,dc=contoso,dc=com' },
        result: 'cn=Joe,dc=contoso,dc=com',
      },
      { expression: 'CStr([active])', attributes: { active: true }, result: 'True' },
      { expression: 'CStr([level])', attributes: { level: 7 }, result: '7' },
    ],
    call: ([value]) => value,
  }),
  entry({
    name: 'Not',
    dialects: ['entra'],
    parameters: [any('source')],
    documentation:
      'False for True, "True" and any number but zero; True for everything else, a missing value included.',
    examples: [
      { expression: 'Not([accountDisabled])', attributes: { accountDisabled: 'True' }, result: false },
      { expression: 'Not([accountDisabled])', result: true },
    ],
    call: ([value]) => !(value !== undefined && toCondition(value) === true),
  }),
]
