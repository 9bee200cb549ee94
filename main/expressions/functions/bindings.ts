import type { Scalar, Value } from '../../../connectors/spi/value.ts'
import { toCondition } from '../conversion.ts'
import type { FlowOutcome, FlowSignal } from '../flow-signal.ts'
import { binding } from '../function-entry.ts'
import { any, outcome, variable } from '../parameter.ts'

/** Functions that give a value a name for their last argument. */
export const bindingFunctions = [
  binding({
    name: 'Select',
    dialects: ['connect'],
    parameters: [variable, any('values'), outcome('function')],
    documentation:
      'The function worked out for each value, which the variable stands for; what has no value is left out.',
    examples: [
      {
        expression: 'Select($item,[otherPhone],Replace($item,"-",""))',
        attributes: { otherPhone: ['555-01', '555-02'] },
        result: ['55501', '55502'],
      },
    ],
    bind: (source, within) => {
      const results: Scalar[] = []
      for (const value of valuesOf(source)) {
        const result = within(value)
        if (isSignal(result)) return result
        for (const one of valuesOf(result)) results.push(one)
      }
      return results
    },
  }),
  binding({
    name: 'Where',
    dialects: ['connect'],
    parameters: [variable, any('values'), outcome('condition')],
    documentation: 'The values for which the condition is true; the variable stands for each of them.',
    examples: [
      {
        expression: 'Where($item,[proxyAddresses],InStr($item,"smtp:")=1)',
        attributes: { proxyAddresses: ['SMTP:a@contoso.com', 'smtp:b@contoso.com'] },
        result: ['smtp:b@contoso.com'],
      },
    ],
    bind: (source, within, site) =>
      valuesOf(source).filter((value) => {
        const held = within(value)
        if (held === undefined) return false
        const condition = isSignal(held) ? undefined : toCondition(held)
        return condition ?? site.fail(2, held, 'must be True, False or a number')
      }),
  }),
  binding({
    name: 'With',
    dialects: ['connect'],
    parameters: [variable, any('subExpression'), outcome('complexExpression')],
    documentation: 'The last argument, in which the variable stands for the second.',
    examples: [
      {
        expression:
          'With($smtp,Where($item,[proxyAddresses],InStr($item,"SMTP:")=1),IIF(Count($smtp)>0,$smtp,NULL))',
        attributes: { proxyAddresses: ['SMTP:a@contoso.com', 'smtp:b@contoso.com'] },
        result: ['SMTP:a@contoso.com'],
      },
    ],
    bind: (source, within) => within(source),
  }),
]

function valuesOf(value: Value | undefined): readonly Scalar[] {
  if (value === undefined) return []
  return typeof value === 'object' ? value : [value]
}

function isSignal(outcome: FlowOutcome): outcome is FlowSignal {
  return typeof outcome === 'symbol'
}
