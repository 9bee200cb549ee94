import { describe, expect, test } from 'vitest'
import { datePattern } from '../../../main/expressions/dates/date-pattern.ts'
import { formatDate } from '../../../main/expressions/dates/format-date.ts'
import { isoText } from '../../../main/expressions/dates/instant.ts'
import { readDate } from '../../../main/expressions/dates/read-date.ts'
import { connect, errorOf, evaluate, outcomeOf } from './evaluate.ts'

const iso = (text: string): string | undefined => {
  const instant = readDate(text)
  return instant === undefined ? undefined : isoText(instant)
}

describe('dates as they are written', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-1-5', '2026-01-05T00:00:00Z'],
    ['2026/01/31 23:59', '2026-01-31T23:59:00Z'],
    ['2021-06-30+08:00', '2021-06-29T16:00:00Z'],
    ['2020-03-16-0700', '2020-03-16T07:00:00Z'],
    ['2013-01-10 4:00 PM -8', '2013-01-11T00:00:00Z'],
    ['2013-01-10 4 pm', '2013-01-10T16:00:00Z'],
    ['2026-01-31T12:00:00.1234567Z', '2026-01-31T12:00:00.1234567Z'],
    ['2026-01-31T12:00:00.12345678Z', '2026-01-31T12:00:00.1234567Z'],
    ['12/25/2007', '2007-12-25T00:00:00Z'],
    ['8/25/2021 5:41:18 PM', '2021-08-25T17:41:18Z'],
    ['1/1/2026 12:00:00 AM', '2026-01-01T00:00:00Z'],
    ['1/1/2026 12:30 PM', '2026-01-01T12:30:00Z'],
    ['1/1/49', '2049-01-01T00:00:00Z'],
    ['1/1/50', '1950-01-01T00:00:00Z'],
    ['1 January 2012', '2012-01-01T00:00:00Z'],
    ['Jan 2, 2012 11:00 PM', '2012-01-02T23:00:00Z'],
    ['Sun, 01 Jan 2012 10:00:00 GMT', '2012-01-01T10:00:00Z'],
    ['20140905081453.0Z', '2014-09-05T08:14:53Z'],
    ['0001-01-01', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.9999999Z', '9999-12-31T23:59:59.9999999Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
  ])('%s is %s', (written, expected) => {
    expect(iso(written)).toBe(expected)
  })
  test.each([
    '',
    'tomorrow',
    '2026-02-29',
    '2026-13-01',
    '25/12/2007',
    '2026-01-01T24:00:00Z',
    '2026-01-01 13:00 PM',
    '2026-01-01+15:00',
    '0001-01-01+01:00',
    '2026-01-01 x',
    '10000-01-01',
    '12',
    '2026-01-01T10:60',
    '20260101',
  ])('%j is no date', (written) => {
    expect(iso(written)).toBeUndefined()
  })
})

describe('.NET formats', () => {
  const at = readDate('2009-06-05T03:04:05.0678000Z')!
  test.each([
    ['d', '06/05/2009'],
    ['D', 'Friday, 05 June 2009'],
    ['f', 'Friday, 05 June 2009 03:04'],
    ['F', 'Friday, 05 June 2009 03:04:05'],
    ['g', '06/05/2009 03:04'],
    ['G', '06/05/2009 03:04:05'],
    ['M', 'June 05'],
    ['o', '2009-06-05T03:04:05.0678000Z'],
    ['R', 'Fri, 05 Jun 2009 03:04:05 GMT'],
    ['s', '2009-06-05T03:04:05'],
    ['t', '03:04'],
    ['T', '03:04:05'],
    ['u', '2009-06-05 03:04:05Z'],
    ['y', '2009 June'],
    ['d/M/yy', '5/6/09'],
    ['ddd dddd', 'Fri Friday'],
    ['MMM MMMM', 'Jun June'],
    ['y yy yyy yyyyy', '9 09 2009 02009'],
    ['h:m:s t tt', '3:4:5 A AM'],
    ['HH hh', '03 03'],
    ['f ff ffff', '0 06 0678'],
    ['s.FFFFFFF', '5.0678'],
    ['s.F', '5'],
    ['zzz zz z K', '+00:00 +00 +0 Z'],
    ["'at' h\\h", 'at 3h'],
    ['%d', '5'],
    ['yyyyMMddTHHmmssZ', '20090605T030405Z'],
    ['gg', 'A.D.'],
  ])('%s', (format, expected) => {
    expect(formatDate(at, datePattern(format)!)).toBe(expected)
  })
  test.each(['', 'x', "'open", '\\', '%', '%%', 'ffffffff'])('%j is none', (format) => {
    expect(datePattern(format)).toBeUndefined()
  })
  test('a noon and a midnight', () => {
    expect(formatDate(readDate('2026-01-01T12:00:00Z')!, datePattern('h tt')!)).toBe('12 PM')
    expect(formatDate(readDate('2026-01-01')!, datePattern('h tt')!)).toBe('12 AM')
  })
})

describe('FormatDateTime of entra', () => {
  const formatted = (source: string, input: string, output = 'o', styles = '') =>
    evaluate(`FormatDateTime([s],"${styles}","${input.replaceAll('\\', '\\\\')}","${output}")`, { s: source })

  test.each([
    ['31.01.2026', 'dd.MM.yyyy', '2026-01-31T00:00:00.0000000Z'],
    ['1.2.26', 'd.M.yy', '2026-02-01T00:00:00.0000000Z'],
    ['Saturday, 31 January 2026', 'D', '2026-01-31T00:00:00.0000000Z'],
    ['Jan 31 2026', 'MMM d yyyy', '2026-01-31T00:00:00.0000000Z'],
    ['2026-01-31T10:00:00.25+02:00', "yyyy-MM-dd'T'HH:mm:ss.FFFK", '2026-01-31T08:00:00.2500000Z'],
    ['2026-01-31T10:00:00', "yyyy-MM-dd'T'HH:mm:ss.FFFK", '2026-01-31T10:00:00.0000000Z'],
    ['2026-01-31T10:00:00Z', "yyyy-MM-dd'T'HH:mm:ssK", '2026-01-31T10:00:00.0000000Z'],
    ['2026-01-31-0800', 'yyyy-MM-ddzzz', '2026-01-31T08:00:00.0000000Z'],
    ['20260131 12 AM', 'yyyyMMdd hh tt', '2026-01-31T00:00:00.0000000Z'],
    ['  2026-01-31 ', 'yyyy-MM-dd', '2026-01-31T00:00:00.0000000Z'],
    ['10:30', 'HH:mm', '2026-01-31T10:30:00.0000000Z'],
    ['2020', 'yyyy', '2020-01-01T00:00:00.0000000Z'],
    ['1/31/2026', 'MM/dd/yyyy', undefined],
    ['2026-01-31', 'yyyy-dd-MM', undefined],
    ['Sunday, 31 January 2026', 'D', undefined],
    ['2026-01-31x', 'yyyy-MM-dd', undefined],
  ])('reads %s as %s', (source, input, expected) => {
    if (expected === undefined)
      expect(() => formatted(source, input)).toThrow(`must be a date in the form ${input}`)
    else expect(formatted(source, input)).toBe(expected)
  })
  test('styles', () => {
    expect(formatted('10:30', 'HH:mm', 'yyyy-MM-dd', 'NoCurrentDateDefault')).toBe('0001-01-01')
    expect(formatted('2026 - 01 - 31', 'yyyy-MM-dd', 'd', 'DateTimeStyles.AllowInnerWhite')).toBe(
      '01/31/2026',
    )
    expect(() => formatted(' 2026-01-31', 'yyyy-MM-dd', 'd', 'None')).toThrow('must be a date in the form')
    expect(formatted(' 2026-01-31 ', 'yyyy-MM-dd', 'd', 'AllowWhiteSpaces, AssumeUniversal')).toBe(
      '01/31/2026',
    )
    expect(() => formatted('x', 'yyyy', 'd', 'Sloppy')).toThrow('DateTimeStyles')
  })
  test('the offset of the input moves the day, for the result is UTC', () => {
    expect(formatted('2021-06-30+08:00', 'yyyy-MM-ddzzz', 'yyyy-MM-dd')).toBe('2021-06-29')
  })
  test('a missing source is no value; a missing format an error', () => {
    expect(evaluate('FormatDateTime([s],,"yyyy","yyyy")')).toBeUndefined()
    expect(errorOf('FormatDateTime([s],,,"yyyy")').message).toContain('(inputFormat) may not be empty')
  })
})

describe('intervals', () => {
  test('a month later is never further than its last day', () => {
    expect(connect('DateAdd("m", 1, "2024-01-31")')).toBe('2024-02-29T00:00:00Z')
    expect(connect('DateAdd("yyyy", -1, "2024-02-29")')).toBe('2023-02-28T00:00:00Z')
    expect(connect('DateAdd("s", -1, "2026-01-01")')).toBe('2025-12-31T23:59:59Z')
    expect(connect('DateAdd("w", 3, "2026-01-01")')).toBe('2026-01-04T00:00:00Z')
  })
  test('outside of the calendar is an error', () => {
    expect(errorOf('DateAdd("yyyy", 9000, "2026-01-01")').message).toContain('years 1 to 9999')
    expect(errorOf('DateAdd("q", 1, "2026-01-01")').message).toContain('must be yyyy, m, ww, d, h, n or s')
    expect(errorOf('DateAdd("d", 9007199254740991, "2026-01-01")').message).toContain('years 1 to 9999')
  })
  test('DateDiff counts boundaries, not spans', () => {
    const difference = (interval: string, from: string, to: string) =>
      evaluate(`DateDiff("${interval}","${from}","${to}")`)
    expect(difference('d', '2026-01-01T23:59:59Z', '2026-01-02T00:00:00Z')).toBe(1)
    expect(difference('yyyy', '2025-12-31', '2026-01-01')).toBe(1)
    expect(difference('m', '2026-01-31', '2026-02-01')).toBe(1)
    expect(difference('ww', '2026-01-31', '2026-02-01')).toBe(1) // a Saturday and a Sunday
    expect(difference('ww', '2026-02-01', '2026-02-07')).toBe(0)
    expect(difference('h', '2026-01-01T10:59:00Z', '2026-01-01T11:00:00Z')).toBe(1)
    expect(difference('s', '2026-01-01T00:00:00.9Z', '2026-01-01T00:00:01.1Z')).toBe(1)
  })
})

describe('file times', () => {
  test('there and back without loss', () => {
    expect(connect('NumFromDate(DateFromNum(129699324000000001))')).toBe('129699324000000001')
    expect(connect('DateFromNum(0)')).toBe('1601-01-01T00:00:00Z')
    expect(connect('NumFromDate("1601-01-01")')).toBe(0)
  })
  test('what means never is an error', () => {
    expect(errorOf('DateFromNum([a])', { a: '9223372036854775807' }).advice).toContain('never')
    expect(errorOf('NumFromDate("1600-12-31")').message).toContain('must not be before 1601')
  })
})

describe('now', () => {
  test('is the instant of the environment, or the beginning of its day', () => {
    expect(outcomeOf('Now()', {}, 'connect', { now: '2026-01-31T08:30:00Z' })).toBe('2026-01-31T08:30:00Z')
    expect(outcomeOf('Now()', {}, 'entra', { now: '2026-01-31T08:30:00Z' })).toBe('1/31/2026 8:30:00 AM')
    expect(errorOf('Now()', {}, 'entra', { now: 'noon' }).message).toBe('"noon" is no instant')
  })
  test('dates that functions have written are compared as dates', () => {
    expect(evaluate('CDate("2026-10-01") > CDate("2026-09-01")')).toBe(true)
    expect(evaluate('CDate("2026-10-01") < Now()')).toBe(false)
    expect(connect('CDate("2026-01-01T00:00:00.5Z") > CDate("2026-01-01")')).toBe(true)
    expect(connect('CDate([a]) <= Now()', { a: '2026-01-31' })).toBe(true)
  })
  test('the documented use: enabled within five days of the hire date', () => {
    const rule =
      'Switch([Active], , "1", IIF(DateDiff("d", Now(), CDate([hire])) > 5, "False", "True"), "0", "False")'
    expect(evaluate(rule, { Active: '1', hire: '2026-02-05-08:00' })).toBe('True')
    expect(evaluate(rule, { Active: '1', hire: '2026-02-06-08:00' })).toBe('False')
  })
})
