import type { ConnectorContext, Suggestion } from '../spi/connector.ts'
import type { HrCsvConfig } from './config.ts'
import { dateParser } from './dates.ts'
import { resolveDialect, sampleRows } from './dialect.ts'
import type { Dialect } from './rows.ts'
import { Source, sampleBytes } from './source.ts'

const delimiterName: Readonly<Record<string, string>> = { '\t': 'tab', '|': 'pipe' }
const dateFormats = ['ISO', 'dd.MM.yyyy', 'MM/dd/yyyy', 'dd/MM/yyyy', 'dd-MMM-yyyy', 'yyyyMMdd', 'yyyy/MM/dd']
const keyName =
  /^(employee|emp|worker|person(nel)?|staff|user|eeid|pernr|contractor)[\s_-]*(id|no|nr|num|number|key|code)?$|^id$/i
const managerName = /manager|supervisor|reports[\s_-]*to|vorgesetzt/i
const effectiveName = /effective|valid[\s_-]*from|start[\s_-]*of[\s_-]*validity|gültig[\s_-]*(ab|von)/i
const booleanWords = new Set(['true', 'false', 'yes', 'no', 'y', 'n', 'ja', 'nein'])

interface Sampled {
  readonly header: string
  /** Its cells that are not empty, trimmed. */
  readonly cells: readonly string[]
  readonly rows: number
}

/** Proposals for the configuration from the first 200 kB of the file; none when no file is named yet. */
export async function suggest(
  partial: Readonly<Partial<HrCsvConfig>>,
  context: ConnectorContext,
): Promise<readonly Suggestion[]> {
  if (!partial.file) return []
  const source = await Source.open(context.workspaceDir, partial.file, context.signal)
  try {
    const sample = await source.sample()
    const { size } = await source.stat()
    const settings = {
      encoding: partial.encoding ?? 'auto',
      delimiter: partial.delimiter ?? 'auto',
      quote: partial.quote ?? '"',
      headerRows: partial.headerRows ?? 1,
      skipRows: partial.skipRows ?? 0,
    } as const
    const dialect = resolveDialect(settings, sample)
    const { header, rows } = sampleRows(dialect, sample, size <= sampleBytes)
    return proposals(dialect, header[0] ?? [], rows, partial)
  } finally {
    await source.close()
  }
}

function proposals(
  dialect: Dialect,
  header: readonly string[],
  all: readonly string[][],
  partial: Readonly<Partial<HrCsvConfig>>,
): Suggestion[] {
  const twoHeaders = partial.headerRows === undefined && isSecondHeader(all)
  const rows = twoHeaders ? all.slice(1) : all
  const columns = header.map((name, at): Sampled => {
    const cells = rows.map((row) => (row[at] ?? '').trim()).filter((cell) => cell !== '')
    return { header: name, cells, rows: rows.length }
  })
  const dates = columns.flatMap((column) => dateColumn(column) ?? [])
  return [
    {
      field: 'encoding',
      value: dialect.encoding,
      reason: 'The first bytes of the file are valid in this encoding.',
    },
    {
      field: 'delimiter',
      value: delimiterName[dialect.delimiter] ?? dialect.delimiter,
      reason: `It cuts the header into ${header.length} columns, and the rows into as many.`,
    },
    {
      field: 'headerRows',
      value: twoHeaders ? 2 : dialect.headerRows,
      reason: twoHeaders
        ? 'The second row has words where the rows below have numbers and dates.'
        : 'Data begins in the row after the header.',
    },
    ...keyProposals(columns),
    ...formatProposals(dates),
    ...columnProposals(columns, dates),
    ...referenceProposals(columns),
    ...effectiveProposals(columns, dates),
  ]
}

/** A row of labels below the technical names: no digits, while the rows that follow have some. */
function isSecondHeader(rows: readonly string[][]): boolean {
  const [first, ...others] = rows
  if (!first || others.length === 0) return false
  const withDigits = (row: readonly string[]): number => row.filter((cell) => /\d/.test(cell)).length
  return withDigits(first) === 0 && others.slice(0, 20).every((row) => withDigits(row) > 0)
}

function keyProposals(columns: readonly Sampled[]): Suggestion[] {
  const unique = columns.filter(
    ({ cells, rows }) => rows > 0 && cells.length === rows && new Set(cells).size === rows,
  )
  const named = columns.find(({ header, cells, rows }) => keyName.test(header) && cells.length === rows)
  const best = unique.find(({ header }) => keyName.test(header)) ?? named ?? unique[0]
  if (!best) return []
  const reason = unique.includes(best)
    ? `${best.header} is filled and different in all ${best.rows} rows looked at.`
    : `${best.header} is filled in all rows and named like a key; some people have several rows.`
  return [{ field: 'key', value: best.header, reason }]
}

/** The formats that read every cell of the column as a date; undefined when it is no date column. */
function dateColumn(
  column: Sampled,
): { readonly header: string; readonly formats: readonly string[] } | undefined {
  if (column.cells.length === 0) return undefined
  const formats = dateFormats.filter((format) => {
    const parse = dateParser([format])
    return column.cells.every((cell) => plausibleYear(parse(cell)))
  })
  return formats.length === 0 ? undefined : { header: column.header, formats }
}

/** Eight digits are an employee number more often than a date. */
function plausibleYear(date: string | undefined): boolean {
  return date !== undefined && ((date >= '1900' && date < '2101') || date.startsWith('9999'))
}

function formatProposals(dates: readonly { header: string; formats: readonly string[] }[]): Suggestion[] {
  if (dates.length === 0) return []
  const chosen = dateFormats.filter((format) => dates.some((column) => choiceOf(column, dates) === format))
  const unsure = dates.filter(({ formats }) => formats.length > 1).map(({ header }) => header)
  const doubt =
    unsure.length === 0
      ? ''
      : ` Day and month could be the other way round in ${unsure.join(', ')}: check them.`
  return [{ field: 'dateFormats', value: chosen, reason: `They read all dates looked at.${doubt}` }]
}

/** A column that could be read in two ways is read as the columns that leave no doubt are. */
function choiceOf(
  column: { readonly formats: readonly string[] },
  dates: readonly { readonly formats: readonly string[] }[],
): string {
  const certain = dates.filter(({ formats }) => formats.length === 1).map(({ formats }) => formats[0]!)
  return column.formats.find((format) => certain.includes(format)) ?? column.formats[0]!
}

function columnProposals(
  columns: readonly Sampled[],
  dates: readonly { readonly header: string }[],
): Suggestion[] {
  const mapping: Record<string, { attribute: string; type: string }> = {}
  for (const { header } of dates) mapping[header] = { attribute: header, type: 'date' }
  for (const { header, cells } of columns) {
    const isBoolean = cells.length > 0 && cells.every((cell) => booleanWords.has(cell.toLowerCase()))
    if (isBoolean) mapping[header] = { attribute: header, type: 'boolean' }
  }
  if (Object.keys(mapping).length === 0) return []
  const reason = 'All cells looked at are of this type. Numbers stay text, so that leading zeros are kept.'
  return [{ field: 'columns', value: mapping, reason }]
}

function referenceProposals(columns: readonly Sampled[]): Suggestion[] {
  const key = keyProposals(columns)[0]?.value
  const keys = new Set(columns.find(({ header }) => header === key)?.cells)
  const found = columns.filter(({ header, cells }) => {
    return (
      managerName.test(header) &&
      cells.length > 0 &&
      cells.filter((cell) => keys.has(cell)).length * 2 >= cells.length
    )
  })
  if (found.length === 0) return []
  const value = found.map(({ header }) => header)
  return [{ field: 'references', value, reason: `${value.join(', ')} holds values of ${key}.` }]
}

function effectiveProposals(
  columns: readonly Sampled[],
  dates: readonly { readonly header: string }[],
): Suggestion[] {
  const column = dates.find(({ header }) => effectiveName.test(header))
  const key = columns.find(({ header }) => header === keyProposals(columns)[0]?.value)
  if (!column || !key || new Set(key.cells).size === key.cells.length) return []
  const reason = `${key.header} repeats, and ${column.header} says from when on a row is valid.`
  return [{ field: 'effectiveDate', value: column.header, reason }]
}
