import type { Scalar } from '../../../connectors/spi/value.ts'
import type { Dialect } from '../ast.ts'
import { integerValue } from '../conversion.ts'
import { datePattern } from '../dates/date-pattern.ts'
import { formatDate } from '../dates/format-date.ts'
import { americanText, fromFileTime, type Instant, isoText, toFileTime } from '../dates/instant.ts'
import { addInterval, boundariesBetween, type Interval, intervalOf } from '../dates/interval.ts'
import { defaultStyles, parseExact, readStyles } from '../dates/parse-exact.ts'
import { readDate } from '../dates/read-date.ts'
import {
  type Arguments,
  type CallSite,
  entry,
  type FunctionEntry,
  type Parameter,
} from '../function-entry.ts'
import { date, integer, number, text } from '../parameter.ts'
import type { Environment, Scope } from '../scope.ts'

interface Dated<P extends readonly Parameter[]> {
  readonly name: string
  readonly parameters: P
  readonly documentation: string
  readonly examples: Record<Dialect, FunctionEntry['examples']>
}

/** A function that gives a date: in `entra` American text, as documented; in `connect` ISO 8601, as our attributes hold dates. */
function inBoth<const P extends readonly Parameter[]>(
  { examples, ...shared }: Dated<P>,
  compute: (args: Arguments<P>, site: CallSite, environment: Environment, dialect: Dialect) => Instant,
): FunctionEntry[] {
  return (['entra', 'connect'] as const).map((dialect) => ({
    ...shared,
    dialects: [dialect],
    examples: examples[dialect],
    ...(dialect === 'connect' ? { returns: 'date' as const } : {}),
    call: (args: Arguments<P>, site: CallSite, { environment }: Scope): string => {
      const instant = compute(args, site, environment, dialect)
      return dialect === 'entra' ? americanText(instant) : isoText(instant)
    },
  }))
}

const dateAdd = {
  name: 'DateAdd',
  parameters: [text('interval'), integer('value'), date('date')] as const,
  documentation:
    'The date so many intervals later, or earlier when the number is negative: `yyyy` years, `q` quarters (`connect`), `m` months, `ww` weeks, `d` days (in `connect` also `y` and `w`), `h` hours, `n` minutes, `s` seconds. A month later is never further than its last day.',
  examples: {
    entra: [
      {
        expression: 'DateAdd("d", 7, CDate([StatusHireDate]))',
        attributes: { StatusHireDate: '2012-03-16-07:00' },
        result: '3/23/2012 7:00:00 AM',
      },
      {
        expression: 'DateAdd("d", -10, CDate([StatusHireDate]))',
        attributes: { StatusHireDate: '2012-03-16-07:00' },
        result: '3/6/2012 7:00:00 AM',
      },
      {
        expression: 'DateAdd("ww", 2, CDate([StatusHireDate]))',
        attributes: { StatusHireDate: '2012-03-16-07:00' },
        result: '3/30/2012 7:00:00 AM',
      },
      {
        expression: 'DateAdd("m", 10, CDate([StatusHireDate]))',
        attributes: { StatusHireDate: '2012-03-16-07:00' },
        result: '1/16/2013 7:00:00 AM',
      },
      {
        expression: 'DateAdd("yyyy", 2, CDate([StatusHireDate]))',
        attributes: { StatusHireDate: '2012-03-16-07:00' },
        result: '3/16/2014 7:00:00 AM',
      },
    ],
    connect: [
      { expression: 'DateAdd("m", 3, CDate("2001-01-01"))', result: '2001-04-01T00:00:00Z' },
      { expression: 'DateAdd("m", 1, CDate("2026-01-31"))', result: '2026-02-28T00:00:00Z' },
      { expression: 'DateAdd("q", -1, CDate("2026-01-31"))', result: '2025-10-31T00:00:00Z' },
    ],
  },
} satisfies Dated<readonly Parameter[]>

const dateDiff = {
  name: 'DateDiff',
  documentation:
    'How many boundaries of an interval lie between two dates: midnights for `d`, Sundays for `ww`, first days of a month for `m` and of a year for `yyyy`, full hours, minutes and seconds for `h`, `n` and `s`. Negative when the second date is the earlier one.',
}
const documentedDifferences = [
  ['d', '2021-08-18+08:00', '2021-08-31+08:00', 13],
  ['d', '8/25/2021 5:41:18 PM', '2012-03-16-07:00', -3449],
  ['ww', '8/25/2021 5:41:18 PM', '2012-03-16-07:00', -493],
  ['m', '8/25/2021 5:41:18 PM', '2012-03-16-07:00', -113],
  ['yyyy', '8/25/2021 5:41:18 PM', '2012-03-16-07:00', -9],
  ['d', '2021-08-31+08:00', '2021-08-31+08:00', 0],
  ['h', '2021-08-24', '2021-08-25', 24],
  ['n', '2021-08-24', '2021-08-25', 1440],
  ['s', '2021-08-24', '2021-08-25', 86400],
] as const

export const dateFunctions: readonly FunctionEntry[] = [
  ...inBoth(
    {
      name: 'CDate',
      parameters: [text('expression')],
      documentation:
        'The date that a text says, in UTC: a text without an offset is UTC. Month before day where it is written with numbers; a text that is no date is an error.',
      examples: {
        entra: [
          {
            expression: 'CDate([StatusHireDate])',
            attributes: { StatusHireDate: '2020-03-16-07:00' },
            result: '3/16/2020 7:00:00 AM',
          },
          { expression: 'CDate("2021-06-30+08:00")', result: '6/29/2021 4:00:00 PM' },
          { expression: 'CDate("2009-06-15T01:45:30-07:00")', result: '6/15/2009 8:45:30 AM' },
        ],
        connect: [
          { expression: 'CDate("2013-01-10 4:00 PM -8")', result: '2013-01-11T00:00:00Z' },
          { expression: 'CDate("12/25/2007")', result: '2007-12-25T00:00:00Z' },
        ],
      },
    },
    ([written], site) =>
      readDate(written) ??
      site.fail(0, written, 'must be a date', 'FormatDateTime reads dates of any other form.'),
  ),
  ...inBoth(dateAdd, ([interval, count, from], site, _environment, dialect) => {
    const known = knownInterval(interval, dialect, site)
    return addInterval(from, known, count) ?? site.fail(1, count, 'leads out of the years 1 to 9999')
  }),
  entry({
    ...dateDiff,
    dialects: ['entra'],
    parameters: [text('interval'), date('date1'), date('date2')],
    examples: [
      ...documentedDifferences.map(([interval, from, to, result]) => ({
        expression: `DateDiff("${interval}", CDate([from]), CDate([to]))`,
        attributes: { from, to },
        result,
      })),
    ] as unknown as FunctionEntry['examples'],
    call: ([interval, from, to], site) => boundariesBetween(from, to, knownInterval(interval, 'entra', site)),
  }),
  ...inBoth(
    {
      name: 'DateFromNum',
      parameters: [number('value')],
      documentation:
        'The date of a number as Active Directory keeps dates: 100 ns since 1601. 9223372036854775807, which means never, is an error.',
      examples: {
        entra: [{ expression: 'DateFromNum(129699324000000000)', result: '1/1/2012 11:00:00 PM' }],
        connect: [{ expression: 'DateFromNum(129699324000000000)', result: '2012-01-01T23:00:00Z' }],
      },
    },
    ([value], site) => {
      const ticks = integerOf(value)
      const instant = ticks === undefined ? undefined : fromFileTime(ticks)
      return (
        instant ??
        site.fail(0, value, 'must be a date as Active Directory keeps it', '9223372036854775807 means never.')
      )
    },
  ),
  entry({
    name: 'FormatDateTime',
    dialects: ['entra'],
    parameters: [
      text('source'),
      text('dateTimeStyles', { optional: true }),
      text('inputFormat'),
      text('outputFormat'),
    ],
    documentation:
      'A date from one .NET format into another. The text must be exactly in the input format, unless the styles allow white space; an offset in it is worked into the time, which is UTC from then on. Names of months and days are English.',
    examples: [
      {
        expression: 'FormatDateTime([extensionAttribute1], , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")',
        attributes: { extensionAttribute1: '20150123105347.1Z' },
        result: '2015-01-23',
      },
      {
        expression: 'FormatDateTime([ContractEndDate], ,"yyyy-MM-ddzzz", "yyyy-MM-dd")',
        attributes: { ContractEndDate: '2020-12-31-08:00' },
        result: '2020-12-31',
      },
      {
        expression: 'FormatDateTime([endDate], ,"M/d/yyyy hh:mm:ss tt","yyyy-MM-dd")',
        attributes: { endDate: '7/2/2021 03:33:38 PM' },
        result: '2021-07-02',
      },
    ],
    call: ([source, styles, input, output], site, { environment }) => {
      const known = styles === undefined || styles.trim() === '' ? defaultStyles : readStyles(styles)
      if (!known) return site.fail(1, styles, 'must be names of .NET DateTimeStyles', 'Leave it empty.')
      const pattern = datePattern(input)
      if (!pattern) return site.fail(2, input, 'must be a .NET date format')
      const instant = parseExact(source, pattern, known, environment.today)
      if (instant === undefined) return site.fail(0, source, `must be a date in the form ${input}`)
      return written(instant, output, 3, site)
    },
  }),
  entry({
    name: 'FormatDateTime',
    dialects: ['connect'],
    parameters: [date('value'), text('format')],
    documentation: 'A date written in a .NET format. Names of months and days are English.',
    examples: [
      { expression: 'FormatDateTime(CDate("12/25/2007"),"yyyy-MM-dd")', result: '2007-12-25' },
      {
        expression: 'FormatDateTime(DateFromNum([pwdLastSet]),"yyyyMMddHHmmss.0Z")',
        attributes: { pwdLastSet: '130543784930000000' },
        result: '20140905081453.0Z',
      },
    ],
    call: ([instant, format], site) => written(instant, format, 1, site),
  }),
  ...inBoth(
    {
      name: 'Now',
      parameters: [],
      documentation:
        'The instant the synchronization counts as, in UTC: the beginning of its day unless it says a time.',
      examples: {
        entra: [{ expression: 'Now()', result: '1/31/2026 12:00:00 AM', note: 'on 2026-01-31' }],
        connect: [{ expression: 'Now()', result: '2026-01-31T00:00:00Z', note: 'on 2026-01-31' }],
      },
    },
    (_args, site, { now, today }) =>
      readDate(now ?? today) ??
      site.refuse(`"${now ?? today}" is no instant`, 'Write it like 2026-03-10T08:30:00Z.'),
  ),
  entry({
    name: 'NumFromDate',
    dialects: ['entra', 'connect'],
    returns: 'integer',
    parameters: [date('value')],
    documentation: 'A date as the number that Active Directory keeps: 100 ns since 1601.',
    examples: [
      { expression: 'NumFromDate(CDate("2012-01-01 23:00:00"))', result: '129699324000000000' },
      {
        expression: 'NumFromDate("2020-12-31 23:59:59-08:00")',
        result: '132539615990000000',
      },
    ],
    call: ([instant], site) => {
      const ticks = toFileTime(instant)
      if (ticks === undefined) return site.fail(0, isoText(instant), 'must not be before 1601')
      return integerValue(ticks)
    },
  }),
]

function written(instant: Instant, format: string, argument: number, site: CallSite): string {
  const pattern = datePattern(format)
  return pattern
    ? formatDate(instant, pattern)
    : site.fail(argument, format, 'must be a .NET date format', 'Write one like yyyy-MM-dd.')
}

const onlyConnect = new Set(['q', 'y', 'w'])

function knownInterval(name: string, dialect: Dialect, site: CallSite): Interval {
  const known = dialect === 'entra' && onlyConnect.has(name.toLowerCase()) ? undefined : intervalOf(name)
  const names = dialect === 'entra' ? 'yyyy, m, ww, d, h, n or s' : 'yyyy, q, m, ww, w, d, y, h, n or s'
  return known ?? site.fail(0, name, `must be ${names}`)
}

function integerOf(value: Scalar): bigint | undefined {
  if (typeof value === 'boolean') return undefined
  return typeof value === 'string' || Number.isSafeInteger(value) ? BigInt(value) : undefined
}
