import type { Scalar, Value } from '../../../connectors/spi/value.ts'
import { type CallSite, entry } from '../function-entry.ts'
import { bits, toBigInt } from '../operators.ts'
import { any } from '../parameter.ts'

export const bitFunctions = [
  entry({
    name: 'BitAnd',
    dialects: ['entra', 'connect'],
    returns: 'integer',
    parameters: [any('value1'), any('value2')],
    documentation: 'The bits that are set in both integers; exact for 64-bit values.',
    examples: [
      { expression: 'BitAnd(&HF, &HF7)', result: 7 },
      { expression: 'BitAnd([userAccountControl], 2)', attributes: { userAccountControl: 514 }, result: 2 },
    ],
    call: ([left, right], site) => combined(left, right, site, (a, b) => a & b),
  }),
  entry({
    name: 'BitOr',
    dialects: ['entra', 'connect'],
    returns: 'integer',
    parameters: [any('value1'), any('value2')],
    documentation: 'The bits that are set in one of the integers or both. In `entra` an extension.',
    examples: [
      { expression: 'BitOr([userAccountControl], 2)', attributes: { userAccountControl: 512 }, result: 514 },
    ],
    call: ([left, right], site) => combined(left, right, site, (a, b) => a | b),
  }),
  entry({
    name: 'IsBitSet',
    dialects: ['connect'],
    parameters: [any('value'), any('flag')],
    documentation: 'True when every bit of the flag is set in the value; False when there is no value.',
    examples: [
      { expression: 'IsBitSet(&HF, 4)', result: true },
      {
        expression: 'IsBitSet([userAccountControl], 2)',
        attributes: { userAccountControl: 512 },
        result: false,
      },
    ],
    call: ([value, flag], site) => {
      if (value === undefined || flag === undefined) return false
      const mask = toBigInt(whole(flag, 1, site))!
      return (toBigInt(whole(value, 0, site))! & mask) === mask
    },
  }),
]

function combined(
  left: Value | undefined,
  right: Value | undefined,
  site: CallSite,
  combine: (a: bigint, b: bigint) => bigint,
): Value | undefined {
  if (left === undefined || right === undefined) return undefined
  return bits(whole(left, 0, site), whole(right, 1, site), combine)
}

function whole(value: Value, argument: number, site: CallSite): Scalar {
  const scalar = typeof value === 'object' && value.length === 1 ? value[0]! : value
  if (typeof scalar === 'object' || toBigInt(scalar) === undefined) {
    return site.fail(argument, value, 'must be an integer')
  }
  return scalar
}
