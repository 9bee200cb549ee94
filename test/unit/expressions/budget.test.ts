import { expect, test } from 'vitest'
import { errorOf, outcomeOf } from './evaluate.ts'

const many = Array.from({ length: 5_000 }, (_, index) => `value ${index}`)
const long = 'a'.repeat(900_000)

test.each([
  ['Select($a,[many],Select($b,[many],1))', 'asks for more work'],
  ['Select($a,[many],Trim([many]))', 'asks for more work'],
  ['Select($a,[many],[many] & "x")', 'asks for more work'],
  ['Where($a,[many],Count(Where($b,[many],$a=$b))>0)', 'asks for more work'],
  ['Select($a,[many],[long] & "x")', 'text of'],
  ['[long] & [long]', 'text of 1800000 characters'],
  ['[long] + [long]', 'text of 1800000 characters'],
  ['Join(Split([long],"a"),"xyz")', 'text of about'],
  ['Replace([long],"a","bbb")', 'text of more than'],
  ['ReplaceChars([long],"a:bbb")', 'text of more than'],
  ['ConvertToUTF8Hex([long])', 'text of 1800000 characters'],
  ['PadLeft("a",1000000,"0")', 'must not be above'],
])('connect: %s is refused before it takes long', (expression, words) => {
  const started = performance.now()
  const error = errorOf(
    expression,
    { many, long: expression.includes('$a') ? `${long}${long}` : long },
    'connect',
  )
  expect(error.message).toContain(words)
  expect(performance.now() - started).toBeLessThan(8_000)
})

test.each([
  ['Replace([long],"a",,,"bbb",,)', 'text of more than'],
  ['Replace([long],"a",,,,,[long])', 'text of more than'],
  ['Replace([long],,"a",,"$0$0$0",,)', 'text of more than'],
  ['Join([long],[many])', 'text of about'],
  ['Append([long],[long])', 'text of 1800000 characters'],
])('entra: %s is refused before it takes long', (expression, words) => {
  expect(errorOf(expression, { many, long }).message).toContain(words)
})

test('work that a large group asks for is done', () => {
  const members = Array.from({ length: 250_000 }, (_, index) => `CN=${index},DC=x`)
  const kept = outcomeOf('Where($m,[member],InStr($m,"99")>0)', { member: members })
  expect((kept as string[]).length).toBe(8_782)
  expect(outcomeOf('Trim([member])', { member: members })).toHaveLength(250_000)
})
