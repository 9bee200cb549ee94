import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HrCsvConfig } from '../../connectors/hr-csv/config.ts'
import { hrCsv } from '../../connectors/hr-csv/connector.ts'
import { connectorConformance } from './suite.ts'

const header = 'employee_id;first_name;last_name;hire_date;active;grade;manager_id;email'
const rows = [
  '00417;Ana;Müller;01.04.2019;yes;7;;ana@contoso.example',
  '00418;Bo;"Li; Jr.";15.11.2021;no;5;00417;',
  '00419;Chidi;Okafor;30.06.2024;yes;;00417;chidi@contoso.example',
  '00420;Dana;Levi;01.01.1900;yes;12;00418;dana@contoso.example',
]

const settings = {
  file: 'hr/employees.csv',
  key: 'employee_id',
  columns: {
    hire_date: { attribute: 'hireDate', type: 'date' },
    active: { attribute: 'active', type: 'boolean' },
    grade: { attribute: 'grade', type: 'integer' },
    manager_id: 'manager',
    email: 'mail',
  },
  references: ['manager'],
  dateFormats: ['dd.MM.yyyy'],
  write: { file: 'drop/mail.csv', attributes: ['mail', 'userPrincipalName'] },
}

const manyRow = (at: number): string => `9${String(at).padStart(5, '0')};A;B;01.04.2019;yes;1;;`

connectorConformance('hr-csv', () => {
  const workspaceDir = join(tmpdir(), `joinery-hr-csv-${process.pid}`)
  const file = join(workspaceDir, 'hr', 'employees.csv')
  const save = (lines: readonly string[]): Promise<void> =>
    writeFile(file, Buffer.from(`${[header, ...lines].join('\r\n')}\r\n`, 'latin1'))
  return {
    connector: hrCsv,
    workspaceDir,
    config: (): HrCsvConfig => hrCsv.configSpec.schema.parse(settings),
    stop: () => rm(workspaceDir, { recursive: true, force: true }),
    seed: async () => {
      await rm(workspaceDir, { recursive: true, force: true })
      await mkdir(join(workspaceDir, 'hr'), { recursive: true })
      await save(rows)
    },
    invalid: () => [
      { config: { ...settings, file: '' }, field: 'file' },
      { config: { ...settings, key: undefined }, field: 'key' },
      { config: { ...settings, dateFormats: ['dd.MM'] }, field: 'dateFormats' },
      { config: { ...settings, skipRowsMatching: '(' }, field: 'skipRowsMatching' },
      { config: { ...settings, columns: { email: 'mail', first_name: 'mail' } }, field: 'columns' },
    ],
    changeOutside: async () => {
      await save(rows.map((row) => row.replace('Levi', 'Levi-Strauss')))
      return { anchor: '00420', attribute: 'last_name' }
    },
    removeOutside: async () => {
      await save(rows.slice(0, -1))
      return { anchor: '00420' }
    },
    // Pages of people, then a megabyte that no table has.
    breakRead: () => save([...Array.from({ length: 50_000 }, (_, at) => manyRow(at)), 'x'.repeat(1 << 20)]),
    seedLarge: async () => {
      await save(Array.from({ length: 50_000 }, (_, at) => manyRow(at)))
    },
    update: { on: (object) => object.anchor === '00418', attribute: 'mail', value: 'bo@contoso.example' },
    refused: { id: '', operation: 'delete', type: 'employee', anchor: '00417' },
  }
})
