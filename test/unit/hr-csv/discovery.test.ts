import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hrCsv } from '../../../connectors/hr-csv/connector.ts'
import { exportFile } from './export-file.ts'

async function suggested(content: string | Uint8Array, partial: Readonly<Record<string, unknown>> = {}) {
  const { context } = await exportFile(content)
  const suggestions = await hrCsv.suggest({ file: 'hr.csv', ...partial }, context)
  expect(suggestions.every(({ reason }) => reason !== '')).toBe(true)
  return Object.fromEntries(suggestions.map(({ field, value }) => [field, value]))
}

describe('suggest', () => {
  test('proposes what the first bytes show', async () => {
    const content = Buffer.from(
      'Name;Personnel_No;Supervisor;Hired;Active\nMüller;00001;;31.12.2019;ja\nLi;00002;00001;01.02.2020;nein\n',
      'latin1',
    )
    expect(await suggested(content)).toEqual({
      encoding: 'windows-1252',
      delimiter: ';',
      headerRows: 1,
      key: 'Personnel_No',
      dateFormats: ['dd.MM.yyyy'],
      columns: {
        Hired: { attribute: 'Hired', type: 'date' },
        Active: { attribute: 'Active', type: 'boolean' },
      },
      references: ['Supervisor'],
    })
  })

  test('proposes the effective date where the key repeats', async () => {
    const content = 'emp_id\teffective_from\ttitle\n7\t12/31/2024\tA\n7\t01/02/2025\tB\n8\t03/04/2025\tC\n'
    expect(await suggested(content)).toMatchObject({
      delimiter: 'tab',
      key: 'emp_id',
      dateFormats: ['MM/dd/yyyy'],
      effectiveDate: 'effective_from',
    })
  })

  test('sees two header rows, and says nothing without a file', async () => {
    expect(await suggested('userId,firstName\nUser ID,First Name\n1,A\n2,B\n')).toMatchObject({
      headerRows: 2,
    })
    const { context } = await exportFile('id\n1\n')
    expect(await hrCsv.suggest({}, context)).toEqual([])
  })
})

describe('check', () => {
  test('a missing file is said with its name and what to do', async () => {
    const file = await exportFile('id\n1\n')
    const connection = await hrCsv.open(
      hrCsv.configSpec.schema.parse({ file: 'no.csv', key: 'id' }),
      file.context,
    )
    expect(await connection.check()).toMatchObject([
      {
        ok: false,
        title: 'Open the file',
        detail: expect.stringContaining('no.csv'),
        advice: expect.any(String),
      },
    ])
  })

  test('a missing column, rows that cannot be read, and an old file', async () => {
    const file = await exportFile('id,hired\n1,soon\n2,later\n', {
      columns: { hired: { attribute: 'hired', type: 'date' } },
    })
    await utimes(join(file.dir, 'hr.csv'), new Date(0), new Date(0))
    const results = await file.connection.check()
    expect(results.find(({ title }) => title === 'Age of the file')?.advice).toMatch(/still runs/)
    expect(results.filter(({ ok }) => !ok)).toMatchObject([
      { title: 'Read the first rows', detail: expect.stringContaining('hr.csv line 2, column hired') },
    ])
    const lacking = await exportFile('id\n1\n', { columns: { hired: 'hired' } })
    expect((await lacking.connection.check()).at(-1)).toMatchObject({ ok: false, title: 'Find the columns' })
  })
})

describe('schema', () => {
  test('comes from the mapping and the header', async () => {
    const file = await exportFile('id,hired,mgr\n1,2020-01-01,\n', {
      columns: { hired: { attribute: 'hireDate', type: 'date' }, mgr: 'manager' },
      references: ['manager'],
      write: { file: 'drop.csv', attributes: ['mail'] },
    })
    expect((await file.connection.schema()).types).toEqual([
      {
        type: 'employee',
        anchor: 'id',
        display: ['id'],
        attributes: {
          id: { type: 'string', required: true, unique: true, writable: 'never' },
          hireDate: { type: 'date', writable: 'never', title: 'hired' },
          manager: { type: 'reference', writable: 'never', title: 'mgr' },
          mail: { type: 'string', writable: 'always' },
        },
      },
    ])
  })
})
