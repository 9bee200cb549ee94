import { describe, expect, it, test } from 'vitest'
import { authoritativeNull, ignoreThisFlow } from '../../../main/expressions/flow-signal.ts'
import type { Example } from '../../../main/expressions/function-entry.ts'
import { functionTable } from '../../../main/expressions/functions/table.ts'
import { connect, errorOf, evaluate, outcomeOf } from './evaluate.ts'

describe('the documented examples', () => {
  const examples = functionTable.flatMap((entry) =>
    entry.dialects.flatMap((dialect) => entry.examples.map((example) => ({ dialect, ...example }))),
  )
  it.each(examples)('$dialect: $expression', ({ dialect, expression, ...example }) => {
    const { attributes, parameters, imported, result, like, signal, error } = example as Example
    const around = {
      ...(parameters ? { parameters } : {}),
      ...(imported ? { imported: (name: string) => imported[name] } : {}),
    }
    const outcome = () => outcomeOf(expression, attributes, dialect, around)
    if (error !== undefined) expect(errorOf(expression, attributes, dialect, around).message).toBe(error)
    else if (like) expect(String(outcome())).toMatch(like.form)
    else if (signal) expect(outcome()).toBe(signal === 'IgnoreThisFlow' ? ignoreThisFlow : authoritativeNull)
    else expect(outcome()).toEqual(result)
    if (like) expect(like.sample).toMatch(like.form)
  })
})

test('every parameter, name and text of the table is filled in', () => {
  for (const entry of functionTable) {
    expect(entry.documentation, entry.name).toMatch(/\.$/)
    const kinds = [entry.call, entry.choose, entry.bind].filter((kind) => kind !== undefined)
    expect(kinds, entry.name).toHaveLength(1)
  }
  const names = functionTable.flatMap(({ name, dialects }) =>
    dialects.map((dialect) => `${dialect} ${name.toLowerCase()}`),
  )
  expect(new Set(names).size).toBe(names.length)
})

describe('bits', () => {
  test('64-bit values lose nothing', () => {
    expect(evaluate('BitAnd([flags], [flags])', { flags: '9223372036854775807' })).toBe('9223372036854775807')
    expect(evaluate('BitAnd([groupType], 2)', { groupType: -2147483646 })).toBe(2)
    expect(evaluate('BitAnd(9223372036854775807, 1)')).toBe(1)
  })
  test('text that is no integer is named', () => {
    expect(errorOf('BitAnd([a], 2)', { a: 'x' }).message).toBe(
      'BitAnd: argument 1 (value1) must be an integer: "x"',
    )
  })
})

describe('choices', () => {
  test('only the chosen branch is computed', () => {
    expect(evaluate('IIF(True, "ok", Item([a], 0))', { a: 'x' })).toBe('ok')
    expect(evaluate('Switch("1", Item([a], 0), "1", "one")')).toBe('one')
    expect(evaluate('Coalesce("first", Item([a], 0))')).toBe('first')
  })
  test('IIF takes texts and numbers as conditions and refuses others', () => {
    expect(evaluate('IIF([a], "yes", "no")', { a: 'true' })).toBe('yes')
    expect(evaluate('IIF([a], "yes", "no")', { a: 0 })).toBe('no')
    expect(errorOf('IIF([a], "yes", "no")', { a: 'maybe' }).message).toContain('IIF: argument 1 (condition)')
  })
  test('Switch tells case apart, matches booleans by name, wants pairs', () => {
    expect(evaluate('Switch([a], "other", "x", "small")', { a: 'X' })).toBe('other')
    expect(evaluate('Switch([a], , "True", "on")', { a: true })).toBe('on')
    expect(errorOf('Switch([a], "", "k")').message).toBe('Switch needs at least 4 arguments, not 3')
    expect(errorOf('Switch([a], "", "k", "v", "k2")').message).toContain('in pairs')
  })
  test('Coalesce keeps an empty text, which then is no value', () => {
    expect(evaluate('Coalesce(Left([a], 1), "default")')).toBeUndefined()
    expect(evaluate('Coalesce([a], "default")')).toBe('default')
  })
})

describe('lists', () => {
  test('Join skips what is empty and spreads lists', () => {
    expect(evaluate('Join("-", "", [a], Left([b], 1), [c])', { c: ['x', '', 'y'] })).toBe('x-y')
    expect(evaluate('Join(" ", [a], [b])')).toBeUndefined()
  })
  test('Item counts from 1', () => {
    expect(evaluate('Item([a], 1)', { a: 'only' })).toBe('only')
    expect(errorOf('Item([a], 0)', { a: 'x' }).message).toBe('Item: argument 2 (index) must be 1 or more: 0')
  })
  test('Split takes the delimiter as text, not as a pattern', () => {
    expect(evaluate('Split("a.b.c", ".")')).toEqual(['a', 'b', 'c'])
    expect(evaluate('Split(" , ", ",")')).toBeUndefined()
    expect(errorOf('Split("a", "")').message).toContain('(delimiter) may not be empty')
  })
  test('Count of one value is 1', () => {
    expect(evaluate('Count([a])', { a: 'x' })).toBe(1)
  })
})

describe('text', () => {
  test('a missing source is no value, an argument of the wrong kind an error', () => {
    expect(evaluate('ToLower([a])')).toBeUndefined()
    expect(evaluate('Append("x", [a])')).toBe('x')
    expect(errorOf('ToLower([a])', { a: ['x', 'y'] }).message).toBe(
      'ToLower: argument 1 (source) must be a single value: ["x","y"]',
    )
    expect(errorOf('Left("x", "y")').message).toBe('Left: argument 2 (count) must be an integer: "y"')
  })
  test('characters outside the basic plane stay whole', () => {
    expect(evaluate('Left("😀😀", 1)')).toBe('😀')
    expect(evaluate('Mid("a😀b", 3, 1)')).toBe('b')
    expect(evaluate('InStr("😀b", "b")')).toBe(2)
  })
  test('InStr gives 0 when there is nothing to find', () => {
    expect(evaluate('InStr([a], "x")')).toBe(0)
    expect(evaluate('InStr("abc", "x")')).toBe(0)
    expect(errorOf('InStr("abc", "a", 0)').message).toContain('(start) must be 1 or more')
  })
  test('Word ignores empty words and numbers below 1', () => {
    expect(evaluate('Word("  a  b", 2, " ")')).toBe('b')
    expect(evaluate('Word("a b", 0, " ")')).toBeUndefined()
  })
  test('PCase with and without separators', () => {
    expect(evaluate('PCase("anna-maria VON")')).toBe('Anna-Maria Von')
    expect(evaluate('PCase("anna-maria VON", " ")')).toBe('Anna-maria Von')
    expect(evaluate('PCase("élise")')).toBe('Élise')
  })
  test('letters never become two in a change of case', () => {
    expect(evaluate('ToLower("İ")')).toBe('İ')
    expect(errorOf('ToLower("x", "no such culture")').message).toContain(
      '(culture) must be the name of a culture',
    )
  })
  test('NormalizeDiacritics leaves other scripts alone', () => {
    expect(evaluate('NormalizeDiacritics("Łódź, Ærø, ǟ, İ")')).toBe('Lodz, AEroe, a, I')
    expect(evaluate('NormalizeDiacritics("Андрей が 한국 Ωδή")')).toBe('Андрей が 한국 Ωδή')
  })
  test('EscapeDNComponent escapes what RFC 4514 reserves', () => {
    expect(evaluate('EscapeDNComponent([a])', { a: 'a,b+c"d\\e<f>g;h' })).toBe(
      'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h',
    )
    expect(evaluate('EscapeDNComponent([a])', { a: ' ' })).toBe('\\ ')
    expect(evaluate('EscapeDNComponent([a])', { a: 'x\\ ' })).toBe('x\\\\\\ ')
    expect(evaluate('EscapeDNComponent([a])', { a: 'a\nb\0' })).toBe('a\\0Ab\\00')
    expect(connect('EscapeDNComponent("CN=" & [a]) & "," & %Forest%', { a: 'Smith, J' })).toBe(
      'CN=Smith\\, J,DC=contoso',
    )
  })
})

describe('Replace', () => {
  test('puts special replacement characters in as they are', () => {
    expect(evaluate('Replace("a-b", "-",,,"$&",,)')).toBe('a$&b')
    expect(evaluate('Replace("a-b",,"-",,,[x],)', { x: '$&' })).toBe('a$&b')
    expect(evaluate('Replace([x], "{0}",,,,,"<{0}>")', { x: '$&' })).toBe('<$&>')
  })
  test('a missing source gives no value, a missing replacement the source', () => {
    expect(evaluate('Replace([a],"x",,,"y",,)')).toBeUndefined()
    expect(evaluate('Replace("x","x",,,,[missing],)')).toBe('x')
  })
  test('a group is replaced in every match', () => {
    expect(evaluate('Replace("a1b2",,"[a-z](?<n>\\\\d)","n","#",,)')).toBe('a#b#')
    expect(errorOf('Replace("a1",,"[a-z]","n","#",,)').message).toContain('(regexGroupName)')
  })
  test('(?i) ignores case and \\p{…} knows Unicode', () => {
    expect(evaluate('Replace("ABC",,"(?i)b",,"",,)')).toBe('AC')
    expect(evaluate('Replace("aЖb",,"\\\\p{Cyrillic}",,"",,)')).toBe('ab')
  })
  test.each([
    ['(?<=a)b', 'look-around', 'put it back with $1'],
    ['a(?!b)', 'look-around', 'put it back with $1'],
    ['(a)\\\\1', 'a back reference', 'a second time'],
    ['(?<x>a)\\\\k<x>', 'a back reference', 'a second time'],
    ['(?>a)', 'an atomic group', '(?:…)'],
    ["(?'n'a)", 'a group named with quotes', '(?<name>…)'],
    ['[a-z-[aeiou]]', 'one class taken from another', 'remain'],
    ['\\\\p{IsCyrillic}', 'a named Unicode block', 'script'],
    ['(?x) a', 'the option x', 'spaces'],
    ['(a', 'not a regular expression', 'Correct'],
    ['[', 'not a regular expression', 'Correct'],
    ['(a{1000}){1000}', 'not a regular expression', 'Correct'],
    ['a'.repeat(1001), 'a pattern of 1001 characters', 'simpler'],
  ])('refuses the pattern %.20s when the expression is compiled', (pattern, problem, advice) => {
    const error = errorOf(`Replace([missing],,"${pattern}",,"",,)`)
    expect(error.message).toContain('(regexPattern) is ')
    expect(error.message).toContain(problem)
    expect(error.advice).toContain(advice)
  })
  test('takes what looks foreign inside a class or behind a backslash for what it is', () => {
    expect(evaluate('Replace("a(?=b",,"[(?=]+",,"",,)')).toBe('ab')
    expect(evaluate('Replace("a(?=b",,"\\\\(\\\\?=",,"",,)')).toBe('ab')
    expect(evaluate('Replace("a]-b",,"[]-]",,"",,)')).toBe('ab')
    expect(evaluate('Replace("a1",,"[[:digit:]]",,"",,)')).toBe('a')
  })
  test('a template gives groups by number and name; what is none stays', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own placeholders
    expect(evaluate('Replace("ab",,"(a)(?<x>b)",,"${x}$1$$$9${y}",,)')).toBe('ba$$9${y}')
    expect(evaluate('Replace("aab",,"(a)|(b)",,"<$2>",,)')).toBe('<><><b>')
  })
  test.each(['(a+)+$', '(a|aa)+$', '(a*)*b', '((a?)b*){5}c', '(\\\\w+\\\\s?)*$', 'a*a*a*a*b'])(
    'the pattern %s, which hangs other engines, is soon done with 50,000 characters',
    (pattern) => {
      const started = performance.now()
      evaluate(`Replace([a],,"${pattern}",,"",,)`, { a: `${'a'.repeat(50_000)}!` })
      expect(performance.now() - started).toBeLessThan(2000)
    },
  )
  test('a large pattern may see less text', () => {
    const error = errorOf('Replace([a],,"(a?){500}(a){500}$",,"",,)', { a: 'a'.repeat(100_000) })
    expect(error.message).toContain('is too long for this pattern')
  })
  test('a text that grows without bound is stopped', () => {
    const ten = '"aaaaaaaaaa"'
    const nested = Array.from({ length: 8 }).reduce<string>(
      (inner) => `Replace(${inner},"a",,,${ten},,)`,
      ten,
    )
    expect(errorOf(nested).message).toContain('makes a text of')
  })
})

describe('connect', () => {
  test('text functions work on each value', () => {
    expect(connect('Trim([a])', { a: [' x ', 'y '] })).toEqual(['x', 'y'])
    expect(connect('Trim([a])')).toBeUndefined()
  })
})
