import { ignoreThisFlow } from '../flow-signal.ts'
import { choosing, entry } from '../function-entry.ts'
import { any, outcome, text } from '../parameter.ts'

/** Functions that speak to the flow they stand in, or look behind it. */
export const flowFunctions = [
  choosing({
    name: 'IgnoreFlowIfNullOrEmpty',
    dialects: ['entra'],
    parameters: [outcome('expression')],
    documentation:
      'The value, or nothing at all when there is none: the flow then contributes as little as if it were not there, and the target keeps what it has.',
    examples: [
      { expression: 'IgnoreFlowIfNullOrEmpty([department])', signal: 'IgnoreThisFlow' },
      {
        expression: 'IgnoreFlowIfNullOrEmpty([department])',
        attributes: { department: 'Sales' },
        result: 'Sales',
      },
      {
        expression:
          'IgnoreFlowIfNullOrEmpty(Switch([prefix], "", "3443", "Dr.", "3444", "Prof.", "3445", "Prof. Dr."))',
        attributes: { prefix: '1' },
        signal: 'IgnoreThisFlow',
      },
    ],
    choose: ([expression]) => {
      const value = expression()
      const isEmpty =
        value === undefined || value === '' || (typeof value === 'object' && value.every((one) => one === ''))
      return isEmpty ? ignoreThisFlow : value
    },
  }),
  entry({
    name: 'Redact',
    dialects: ['entra'],
    parameters: [any('value')],
    confidential: true,
    documentation:
      'The value itself. Error messages about it, and about what it is made from, say [Redact] instead of showing it; the plan shows it, for it is what a person approves.',
    examples: [
      { expression: 'Redact([employeeID])', attributes: { employeeID: '0042' }, result: '0042' },
      {
        expression: 'Left([text], Redact([pin]))',
        attributes: { text: 'x', pin: 'secret' },
        error: 'Left: argument 2 (count) must be an integer: [Redact]',
      },
    ],
    call: ([value]) => value,
  }),
  entry({
    name: 'Error',
    dialects: ['connect'],
    parameters: [text('errorMessage', { seesMissing: true })],
    takesLists: true,
    documentation:
      'Ends the evaluation with the message: the object becomes a finding, and nothing of it is exported. It is for the branch that must not be reached.',
    examples: [
      {
        expression: 'IIF(IsPresent([accountName]),[accountName],Error("AccountName is required"))',
        error: 'AccountName is required',
      },
    ],
    call: ([message], site) => site.raise(message || 'Error() was reached'),
  }),
  entry({
    name: 'ImportedValue',
    asksFor: 'imported',
    dialects: ['connect'],
    parameters: [text('attribute')],
    takesLists: true,
    documentation:
      'What the target system is known to hold of an attribute of the account; no value where there is no account yet.',
    examples: [
      {
        expression: 'ImportedValue("proxyAddresses")',
        imported: { proxyAddresses: ['SMTP:a@contoso.com'] },
        result: ['SMTP:a@contoso.com'],
      },
      { expression: 'ImportedValue("mail")' },
    ],
    call: ([attribute], _site, { environment }) => environment.imported?.(attribute),
  }),
]
