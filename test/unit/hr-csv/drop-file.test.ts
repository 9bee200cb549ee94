import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Value } from '../../../connectors/spi/value.ts'
import type { WriteRequest, WriteResult } from '../../../connectors/spi/write.ts'
import { type ExportFile, exportFile } from './export-file.ts'

const settings = { write: { file: 'drop/mail.csv', attributes: ['mail', 'upn'] } }

const update = (id: string, anchor: string, attribute: string, value?: Value): WriteRequest => ({
  id,
  operation: 'update',
  type: 'employee',
  anchor,
  attributes: [{ attribute, ...(value === undefined ? {} : { new: value }) }],
  references: [],
})

async function write(file: ExportFile, ...requests: readonly WriteRequest[]): Promise<WriteResult[]> {
  const results: WriteResult[] = []
  for await (const result of file.connection.write(requests)) results.push(result)
  return results
}

/** The drop file's cells without the time. */
async function dropped(file: ExportFile): Promise<string[][]> {
  const text = await readFile(join(file.dir, 'drop', 'mail.csv'), 'utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(',').slice(0, -1))
}

describe('the drop file', () => {
  test('is made with a header, and gets a row for each update', async () => {
    const file = await exportFile('id\n1\n', settings)
    const results = await write(file, update('r1', '00417', 'mail', 'a@x'), update('r2', '00418', 'upn'))
    expect(results).toEqual([
      { id: 'r1', ok: true },
      { id: 'r2', ok: true },
    ])
    expect(await dropped(file)).toEqual([
      ['id', 'mail', 'upn', 'changed', 'request_id'],
      ['00417', 'a@x', '', 'mail', 'r1'],
      ['00418', '', '', 'upn', 'r2'],
    ])
  })

  test('a request that is tried again is answered and not written again', async () => {
    const file = await exportFile('id\n1\n', settings)
    await write(file, update('-r1', '1', 'mail', 'a@x'))
    expect(await write(file, update('-r1', '1', 'mail', 'a@x'))).toEqual([{ id: '-r1', ok: true }])
    expect((await dropped(file)).length).toBe(2)
  })

  test('a row that was cut off by a crash is written anew', async () => {
    const file = await exportFile('id\n1\n', settings)
    await write(file, update('r1', '1', 'mail', 'a@x'))
    await appendFile(join(file.dir, 'drop', 'mail.csv'), '2,b@x,,mail,r2')
    await write(file, update('r2', '2', 'mail', 'b@x'))
    expect(await dropped(file)).toEqual([
      ['id', 'mail', 'upn', 'changed', 'request_id'],
      ['1', 'a@x', '', 'mail', 'r1'],
      ['2', 'b@x', '', 'mail', 'r2'],
    ])
  })

  test.each(['=cmd()', '+1', '-1', '@x', '\tx'])('a spreadsheet does not run %j', async (value) => {
    const file = await exportFile('id\n1\n', settings)
    await write(file, update('r1', '1', 'mail', value))
    expect((await dropped(file))[1]?.[1]?.replace(/^"/, '')).toMatch(/^'/)
  })

  test('a file with other columns is left alone', async () => {
    const file = await exportFile('id\n1\n', { write: { file: 'mine.csv', attributes: ['mail'] } })
    await writeFile(join(file.dir, 'mine.csv'), 'a,b\n1,2\n')
    expect(await write(file, update('r1', '1', 'mail', 'a@x'))).toMatchObject([
      { id: 'r1', ok: false, error: { kind: 'precondition' } },
    ])
    expect(await readFile(join(file.dir, 'mine.csv'), 'utf8')).toBe('a,b\n1,2\n')
  })
})

describe('what is not written', () => {
  test('an attribute that is not configured, an add and a delete', async () => {
    const file = await exportFile('id\n1\n', settings)
    const results = await write(
      file,
      update('r1', '1', 'title', 'Head'),
      { id: 'r2', operation: 'add', type: 'employee', attributes: {}, references: {} },
      { id: 'r3', operation: 'delete', type: 'employee', anchor: '1' },
      update('r4', '1', 'mail', 'a@x'),
    )
    expect(results).toMatchObject([
      { id: 'r1', ok: false, error: { kind: 'constraint', message: expect.stringContaining('title') } },
      { id: 'r2', ok: false, error: { kind: 'constraint' } },
      { id: 'r3', ok: false, error: { kind: 'constraint' } },
      { id: 'r4', ok: true },
    ])
    expect((await dropped(file)).length).toBe(2)
  })

  test('anything, without a drop file', async () => {
    const file = await exportFile('id\n1\n')
    expect(await write(file, update('r1', '1', 'mail', 'a@x'))).toMatchObject([
      { id: 'r1', ok: false, error: { kind: 'permission' } },
    ])
  })
})
