import type { ReportCell, ReportColumn } from './report.ts'

/** A cell as it is written: times as ISO 8601, values as a person reads them, nothing for null. */
export function cellText(column: ReportColumn, cell: ReportCell): string {
  if (cell === null) return ''
  if (column.kind === 'time') return new Date(Number(cell)).toISOString()
  if (column.kind === 'value') return valueText(parsed(String(cell)))
  return String(cell)
}

/** Several values in one cell, each attribute of a whole object by its name. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(valueText).join('; ')
  if (typeof value !== 'object') return String(value)
  const { attributes, ...rest } = value as { attributes?: Readonly<Record<string, unknown>> }
  return Object.entries({ ...rest, ...attributes })
    .map(([name, one]) => `${name}: ${valueText(one)}`)
    .join('; ')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What somebody wrote into the database by hand is shown as it is.
    return text
  }
}
