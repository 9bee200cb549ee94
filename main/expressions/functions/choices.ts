import type { Value } from '../../../connectors/spi/value.ts'
import { toText } from '../conversion.ts'
import { type CallSite, choosing } from '../function-entry.ts'
import { any, condition, repeating, text } from '../parameter.ts'

export const choiceFunctions = [
  choosing({
    name: 'IIF',
    dialects: ['entra', 'connect'],
    parameters: [condition('condition'), any('valueIfTrue'), any('valueIfFalse')],
    documentation:
      'The second argument when the condition is true, else the third. A missing value is false; a number other than zero is true. Only the chosen argument is computed.',
    examples: [
      {
        expression: 'IIF([country]="USA",[country],[department])',
        attributes: { country: 'DE', department: 'Sales' },
        result: 'Sales',
      },
      {
        expression: 'IIF([status]="Active" && IsPresent([mail]), "yes", "no")',
        attributes: { status: 'Active' },
        result: 'no',
      },
    ],
    choose: ([test, yes, no]) => (test() ? yes() : no()),
  }),
  choosing({
    name: 'Switch',
    dialects: ['entra'],
    parameters: [
      text('source', { seesMissing: true }),
      any('defaultValue', { optional: true }),
      repeating(any('key, value')),
    ],
    pairs: true,
    atLeast: 4,
    documentation:
      'The value that follows the key equal to the source, else the default. Keys are compared exactly, upper and lower case apart; a missing source gives the default.',
    examples: [
      {
        expression:
          'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney", "QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")',
        attributes: { state: 'QLD' },
        result: 'Australia/Brisbane',
      },
      { expression: 'Switch([active], , "1", "True", "0", "False")', attributes: { active: '2' } },
    ],
    choose: ([source, otherwise, pairs], site) => {
      const wanted = source()
      if (wanted === undefined) return otherwise()
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        if (keyText(pairs[at]!(), at + 2, site) === wanted) return pairs[at + 1]!()
      }
      return otherwise()
    },
  }),
  choosing({
    name: 'Coalesce',
    dialects: ['entra'],
    parameters: [repeating(any('source'))],
    documentation: 'The first argument that has a value. An empty text made by another function is a value.',
    examples: [
      {
        expression: 'Coalesce([mail], [userPrincipalName])',
        attributes: { userPrincipalName: 'John.Doe@contoso.com' },
        result: 'John.Doe@contoso.com',
      },
      { expression: 'Coalesce([mail], "none")', result: 'none' },
    ],
    choose: ([sources]) => {
      for (const source of sources) {
        const value = source()
        if (value !== undefined) return value
      }
      return undefined
    },
  }),
  choosing({
    name: 'SelectUniqueValue',
    dialects: ['entra'],
    parameters: [repeating(any('uniqueValueRule'))],
    atLeast: 2,
    topLevelOnly: true,
    documentation:
      'The first of its rules whose value nobody has yet. It must be the outermost function, and its flow should be `once: true`. Evaluated without a directory to look into it gives the first value.',
    examples: [
      {
        expression:
          'SelectUniqueValue(Append(Left([first], 1), [last]), Append(Left([first], 2), [last]), Append([first], [last]))',
        attributes: { first: 'John', last: 'Smith' },
        result: 'JSmith',
      },
    ],
    choose: ([rules]) => {
      for (const rule of rules) {
        const value = rule()
        if (value !== undefined && value !== '') return value
      }
      return undefined
    },
  }),
]

function keyText(key: Value | undefined, argument: number, site: CallSite): string | undefined {
  if (key === undefined) return undefined
  return toText(key) ?? site.fail(argument, key, 'must be a single value')
}
