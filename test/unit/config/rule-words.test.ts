import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { leaveStepSchema } from '../../../main/config/leave-schema.ts'
import { membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import {
  clauseSchema,
  flowSchema,
  inboundRuleSchema,
  joinConditionSchema,
  outboundRuleSchema,
  scopeOperators,
} from '../../../main/config/rule-schema.ts'
import { ruleWords, type WordPlace } from '../../../main/config/rule-words.ts'
import { sourceOffset } from '../../../main/config/source-offset.ts'

const keysOf = (schema: z.ZodObject): string[] => Object.keys(schema.shape).sort()
const shapes: Readonly<Record<WordPlace, readonly string[]>> = {
  inbound: keysOf(inboundRuleSchema),
  outbound: keysOf(outboundRuleSchema),
  membership: keysOf(membershipRuleSchema),
  clause: keysOf(clauseSchema),
  join: keysOf(joinConditionSchema),
  flow: keysOf(flowSchema),
  key: keysOf(membershipRuleSchema.shape.key),
  leave: [...new Set(leaveStepSchema.options.flatMap((step) => keysOf(step)))].sort(),
}

describe('what an editor offers', () => {
  test.each(Object.keys(shapes) as WordPlace[])('are the keys of the schema: %s', (place) => {
    expect(ruleWords[place].map(({ key }) => key).sort()).toEqual(shapes[place])
  })

  test('are all operators of a scope', () => {
    const operators = ruleWords.clause
      .find(({ key }) => key === 'operator')
      ?.values?.map(({ value }) => value)
    expect(operators?.sort()).toEqual([...scopeOperators].sort())
  })
})

describe('the place of a mistake within a text', () => {
  const found = (source: string, content: string, at: string) =>
    source.slice(sourceOffset(source, content, content.indexOf(at)))

  test.each([
    ['Left([a, 3)', 'Left([a, 3)', '[a, 3)'],
    ['"Join(\\"x\\", [a)"', 'Join("x", [a)', '[a)"'],
    ["'Join([a])x'", 'Join([a])x', "x'"],
    ['|\n  Join(" ",\n    [a,\n    [b])\n', 'Join(" ",\n  [a,\n  [b])\n', '[a,\n    [b])\n'],
    ['>-\n  Join(" ",\n  [a,\n  [b])', 'Join(" ", [a, [b])', '[a,\n  [b])'],
  ])('%j', (source, content, wanted) => {
    expect(found(source, content, wanted.startsWith('[a') ? '[a' : (wanted[0] as string))).toBe(wanted)
  })

  test('is never outside of it', () => {
    expect(sourceOffset('abc', 'abc', 99)).toBe(2)
    expect(sourceOffset('', '', 0)).toBe(0)
  })
})
