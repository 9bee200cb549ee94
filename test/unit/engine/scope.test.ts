import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attributes, Scalar, Value } from '../../../connectors/spi/value.ts'
import { type Clause, scopeOperators } from '../../../main/config/rule-schema.ts'
import { compileScope, datedOperators } from '../../../main/engine/scope.ts'
import { runs } from './runs.ts'

type Operator = Clause['operator']

const holds = (
  operator: Operator,
  operand: Scalar | Scalar[] | undefined,
  value: Value | undefined,
): boolean =>
  compileScope([
    [operand === undefined ? { attribute: 'a', operator } : { attribute: 'a', operator, value: operand }],
  ]).inScope((name) => (name === 'a' ? value : undefined), '2026-03-10', undefined)

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
  // 64-bit integers held as text differ beyond what a number tells apart.
  [
    'LESSTHAN',
    '133500000000000001',
    ['133500000000000000', 7, '-133500000000000002'],
    ['133500000000000001', '133500000000000002'],
  ],
  [
    'GREATERTHAN',
    '133500000000000001',
    ['133500000000000002'],
    ['133500000000000001', '133500000000000000', 7],
  ],
  // A text that only looks like a number in some notation is text.
  ['GREATERTHAN', 100, ['1e5'], ['0x10']],
  // Relative to 2026-03-10.
  [
    'LESSTHAN',
    'today',
    ['2026-03-09', '2026-03-09T23:59:59Z', ['x', '2025-01-01']],
    ['2026-03-10', '2026-03-10T00:00:00Z', '2026-03-11', 'soon', '', 5, undefined, []],
  ],
  [
    'LESSTHAN_OR_EQUAL',
    'today + 7d',
    ['2026-03-17', '2026-03-17T12:00:00+02:00', '2020-01-01'],
    ['2026-03-18', undefined, 'x'],
  ],
  ['GREATERTHAN', 'Today - 2W', ['2026-02-25'], ['2026-02-24', '2026-02-23', undefined]],
  ['GREATERTHAN_OR_EQUAL', 'today-1m', ['2026-02-10', '9999-12-31'], ['2026-02-09', '2026-02-30', undefined]],
  [
    'EQUAL',
    'today + 1y',
    ['2027-03-10', '2027-03-10T08:00:00Z', ['x', '2027-03-10']],
    ['2027-03-11', '2026-03-10', undefined],
  ],
  ['NOTEQUAL', 'today', ['2026-03-11', 'x', undefined, []], ['2026-03-10', ['x', '2026-03-10']]],
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
  // The sign bit, and 64 bits held as text.
  ['ISBITSET', 2147483648, [2147483648, -2147483646, '2147483650'], [1073741824, 2]],
  ['ISBITSET', 1, ['9223372036854775807', '-1'], ['9223372036854775806', 'x', '1.5', true]],
  ['ISBITSET', '4611686018427387904', ['4611686018427387905', '-1'], [1, '4611686018427387903']],
  ['ISNOTBITSET', 2, [512, undefined, 0, 'x'], [514, '66050', [512, 514]]],
  ['ISBITNOTSET', 2, [512, undefined, 0], [514, '66050']],
  ['MATCHES', '^svc-\\d+$', ['svc-1', 'SVC-22', ['x', 'svc-3']], ['svc-', 'xsvc-1', '', undefined, []]],
  ['MATCHES', '^5', [512, '5'], [15, undefined]],
  ['NOTMATCHES', 'tmp|test', ['anna', undefined, []], ['x-TMP-1', ['a', 'contest']]],
]

describe('a scoping clause', () => {
  test.each(table)('%s %j', (operator, operand, yes, no) => {
    for (const value of yes)
      expect(holds(operator, operand, value), `${operator} of ${JSON.stringify(value)}`).toBe(true)
    for (const value of no)
      expect(holds(operator, operand, value), `${operator} of ${JSON.stringify(value)}`).toBe(false)
  })

  test('every operator is in the table', () => {
    // Groups are another matter: see the tests of memberships.
    const others = scopeOperators.filter((operator) => !operator.endsWith('MEMBEROF'))
    expect([...new Set(table.map(([operator]) => operator))].sort()).toEqual([...others].sort())
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
      ['ISBITSET', 'ISNOTBITSET'],
      ['ISBITSET', 'ISBITNOTSET'],
      ['MATCHES', 'NOTMATCHES'],
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
  const of = (attributes: Attributes): boolean =>
    filter.inScope((name) => attributes[name], '2026-03-10', undefined)

  test('is one group or another, and in a group every clause', () => {
    expect(of({ status: 'active', country: 'pl' })).toBe(true)
    expect(of({ status: 'active', country: 'FR' })).toBe(false)
    expect(of({ status: 'Left', country: 'DE' })).toBe(false)
    expect(of({ status: 'Left', vip: true })).toBe(true)
    expect(of({})).toBe(false)
  })

  test('without groups holds for everything', () => {
    expect(compileScope([]).inScope(() => undefined, '2026-03-10', undefined)).toBe(true)
  })
})

describe('when the date alone turns a scope', () => {
  const day = (offset: number): string =>
    new Date(Date.parse('2026-03-10') + offset * 86_400_000).toISOString().slice(0, 10)
  const wakes = (groups: Clause[][], attributes: Attributes, today = '2026-03-10'): string | undefined =>
    compileScope(groups).wakes?.((name) => attributes[name], today, undefined)
  const clause = (attribute: string, operator: Operator, value: Scalar): Clause => ({
    attribute,
    operator,
    value,
  })

  test('a scope that looks at no date is not asked at all', () => {
    expect(compileScope([]).wakes).toBeUndefined()
    expect(compileScope([[clause('a', 'LESSTHAN', '2026-03-12')]]).wakes).toBeUndefined()
  })

  test.each<[string, Clause[][], Attributes, string | undefined]>([
    [
      'a week before the first day',
      [[clause('hire', 'LESSTHAN_OR_EQUAL', 'today + 7d')]],
      { hire: '2026-04-01' },
      '2026-03-25',
    ],
    [
      'never again once it is past',
      [[clause('hire', 'LESSTHAN_OR_EQUAL', 'today + 7d')]],
      { hire: '2026-03-17' },
      undefined,
    ],
    [
      'the day after the last day',
      [[clause('end', 'LESSTHAN', 'today')]],
      { end: '2026-03-10' },
      '2026-03-11',
    ],
    ['on the day, and off it', [[clause('a', 'EQUAL', 'today')]], { a: '2026-03-12' }, '2026-03-12'],
    ['off the day it is', [[clause('a', 'NOTEQUAL', 'today')]], { a: '2026-03-10' }, '2026-03-11'],
    ['never without a date', [[clause('a', 'LESSTHAN', 'today')]], { b: '2026-03-12' }, undefined],
    ['never for what is no date', [[clause('a', 'GREATERTHAN', 'today')]], { a: 'soon' }, undefined],
    [
      'never while another clause says no',
      [[clause('a', 'LESSTHAN', 'today'), clause('s', 'EQUAL', 'x')]],
      { a: '2026-03-12' },
      undefined,
    ],
    [
      'never while another group says yes',
      [[clause('a', 'LESSTHAN', 'today')], [clause('s', 'EQUAL', 'x')]],
      { a: '2026-03-12', s: 'x' },
      undefined,
    ],
    [
      'the first of several values that counts',
      [[clause('a', 'LESSTHAN_OR_EQUAL', 'today')]],
      { a: ['2026-03-20', '2026-03-15'] },
      '2026-03-15',
    ],
    [
      'the end of a span that has begun',
      [[clause('from', 'LESSTHAN_OR_EQUAL', 'today'), clause('to', 'GREATERTHAN_OR_EQUAL', 'today')]],
      { from: '2026-03-01', to: '2026-03-31' },
      '2026-04-01',
    ],
    [
      'the beginning of one to come',
      [[clause('from', 'LESSTHAN_OR_EQUAL', 'today'), clause('to', 'GREATERTHAN_OR_EQUAL', 'today')]],
      { from: '2026-03-20', to: '2026-03-31' },
      '2026-03-20',
    ],
    [
      'a day that months of different length skip',
      [[clause('a', 'LESSTHAN_OR_EQUAL', 'today + 1m')]],
      { a: '2026-05-31' },
      '2026-05-01',
    ],
    ['not before the year 10000', [[clause('end', 'LESSTHAN', 'today')]], { end: '9999-12-31' }, undefined],
  ])('%s', (_name, groups, attributes, expected) => {
    expect(wakes(groups, attributes)).toBe(expected)
  })

  test('is the first later day with another answer: none is missed and none is named in vain', () => {
    const dated = fc.record({
      attribute: fc.constantFrom('a', 'b'),
      operator: fc.constantFrom(...datedOperators),
      value: fc
        .tuple(fc.integer({ min: -9, max: 9 }), fc.constantFrom('d', 'w', 'm'))
        .map(
          ([count, unit]) => `today ${count < 0 ? '-' : '+'} ${Math.abs(count)}${unit === 'd' ? 'd' : unit}`,
        ),
    })
    const plain = fc.constantFrom(clause('s', 'EQUAL', 'x'), clause('s', 'NOTEQUAL', 'x'))
    const groups = fc.array(fc.array(fc.oneof(dated, dated, plain), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    })
    const date = fc.integer({ min: -60, max: 60 }).map(day)
    const value = fc.oneof(date, fc.array(date, { maxLength: 3 }), fc.constantFrom('x', ''))
    fc.assert(
      fc.property(
        groups,
        fc.record({ a: value, b: value, s: fc.constantFrom('x', 'y') }),
        (scope, attributes) => {
          const compiled = compileScope(scope)
          const read = (name: string): Value | undefined => attributes[name as 'a']
          const now = compiled.inScope(read, day(0), undefined)
          let first: string | undefined
          for (let i = 1; i <= 400 && first === undefined; i++)
            if (compiled.inScope(read, day(i), undefined) !== now) first = day(i)
          expect(compiled.wakes?.(read, day(0), undefined)).toBe(first)
        },
      ),
      runs(300),
    )
  })
})
