import { describe, expect, test } from 'vitest'
import type { Attributes, Scalar, Value } from '../../../connectors/spi/value.ts'
import { type Clause, scopeOperators } from '../../../main/config/rule-schema.ts'
import { compileScope } from '../../../main/engine/scope.ts'

type Operator = Clause['operator']

const holds = (
  operator: Operator,
  operand: Scalar | Scalar[] | undefined,
  value: Value | undefined,
): boolean =>
  compileScope([
    [operand === undefined ? { attribute: 'a', operator } : { attribute: 'a', operator, value: operand }],
  ])((name) => (name === 'a' ? value : undefined))

/** Operator, operand, values it holds for, values it does not hold for. */
const table: [Operator, Scalar | Scalar[] | undefined, (Value | undefined)[], (Value | undefined)[]][] = [
  ['EQUAL', 'Active', ['Active', 'ACTIVE', ['x', 'active']], ['Activ', '', [], undefined, ['x']]],
  ['EQUAL', 5, [5, '5', [4, 5]], [50, '05', undefined]],
  ['EQUAL', true, [true, 'TRUE'], [false, 1, undefined]],
  ['NOTEQUAL', 'Active', ['Left', undefined, [], ['x']], ['active', ['x', 'Active']]],
  ['LESSTHAN', 10, [9, '9', -1, [11, 3]], [10, 11, '100', undefined]],
  ['LESSTHAN', '2026-03-10', ['2026-03-09', '2025-12-31'], ['2026-03-10', '2026-10-01', undefined]],
  ['LESSTHAN_OR_EQUAL', 10, [10, 9, '10'], [11, undefined]],
  [
    'LESSTHAN_OR_EQUAL',
    '2026-03-10',
    ['2026-03-10', '2026-03-09T23:00:00Z'],
    ['2026-03-10T00:00:00Z', '2026-03-11'],
  ],
  ['GREATERTHAN', 9, [10, '10', '9.5', [1, 10]], [9, 8, '', undefined]],
  ['GREATERTHAN', '2026-03-10', ['2026-03-11', '2027-01-01'], ['2026-03-10', '2026-03-09', undefined]],
  ['GREATERTHAN_OR_EQUAL', 9, [9, 10, '9'], [8, undefined]],
  ['CONTAIN', 'ALE', ['Sales', ['x', 'sale']], ['Sal', undefined, []]],
  ['NOTCONTAIN', 'ale', ['Sal', undefined], ['SALES', ['x', 'sale']]],
  ['STARTSWITH', 'svc-', ['svc-sql', 'SVC-x'], ['xsvc-', 'svc', undefined]],
  ['NOTSTARTSWITH', 'svc-', ['anna', undefined], ['SVC-sql']],
  ['ENDSWITH', '@T.com', ['a@t.COM'], ['a@t.com.au', undefined]],
  ['NOTENDSWITH', '@t.com', ['a@x.com', undefined], ['A@T.COM', ['x', 'a@t.com']]],
  ['ISNULL', undefined, [undefined, '', []], ['x', 0, false, ['']]],
  ['ISNOTNULL', undefined, ['x', 0, false, ['x']], [undefined, '', []]],
  ['ISIN', ['IT', 'Sales', 7], ['it', 'SALES', '7', 7, ['x', 'it']], ['I', 'x', undefined]],
  ['ISIN', 'IT', ['it'], ['x']],
  ['ISNOTIN', ['IT', 'Sales'], ['x', undefined, ['y']], ['it', ['x', 'sales']]],
  ['ISBITSET', 2, [514, '514', 2, -2147483646], [512, 0, undefined]],
  ['ISBITSET', 3, [3, 7], [1, 2]],
  ['ISBITNOTSET', 2, [512, undefined, 0], [514, '66050']],
]

describe('a scoping clause', () => {
  test.each(table)('%s %j', (operator, operand, yes, no) => {
    for (const value of yes)
      expect(holds(operator, operand, value), `${operator} of ${JSON.stringify(value)}`).toBe(true)
    for (const value of no)
      expect(holds(operator, operand, value), `${operator} of ${JSON.stringify(value)}`).toBe(false)
  })

  test('every operator is in the table', () => {
    expect([...new Set(table.map(([operator]) => operator))].sort()).toEqual([...scopeOperators].sort())
  })

  test('each negation says the opposite of what it negates, of every value', () => {
    const values: (Value | undefined)[] = [
      '',
      'svc-a',
      'a',
      0,
      2,
      512,
      true,
      [],
      ['a'],
      ['a', 'svc-a'],
      undefined,
    ]
    for (const [positive, negative] of [
      ['EQUAL', 'NOTEQUAL'],
      ['CONTAIN', 'NOTCONTAIN'],
      ['STARTSWITH', 'NOTSTARTSWITH'],
      ['ENDSWITH', 'NOTENDSWITH'],
      ['ISIN', 'ISNOTIN'],
      ['ISBITSET', 'ISBITNOTSET'],
    ] as const)
      for (const value of values)
        for (const operand of ['a', 2])
          expect(holds(positive, operand, value)).toBe(!holds(negative, operand, value))
  })
})

describe('a scoping filter', () => {
  const filter = compileScope([
    [
      { attribute: 'status', operator: 'EQUAL', value: 'Active' },
      { attribute: 'country', operator: 'ISIN', value: ['DE', 'PL'] },
    ],
    [{ attribute: 'vip', operator: 'EQUAL', value: true }],
  ])
  const of = (attributes: Attributes): boolean => filter((name) => attributes[name])

  test('is one group or another, and in a group every clause', () => {
    expect(of({ status: 'active', country: 'pl' })).toBe(true)
    expect(of({ status: 'active', country: 'FR' })).toBe(false)
    expect(of({ status: 'Left', country: 'DE' })).toBe(false)
    expect(of({ status: 'Left', vip: true })).toBe(true)
    expect(of({})).toBe(false)
  })

  test('without groups holds for everything', () => {
    expect(compileScope([])(() => undefined)).toBe(true)
  })
})
