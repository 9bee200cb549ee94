import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Papa from 'papaparse'
import { contosoDir } from '../../../demo/contoso-data.ts'

export type Row = Readonly<Record<string, string>>

const parse = (text: string, delimiter: string): Row[] =>
  Papa.parse<Row>(text, { header: true, delimiter, skipEmptyLines: true }).data

/** All data rows of hr-employees.csv, as they stand. */
export function employeeRows(): Row[] {
  return parse(readFileSync(join(contosoDir, 'hr-employees.csv'), 'utf8'), ',')
}

export function contractorRows(): Row[] {
  const bytes = readFileSync(join(contosoDir, 'hr-contractors.csv'))
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) throw new Error('hr-contractors.csv has no byte order mark')
  return parse(bytes.subarray(2).toString('utf16le'), ';')
}

export const isDate = (text: string | undefined) =>
  text !== undefined && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true

/** The row that counts for each employee: readable, primary, the latest that is not in the future; else the first. */
export function currentEmployees(today: string): Map<string, Row> {
  const current = new Map<string, Row>()
  for (const row of employeeRows()) {
    if (!isDate(row.hire_date) || row.primary_assignment !== 'Y') continue
    const before = current.get(row.employee_id as string)
    if (before && (row.effective_date as string) > today) continue
    if (!before || (row.effective_date as string) >= (before.effective_date as string)) {
      current.set(row.employee_id as string, row)
    }
  }
  return current
}
