import { describe, expect, test } from 'vitest'
import { regularExpression } from '../../../main/engine/regular-expression.ts'

const matches = (source: string, text: string): boolean => {
  const compiled = regularExpression(source)
  if (!compiled.ok) throw new Error(compiled.reason)
  return compiled.test(text)
}

describe('a regular expression of a rule', () => {
  test('finds a part, ignores case, and is anchored or made exact by its own words', () => {
    expect(matches('svc', 'a-SVC-b')).toBe(true)
    expect(matches('^svc', 'a-svc')).toBe(false)
    expect(matches('^svc-\\d+$', 'svc-12')).toBe(true)
    expect(matches('(?-i)svc', 'SVC')).toBe(false)
    expect(matches('^\\p{L}+$', 'Łukasz')).toBe(true)
  })

  test.each(['^(a+)+$', '(a|aa)+$', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s, which hangs elsewhere, takes its time from the length of the text only',
    (source) => {
      const started = performance.now()
      expect(matches(source, `${'a'.repeat(100_000)}!`)).toBe(false)
      expect(performance.now() - started).toBeLessThan(2_000)
    },
  )

  test.each([
    ['(a', 'missing closing )'],
    ['a{1001}', 'invalid repeat count'],
    ['(?<!a)b', 'look-around'],
    ['(a)\\1', 'a back reference'],
  ])('%s is refused: %s', (source, reason) => {
    const compiled = regularExpression(source)
    expect(compiled.ok ? 'accepted' : compiled.reason).toContain(reason)
  })
})
