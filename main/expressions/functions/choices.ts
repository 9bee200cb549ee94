import type { Value } from '../../../connectors/spi/value.ts'
import { toCondition, toText } from '../conversion.ts'
import type { FlowOutcome } from '../flow-signal.ts'
import { type CallSite, choosing } from '../function-entry.ts'
import { any, condition, outcome, repeating, text } from '../parameter.ts'

export const choiceFunctions = [
  choosing({
    name: 'IIF',
    dialects: ['entra'],
    parameters: [condition('condition'), outcome('valueIfTrue'), outcome('valueIfFalse')],
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
    name: 'IIF',
    dialects: ['connect'],
    parameters: [any('condition'), outcome('valueIfTrue'), outcome('valueIfFalse')],
    documentation:
      'The second argument when the condition is true, else the third; only the chosen one is computed. A condition over the values of an attribute chooses for each of them: where a branch is the same attribute, its value is taken, and NULL leaves it out.',
    examples: [
      {
        expression: 'IIF([employeeType]="Intern","t-" & [alias],[alias])',
        attributes: { employeeType: 'Intern', alias: 'jdoe' },
        result: 't-jdoe',
      },
      {
        expression: 'IIF(InStr([proxyAddresses],"SIP:")=1,NULL,[proxyAddresses])',
        attributes: { proxyAddresses: ['SMTP:a@contoso.com', 'SIP:a@contoso.com', 'smtp:b@contoso.com'] },
        result: ['SMTP:a@contoso.com', 'smtp:b@contoso.com'],
      },
      {
        expression: 'IIF(IsNullOrEmpty([mail]),IgnoreThisFlow,[mail])',
        signal: 'IgnoreThisFlow',
      },
    ],
    choose: ([test, yes, no], site) => {
      const decided = test()
      if (typeof decided !== 'object' || decided.length === 1) {
        return holds(decided, site) ? yes() : no()
      }
      const conditions = decided.map((one) => holds(one, site))
      const whenTrue: FlowOutcome = conditions.includes(true) ? yes() : undefined
      const whenFalse: FlowOutcome = conditions.includes(false) ? no() : undefined
      return conditions.flatMap((one, index) => {
        const chosen = valueFor(index, one ? whenTrue : whenFalse, conditions.length, one ? 1 : 2, site)
        return chosen === undefined ? [] : chosen
      })
    },
  }),
  choosing({
    name: 'Switch',
    dialects: ['connect'],
    parameters: [repeating(outcome('condition, value'))],
    pairs: true,
    atLeast: 2,
    documentation:
      'The value behind the first condition that is true; no value when none is. Conditions behind it and other values are not computed.',
    examples: [
      {
        expression:
          'Switch([city] = "London", "English", [city] = "Rome", "Italian", [city] = "Paris", "French", True, Error("Unknown city"))',
        attributes: { city: 'Rome' },
        result: 'Italian',
      },
      {
        expression:
          'Switch([city] = "London", "English", [city] = "Rome", "Italian", [city] = "Paris", "French", True, Error("Unknown city"))',
        attributes: { city: 'Oslo' },
        error: 'Unknown city',
      },
      {
        expression:
          'Switch(IsPresent([directManager]),[directManager], IsPresent([skiplevelManager]),[skiplevelManager], IsPresent([director]),[director])',
        attributes: { director: 'CN=Ann,DC=contoso' },
        result: 'CN=Ann,DC=contoso',
      },
    ],
    choose: ([pairs], site) => {
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        if (holds(pairs[at]!(), site, at)) return pairs[at + 1]!()
      }
      return undefined
    },
  }),
  choosing({
    name: 'Switch',
    dialects: ['entra'],
    parameters: [
      text('source', { seesMissing: true }),
      outcome('defaultValue', { optional: true }),
      repeating(outcome('key, value')),
    ],
    pairs: true,
    atLeast: 4,
    documentation:
      'The value that follows the key equal to the source, else the default. Keys are compared exactly, upper and lower case apart; a missing source is equal to the key "".',
    examples: [
      {
        expression:
          'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney", "QLD", "Australia/Brisbane", "SA", "Australia/Adelaide")',
        attributes: { state: 'QLD' },
        result: 'Australia/Brisbane',
      },
      { expression: 'Switch([active], , "1", "True", "0", "False")', attributes: { active: '2' } },
      {
        expression: 'Switch([statusFlag], "Default Value", "true", "1", "", "0")',
        result: '0',
        note: 'the source has no value',
      },
      {
        expression: 'Switch(ToLower([statusFlag]), "0", "true", "1", "false", "0")',
        attributes: { statusFlag: 'TRUE' },
        result: '1',
      },
    ],
    choose: ([source, otherwise, pairs], site) => {
      const wanted = source() ?? ''
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        if (keyText(pairs[at]!(), at + 2, site) === wanted) return pairs[at + 1]!()
      }
      return otherwise()
    },
  }),
  choosing({
    name: 'Coalesce',
    dialects: ['entra'],
    parameters: [repeating(outcome('source'))],
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

function keyText(key: FlowOutcome, argument: number, site: CallSite): string | undefined {
  if (key === undefined) return undefined
  if (typeof key === 'symbol') return site.fail(argument, key, 'must be a key')
  return toText(key) ?? site.fail(argument, key, 'must be a single value')
}

/** A missing condition is False. */
function holds(value: FlowOutcome, site: CallSite, argument = 0): boolean {
  if (value === undefined) return false
  const condition = typeof value === 'symbol' ? undefined : toCondition(value)
  return condition ?? site.fail(argument, value, 'must be True, False or a number')
}

/** What a branch gives for one of several values: its own value for it when it has as many, else itself. */
function valueFor(
  index: number,
  branch: FlowOutcome,
  count: number,
  argument: number,
  site: CallSite,
): Value | undefined {
  if (typeof branch === 'symbol')
    return site.fail(argument, branch, 'must be a value where the condition is over several values')
  if (typeof branch !== 'object' || branch.length === 1) return branch
  if (branch.length === count) return branch[index]
  return site.fail(
    argument,
    branch,
    `has ${branch.length} values beside ${count} conditions`,
    'Use Select($item, …) to work on each value.',
  )
}
