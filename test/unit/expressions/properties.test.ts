import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ast, Dialect, Node, Operator } from '../../../main/expressions/ast.ts'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { ExpressionError } from '../../../main/expressions/error.ts'
import { parameterAt } from '../../../main/expressions/function-entry.ts'
import { functionTable } from '../../../main/expressions/functions/table.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'
import { printExpression } from '../../../main/expressions/print.ts'

const operators: Record<Dialect, Operator[]> = {
  entra: ['&&', '||', '=', '<>', '<', '<=', '>', '>='],
  connect: ['&&', '||', '=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '&'],
}
const decimal = fc.integer({ min: -99_999, max: 99_999 }).map((thousandths) => thousandths / 1000 || 0)
const attributeName = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((name) => !name.includes(']') && name.trim() !== '')

function nodes(dialect: Dialect): fc.Arbitrary<Node> {
  const at = { offset: fc.constant(0) }
  const literal = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), decimal, fc.boolean())
  const leaf: fc.Arbitrary<Node>[] = [
    fc.record({ kind: fc.constant('literal' as const), value: literal, ...at }),
    fc.record({ kind: fc.constant('attribute' as const), name: attributeName, ...at }),
    fc.record({
      kind: fc.constant('constant' as const),
      name: fc.constantFrom('NULL' as const, 'CRLF' as const),
      ...at,
    }),
  ]
  if (dialect === 'connect') {
    leaf.push(fc.record({ kind: fc.constant('parameter' as const), name: fc.stringMatching(/^\w+$/), ...at }))
  }
  const functions = functionTable.filter(
    (entry) => entry.dialects.includes(dialect) && !entry.topLevelOnly && !entry.bind,
  )
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      ...leaf,
      fc.record({
        kind: fc.constant('binary' as const),
        operator: fc.constantFrom(...operators[dialect]),
        left: tie('node'),
        right: tie('node'),
        ...at,
      }),
      fc.constantFrom(...functions).chain((entry) => {
        const count = entry.pairs ? entry.parameters.length + 1 : entry.parameters.length
        const one = (index: number) =>
          parameterAt(entry, index)?.optional ? fc.option(tie('node'), { nil: null }) : tie('node')
        return fc.record({
          kind: fc.constant('call' as const),
          name: fc.constant(entry.name),
          arguments: fc
            .tuple(...Array.from({ length: count }, (_, index) => one(index)))
            .filter(([first]) => !(entry.namesAttribute && isText(first))),
          ...at,
        })
      }),
    ),
  })).node
}

/** What is parsed as the attribute of that name where a function takes one. */
const isText = (node: Node | null | undefined): boolean =>
  node?.kind === 'literal' && typeof node.value === 'string'

function withoutOffsets(node: Node): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'offset' ? undefined : value)))
}

describe.each(['entra', 'connect'] as const)('%s', (dialect) => {
  test('what is printed parses to the same tree', () => {
    fc.assert(
      fc.property(nodes(dialect), (root) => {
        const ast: Ast = { dialect, source: '', root }
        const again = parseExpression(printExpression(ast), { dialect })
        expect(withoutOffsets(again.root)).toEqual(withoutOffsets(root))
      }),
      { numRuns: 500 },
    )
  })

  test('any text parses or gives an ExpressionError with its place', () => {
    const piece = fc.constantFrom(
      ...[
        '(',
        ')',
        ',',
        '"',
        '[',
        ']',
        '%',
        '&H',
        '&&',
        '||',
        '<>',
        '-',
        '1',
        '.',
        '\\',
        ' ',
        '\n',
        'Join',
        'IIF(',
        '[a]',
        'True',
        '😀',
      ],
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (source) => {
        try {
          parseExpression(source, { dialect })
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError)
          const { offset, line, column } = error as ExpressionError
          expect(offset).toBeLessThanOrEqual(source.length)
          expect(source.split('\n')[line - 1]?.length).toBeGreaterThanOrEqual(column - 1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('evaluating gives a storable value or an ExpressionError, and the same one each time', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean())
    const value = fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 3 }), fc.constant(undefined))
    fc.assert(
      fc.property(nodes(dialect), value, (root, given) => {
        const outcome = () => {
          try {
            return compileExpression({ dialect, source: '', root }).evaluate(() => given, {
              today: '2026-01-31',
              seed: 'a seed',
            })
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error
            return error.message
          }
        }
        const first = outcome()
        expect(first).not.toBe('')
        expect(first).not.toBeNull()
        expect(first).not.toEqual([])
        expect(outcome()).toEqual(first)
      }),
      { numRuns: 1000 },
    )
  })
})
