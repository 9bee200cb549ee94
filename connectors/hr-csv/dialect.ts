import Papa from 'papaparse'
import { detectEncoding, streamingDecoder } from '../kit/text-encoding.ts'
import type { HrCsvConfig } from './config.ts'
import { type Block, type Dialect, isBlank, RowReader } from './rows.ts'

const delimiters = [',', ';', '\t', '|'] as const
const characterOf = { ',': ',', ';': ';', tab: '\t', pipe: '|' } as const

export type DialectSettings = Pick<
  HrCsvConfig,
  'encoding' | 'delimiter' | 'quote' | 'headerRows' | 'skipRows'
>

/** The form of the file: what the settings say, and for `auto` what its first bytes say. */
export function resolveDialect(settings: DialectSettings, sample: Uint8Array): Dialect {
  const encoding = settings.encoding === 'auto' ? detectEncoding(sample) : settings.encoding
  const { quote, headerRows, skipRows } = settings
  const delimiter =
    settings.delimiter === 'auto'
      ? detectDelimiter(textAfter(streamingDecoder(encoding)(sample, false), skipRows), quote)
      : characterOf[settings.delimiter]
  return { encoding, delimiter, quote, headerRows, skipRows }
}

/** The header rows and the first data rows that lie wholly inside the sample. */
export function sampleRows(
  dialect: Dialect,
  sample: Uint8Array,
  whole: boolean,
): { readonly header: readonly string[][]; readonly rows: readonly string[][]; readonly block: Block } {
  const reader = new RowReader(dialect, 'sample')
  const block = reader.push(streamingDecoder(dialect.encoding)(sample, whole), whole)
  return { header: reader.header, rows: block.rows.filter((row) => !isBlank(row)), block }
}

/** The delimiter that gives most rows the width of the first; among equals the one that gives more columns. */
function detectDelimiter(text: string, quote: string): string {
  let best: { delimiter: string; agreeing: number; width: number } | undefined
  for (const delimiter of delimiters) {
    const parser = new Papa.Parser({ delimiter, newline: '\n', quoteChar: quote, preview: 50 })
    const { data } = parser.parse(text, 0, false) as { data: string[][] }
    const rows = data.filter((row) => !isBlank(row))
    const width = rows[0]?.length ?? 0
    const agreeing = width > 1 ? rows.filter((row) => row.length === width).length : 0
    const better =
      best === undefined ||
      agreeing > best.agreeing ||
      (agreeing === best.agreeing && agreeing > 0 && width > best.width)
    if (better) best = { delimiter, agreeing, width }
  }
  return best!.delimiter
}

function textAfter(text: string, lines: number): string {
  const normal = text.replace(/\r\n?/g, '\n')
  let at = 0
  for (let line = 0; line < lines; line++) {
    const end = normal.indexOf('\n', at)
    if (end < 0) return ''
    at = end + 1
  }
  return normal.slice(at)
}
