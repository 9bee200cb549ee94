import { expect, test } from 'vitest'
import type { Dialect } from '../../../main/expressions/ast.ts'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { ExpressionError } from '../../../main/expressions/error.ts'
import type { FlowOutcome } from '../../../main/expressions/flow-signal.ts'
import { functionTable } from '../../../main/expressions/functions/table.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'
import { environment } from './evaluate.ts'
import { attributes, Dice, Writer } from './random-expressions.ts'

const perDialect = 50_000
const read = (name: string) => attributes[name]

/** What is no value of ours: an empty text or list, a number that JSON cannot hold, a text that is too long, anything else. */
function isStorable(outcome: FlowOutcome): boolean {
  if (outcome === undefined || typeof outcome === 'symbol' || typeof outcome === 'boolean') return true
  if (typeof outcome === 'number') return Number.isFinite(outcome) && !Object.is(outcome, -0)
  if (typeof outcome === 'string') return outcome !== '' && outcome.length <= 1_000_000
  return (
    Array.isArray(outcome) &&
    outcome.length > 0 &&
    outcome.every((one) => typeof one !== 'object' && isStorable(one))
  )
}

/** A value, or the error that the expression ends with; anything else is thrown. */
function worked(text: string, dialect: Dialect): FlowOutcome | ExpressionError {
  try {
    return compileExpression(parseExpression(text, { dialect })).outcome(read, environment)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw new Error(`${dialect}: ${text}`, { cause: error })
  }
}

test.each(['entra', 'connect'] as const)(
  `${perDialect.toLocaleString('en')} random expressions of %s give a value or an ExpressionError, soon`,
  (dialect) => {
    const writer = new Writer(new Dice(20260131), dialect)
    const tally = { values: 0, errors: 0 }
    const succeeded = new Set<string>()
    let slowest = { text: '', milliseconds: 0 }
    for (let count = 0; count < perDialect; count++) {
      const text = writer.text()
      const started = performance.now()
      const outcome = worked(text, dialect)
      const milliseconds = performance.now() - started
      if (milliseconds > slowest.milliseconds) slowest = { text, milliseconds }
      if (outcome instanceof ExpressionError) {
        tally.errors++
        if (outcome.offset > text.length) throw new Error(`${text}: ${outcome.offset} is outside`)
      } else {
        tally.values++
        if (!isStorable(outcome)) throw new Error(`${text} gives ${String(outcome)}`)
        for (const [, name] of text.matchAll(/(\w+)\(/g)) succeeded.add(name!.toLowerCase())
      }
    }
    expect(tally.values + tally.errors).toBe(perDialect)
    // The generator is of use only while it reaches behind the errors: into every function.
    expect(tally.values).toBeGreaterThan(perDialect / 10)
    const names = functionTable.filter(({ dialects }) => dialects.includes(dialect)).map(({ name }) => name)
    expect(names.filter((name) => !succeeded.has(name.toLowerCase()))).toEqual([])
    expect(slowest.milliseconds, slowest.text).toBeLessThan(2_000)
  },
  60_000,
)

test('the same expression gives the same outcome', () => {
  const writer = new Writer(new Dice(7), 'connect')
  for (let count = 0; count < 2_000; count++) {
    const text = writer.text()
    expect(String(worked(text, 'connect')), text).toBe(String(worked(text, 'connect')))
  }
})
