import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../main/expressions/compile.ts'
import { parseExpression } from '../../../main/expressions/parse.ts'
import { connect, errorOf, evaluate } from './evaluate.ts'

describe('what both dialects share', () => {
  test('attributes may have any name', () => {
    expect(evaluate('[urn:x:2.0:User.name family]', { 'urn:x:2.0:User.name family': 'x' })).toBe('x')
    expect(evaluate('Join("", [system.mail], "…")', { 'system.mail': 'a' })).toBe('a…')
  })
  test('function names, True and False in any case', () => {
    expect(evaluate('tOlOwEr("X")')).toBe('x')
    expect(evaluate('IIF(TRUE, "a", "b")')).toBe('a')
  })
  test('& and - are operators behind an operand, signs before a number', () => {
    expect(connect('[a]-1', { a: 3 })).toBe(2)
    expect(connect('2*-1')).toBe(-2)
    expect(connect('(2)-1')).toBe(1)
    expect(connect('"x" & &HF')).toBe('x15')
  })
  test('numbers', () => {
    expect(evaluate('&hff')).toBe(255)
    expect(evaluate('-1.5')).toBe(-1.5)
    expect(evaluate('129699324000000001')).toBe('129699324000000001')
    expect(errorOf('12abc').message).toBe('"12a" is not a number')
  })
  test('line ends and spaces between parts mean nothing', () => {
    expect(evaluate('\n Join (\r\n "-",\t[a] , "b" )\n', { a: 'x' })).toBe('x-b')
  })
  test('NULL and CRLF', () => {
    expect(evaluate('NULL')).toBeUndefined()
    expect(connect('"a" & CRLF & "b"')).toBe('a\r\nb')
  })
})

describe('strings', () => {
  test('entra: backslash and doubled quotes', () => {
    expect(evaluate('"a \\"b\\" \\\\ ""c"" \\s"')).toBe('a "b" \\ "c" \\s')
  })
  test('connect: a backslash is a backslash, written once or twice', () => {
    expect(connect('"C:\\"')).toBe('C:\\')
    expect(connect(String.raw`"\\0ACNF:"`)).toBe(String.raw`\0ACNF:`)
    expect(connect(String.raw`"\0ACNF:"`)).toBe(String.raw`\0ACNF:`)
    expect(connect('"say ""hi"""')).toBe('say "hi"')
  })
  test('a string that does not end says where it began', () => {
    expect(errorOf('Join(" ",\n  "abc\\")')).toMatchObject({
      line: 2,
      column: 3,
      message: 'This string has no closing quote',
    })
  })
})

describe('operators', () => {
  test('connect works strictly from left to right, && and || after everything else', () => {
    expect(connect('2 + 3 * 4')).toBe(20)
    expect(connect('2 * (5 + 3)')).toBe(16)
    expect(connect('10 - 2 - 3')).toBe(5)
    expect(connect('True || False && False')).toBe(false)
    expect(connect('1 + 1 = 2')).toBe(true)
  })
  test('connect: comparisons stand beside && and || without parentheses', () => {
    const values = { a: 'x', b: 'y' }
    expect(connect('[a] = "x" && [b] = "y"', values)).toBe(true)
    expect(connect('[a] = "y" || [b] = "y" && [a] = "x"', values)).toBe(true)
    expect(connect('[a] = "x" || [b] = "y" && [a] = "y"', values)).toBe(false)
    expect(connect('InStr([a], "x") > 0 && Left([b], 1) & "!" = "y!"', values)).toBe(true)
    expect(connect('[a] = "x" || Item([a], 9) = "x"', values)).toBe(true)
  })
  test('connect: what is no condition beside && is told', () => {
    const error = errorOf('[a] && [b] = "y"', { a: 'x', b: 'y' }, 'connect')
    expect(error.message).toBe('Both sides of && must be a condition; "x" is not')
    expect(error.advice).toContain('parentheses')
  })
  test('entra: comparisons bind tighter than &&, && tighter than ||', () => {
    expect(evaluate('[a] = "x" && [b] = "y"', { a: 'x', b: 'y' })).toBe(true)
    expect(evaluate('True || False && False')).toBe(true)
    expect(evaluate('(True || False) && False')).toBe(false)
  })
  test('&& and || stop when they know', () => {
    expect(evaluate('False && Item([a], 0) = "x"', { a: 'x' })).toBe(false)
    expect(evaluate('True || Item([a], 0) = "x"', { a: 'x' })).toBe(true)
  })
  test('comparison of text, numbers, booleans and what is missing', () => {
    expect(evaluate('"a" = "A"')).toBe(false)
    expect(evaluate('[n] > 9', { n: '10' })).toBe(true)
    expect(evaluate('"10" > "9"')).toBe(false)
    expect(evaluate('[active] = "true"', { active: true })).toBe(true)
    expect(evaluate('[a] = NULL')).toBe(true)
    expect(evaluate('[a] <> "x"')).toBe(true)
    expect(evaluate('[a] < 5')).toBe(false)
    expect(evaluate('"x" < 5')).toBe(false)
    expect(evaluate('[t] < 9223372036854775807', { t: '9223372036854775806' })).toBe(true)
  })
  test('connect: + adds numbers and puts texts together, & always writes text', () => {
    expect(connect('[n] + 1', { n: '2' })).toBe(3)
    expect(connect('"a" + "b"')).toBe('ab')
    expect(connect('1 & [missing] & True')).toBe('1True')
    expect(connect('[a] & &HF', { a: 'x' })).toBe('x15')
    expect(errorOf('"a" - 1', {}, 'connect').message).toBe('Both sides of - must be a number; "a" is not')
  })
  test('entra has no arithmetic and says what to use', () => {
    expect(errorOf('[a] & [b]').advice).toContain('Join')
    expect(errorOf('%Forest%').advice).toContain('dialect: connect')
  })
})

describe('arguments', () => {
  test('may be empty where the function allows it', () => {
    expect(evaluate('Replace([x],,"[^0-9]",,"",,)', { x: 'a1b2' })).toBe('12')
    expect(errorOf('Left(,1)').message).toBe('Left: argument 1 (source) may not be empty')
  })
  test('are counted', () => {
    expect(errorOf('Left("x")').message).toBe('Left needs at least 2 arguments, not 1')
    expect(errorOf('ToLower("x","de","y")').message).toBe('ToLower takes at most 2 arguments, not 3')
    expect(errorOf('Not()').message).toBe('Not needs at least 1 argument, not 0')
  })
})

describe('errors', () => {
  test('give offset, line, column and advice', () => {
    expect(errorOf('Join(" ",\n  Jion("a", "b"))')).toMatchObject({
      message: 'There is no function "Jion" in the dialect "entra"',
      offset: 12,
      line: 2,
      column: 3,
      advice: 'Did you mean Join?',
    })
  })
  test.each([
    ['', 'The expression is empty', 'Write an attribute'],
    ['Append("a","b"', 'found the end of the expression', undefined],
    ['mail', '"mail" is neither a constant nor a function call', '[mail]'],
    ['ToLower', '"ToLower" is neither', 'parentheses'],
    ['“x”', 'found "“"', 'straight'],
    ["'x'", `found "'"`, 'double quotes'],
    ['[mail', 'no closing ]', '[name]'],
    ['[ ]', 'has no name', '[name]'],
    ['"a" "b"', 'Expected an operator or the end of the expression, found "b"', undefined],
    ['Left([a] 1)', 'Expected "," or ")", found "1"', undefined],
    ['([a]', 'Expected ")", found the end of the expression', undefined],
    ['[a] = ', 'Expected a value, found the end of the expression', undefined],
    ['Frobnicate("a")', 'There is no function "Frobnicate"', 'Known here: Append'],
  ])('%s', (expression, message, advice) => {
    const error = errorOf(expression)
    expect(error.message).toContain(message)
    if (advice) expect(error.advice).toContain(advice)
  })
  test('a function of the other dialect is recognised', () => {
    expect(errorOf('Append("a", "b")', {}, 'connect').advice).toBe('Append belongs to the dialect "entra".')
  })
  test('at run time they name function, argument and value', () => {
    const error = errorOf('Join(" ", Left([name], [count]))', { name: 'x', count: 'many' })
    expect(error.message).toBe('Left: argument 2 (count) must be an integer: "many"')
    expect(error.offset).toBe(23)
    expect(errorOf('%Missing%', {}, 'connect').message).toBe('The parameter %Missing% has no value')
  })
  test('what is too deep or too long is refused, not crashed on', () => {
    expect(errorOf(`${'('.repeat(5000)}1${')'.repeat(5000)}`).message).toContain('levels of nesting')
    expect(errorOf(`1${' = 1'.repeat(5000)}`).message).toContain('operators')
    expect(errorOf('"'.padEnd(40_000, 'x')).message).toContain('32000 is the limit')
  })
})

describe('a compiled expression', () => {
  test('names its attributes once, in order', () => {
    const compiled = compileExpression(parseExpression('IIF([b] = "1", [a], Append([b], [c]))'))
    expect(compiled.attributes).toEqual(['b', 'a', 'c'])
    expect(compiled.unique).toBe(false)
    expect(compiled.candidates).toBeUndefined()
  })
  test('reads nothing when it is compiled', () => {
    expect(() => compileExpression(parseExpression('Item([a], 0)'))).not.toThrow()
  })
  test('drops empty results', () => {
    expect(evaluate('""')).toBeUndefined()
    expect(evaluate('[a]', { a: ['', 'x'] })).toEqual(['x'])
  })
})

test('the expressions of 1,000 rules are read and compiled in less than a second', () => {
  const expressions = [
    'ToLower(Join("@", NormalizeDiacritics(StripSpaces(Join(".", [first], [last]))), "contoso.com"))',
    'Switch([state], "Australia/Sydney", "NSW", "Australia/Sydney", "QLD", "Australia/Brisbane")',
    'IIF([status] = "Active" && IsPresent([mail]), Replace([phone],,"[()\\\\s-]+",,"",,), "none")',
  ]
  const started = performance.now()
  for (let rule = 0; rule < 1_000; rule++)
    for (const expression of expressions) compileExpression(parseExpression(expression))
  expect(performance.now() - started).toBeLessThan(1_000)
})

describe('SelectUniqueValue', () => {
  const rules = 'SelectUniqueValue(Append(Left([f], 1), [l]), Left([x], 1), [x], Append([f], [l]))'
  test('gives all candidates in order, the empty ones left out', () => {
    const compiled = compileExpression(parseExpression(rules))
    const read = (name: string) => ({ f: 'Jo', l: 'Smith' })[name]
    expect(compiled.unique).toBe(true)
    expect(compiled.candidates?.(read, { today: '2026-01-31' })).toEqual(['JSmith', 'JoSmith'])
    expect(compiled.evaluate(read, { today: '2026-01-31' })).toBe('JSmith')
    expect(compiled.attributes).toEqual(['f', 'l', 'x'])
  })
  test('stands alone, outermost, with two rules at least', () => {
    expect(errorOf('ToLower(SelectUniqueValue("a", "b"))').message).toBe(
      'SelectUniqueValue must be the outermost function',
    )
    expect(errorOf('(SelectUniqueValue("a", "b"))').message).toContain('outermost')
    expect(errorOf('SelectUniqueValue("a", "b") = "a"').message).toBe('SelectUniqueValue must stand alone')
    expect(errorOf('SelectUniqueValue("a")').message).toContain('at least 2 arguments')
    expect(errorOf('SelectUniqueValue("a", )').message).toContain('may not be empty')
  })
})
