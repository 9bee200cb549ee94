import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exportFile } from './export-file.ts'

describe('encodings and delimiters', () => {
  const text = 'id;name\n1;Müller €\n2;Łukasz\n'

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16LE', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16LE without a mark', Buffer.from(text, 'utf16le')],
  ])('%s is recognized', async (_, bytes) => {
    const { objects } = await (await exportFile(bytes)).read()
    expect(objects.map(({ attributes }) => attributes.name)).toEqual(['Müller €', 'Łukasz'])
  })

  test('Windows-1252 is recognized', async () => {
    const bytes = Buffer.concat([Buffer.from('id;name\n1;M\xfcller ', 'latin1'), Buffer.from([0x80, 0x0a])])
    const { objects } = await (await exportFile(bytes)).read()
    expect(objects[0]?.attributes.name).toBe('Müller €')
  })

  test.each([
    ['comma', 'id,name,city\n1,"A;B",x\n'],
    ['semicolon', 'id;name;city\n1;A,B,C;x\n'],
    ['tab', 'id\tname\tcity\n1\tA, B\tx\n'],
    ['pipe', 'id|name|city\n1|A, B|x\n'],
  ])('%s is recognized', async (_, content) => {
    const { objects } = await (await exportFile(content)).read()
    expect(Object.keys(objects[0]!.attributes)).toEqual(['id', 'name', 'city'])
  })
})

describe('columns', () => {
  test('types, references, trimming, leading zeros and absent values', async () => {
    const file = await exportFile(
      'id,n,hired,ends,on,mgr\n 007 , 12 ,2020-01-02,9999-12-31,Yes,008\n008,,,,,\n',
      {
        columns: {
          n: { attribute: 'grade', type: 'integer' },
          hired: { attribute: 'hireDate', type: 'date' },
          ends: { attribute: 'endDate', type: 'date' },
          on: { attribute: 'active', type: 'boolean' },
          mgr: { attribute: 'manager', type: 'reference' },
        },
      },
    )
    expect((await file.read()).objects).toEqual([
      {
        kind: 'object',
        type: 'employee',
        anchor: '007',
        attributes: { id: '007', grade: 12, hireDate: '2020-01-02', active: true },
        references: { manager: ['008'] },
        origin: 'hr.csv line 2',
      },
      { kind: 'object', type: 'employee', anchor: '008', attributes: { id: '008' }, origin: 'hr.csv line 3' },
    ])
  })

  test('only mapped columns, when so configured', async () => {
    const file = await exportFile('id,a,b\n1,x,y\n', { columns: { id: 'id', b: 'B' }, onlyMapped: true })
    expect((await file.read()).objects[0]?.attributes).toEqual({ id: '1', B: 'y' })
  })

  test('two columns of one name are refused with both, or numbered', async () => {
    const content = 'id,phone,name,phone\n1,11,A,22\n'
    const refusing = await exportFile(content)
    await expect(refusing.read()).rejects.toMatchObject({
      kind: 'config',
      message: 'hr.csv: the columns 2 and 4 are both named "phone"',
    })
    const numbering = await exportFile(content, {
      duplicateHeaders: 'number',
      columns: { 'phone#2': 'mobile' },
    })
    expect((await numbering.read()).objects[0]?.attributes).toEqual({
      id: '1',
      phone: '11',
      name: 'A',
      mobile: '22',
    })
  })

  test('a mapped column that is not there is named with what is there', async () => {
    const file = await exportFile('id,a\n1,x\n', { columns: { mail: 'mail' } })
    await expect(file.read()).rejects.toMatchObject({
      kind: 'config',
      message: 'columns: hr.csv does not have the column "mail"; its header has id, a',
    })
  })

  test('preamble, two header rows and a total', async () => {
    const file = await exportFile('Report of 10.03.2026\n\nid,name\nNumber,Name\n1,A\n\n,,\nTotal 1\n', {
      skipRows: 1,
      headerRows: 2,
      skipRowsMatching: '^total',
    })
    const { objects, rejected } = await file.read()
    expect(objects.map(({ attributes, origin }) => [attributes, origin])).toEqual([
      [{ id: '1', name: 'A' }, 'hr.csv line 5'],
    ])
    expect(rejected).toEqual([])
    expect((await file.connection.schema()).types[0]?.attributes.name).toMatchObject({ title: 'Name' })
  })
})

describe('rows that cannot be read', () => {
  const content = [
    'id,name,hired,grade',
    '1,A,2020-01-01,1',
    '2,B,31.02.2026,1',
    '3,C,2020-01-01',
    ',D,2020-01-01,1',
    '1,E,2020-01-01,1',
    '5,F,2020-01-01,high',
    '6,"G,2020-01-01,1',
    '7,H,2020-01-01,1',
  ].join('\n')
  const columns = {
    hired: { attribute: 'hireDate', type: 'date' },
    grade: { attribute: 'grade', type: 'integer' },
  }

  test('are rejected with line, column, reason, and the key where it is known', async () => {
    const { objects, rejected } = await (await exportFile(content, { columns })).read()
    expect(objects.map(({ anchor }) => anchor)).toEqual(['1', '7'])
    expect(rejected.map(({ anchor, where, reason }) => [anchor, where, reason])).toEqual([
      ['2', 'hr.csv line 3, column hired', '"31.02.2026" is not a date'],
      ['3', 'hr.csv line 4', 'the row has 3 cells and the header 4'],
      [undefined, 'hr.csv line 5, column id', 'the key is missing'],
      ['1', 'hr.csv line 6, column id', expect.stringContaining('on line 2 already')],
      ['5', 'hr.csv line 7, column grade', '"high" is not a whole number'],
      ['6', 'hr.csv line 8', expect.stringContaining('quote')],
    ])
    expect(rejected.every(({ advice }) => advice !== '')).toBe(true)
  })

  test('refuse the file before anything is given out, when so configured', async () => {
    const file = await exportFile(content, { columns, onBadRow: 'reject-file' })
    const iterator = file.connection.read({ mode: 'full' })[Symbol.asyncIterator]()
    await expect(iterator.next()).rejects.toMatchObject({
      kind: 'precondition',
      where: 'hr.csv line 3, column hired',
    })
  })

  test('bytes that are no character are named, and the rest is read', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,name\n1,M'),
      Buffer.from([0xfc]),
      Buffer.from('ller\n2,Bo\n'),
    ])
    const { objects, rejected } = await (await exportFile(bytes, { encoding: 'utf-8' })).read()
    expect(objects.map(({ anchor }) => anchor)).toEqual(['2'])
    expect(rejected).toMatchObject([{ anchor: '1', where: 'hr.csv line 2, column name' }])
  })

  test('a delimiter at the end of rows is no cell too many', async () => {
    const { objects, rejected } = await (await exportFile('id,name\n1,A,\n2,B,C\n')).read()
    expect(objects.map(({ attributes }) => attributes)).toEqual([{ id: '1', name: 'A' }])
    expect(rejected).toMatchObject([{ where: 'hr.csv line 3' }])
  })

  test('an attribute that is required and empty', async () => {
    const settings = { columns: { name: { attribute: 'name', required: true } } }
    const { rejected } = await (await exportFile('id,name\n1,\n2,B\n', settings)).read()
    expect(rejected).toMatchObject([{ anchor: '1', where: 'hr.csv line 2, column name' }])
  })
})

describe('managers', () => {
  test('orphans and circles are noted with the last batch', async () => {
    const content = 'id,manager\n1,2\n2,3\n3,1\n4,1\n5,99\n6,99\n7,7\n8,5\n'
    const { notes, batches } = await (await exportFile(content, { references: ['manager'] })).read()
    expect(batches.at(-1)?.notes).toEqual(notes)
    expect(notes.map(({ code, where, text }) => [code, where, text])).toEqual([
      ['hr.orphans', 'hr.csv, manager', '1 manager key is not in the file: 99 (line 6 and 1 more)'],
      ['hr.cycle', 'hr.csv line 2, manager', 'The manager chain runs in a circle: 1 → 2 → 3 → 1'],
      ['hr.cycle', 'hr.csv line 8, manager', 'The manager chain runs in a circle: 7 → 7'],
    ])
  })

  test('a manager whose row is rejected is no orphan', async () => {
    const settings = { references: ['manager'], columns: { n: { attribute: 'n', type: 'integer' } } }
    const { notes } = await (await exportFile('id,n,manager\n1,x,\n2,1,1\n', settings)).read()
    expect(notes).toEqual([])
  })
})

describe('several rows a person', () => {
  const settings = {
    columns: { from: { attribute: 'validFrom', type: 'date' } },
    effectiveDate: 'validFrom',
    assignment: { id: 'job', primary: 'main' },
  }
  const content = [
    'id,job,main,from,title',
    '1,a,yes,2020-01-01,Junior',
    '1,a,yes,2024-01-01,Senior',
    '1,a,yes,2027-01-01,Head',
    '1,b,no,2025-01-01,Fire warden',
    '2,a,yes,2026-06-01,Starter',
    '2,a,yes,2026-09-01,Starter II',
    '3,a,no,2021-01-01,Second job',
    '3,b,yes,2019-01-01,First job',
    '4,a,yes,2020-01-01,Old',
    '4,a,yes,soon,New',
  ].join('\n')
  const titles = (items: readonly { anchor: string; attributes: Record<string, unknown> }[]): unknown[] =>
    items.map(({ anchor, attributes }) => [anchor, attributes.title])

  test('the latest row not after today, primary first; people yet to come with their earliest row', async () => {
    const { objects, rejected, notes } = await (await exportFile(content, settings)).read()
    expect(titles(objects)).toEqual([
      ['1', 'Senior'],
      ['2', 'Starter'],
      ['3', 'First job'],
    ])
    // Without its newest row person 4 would be set back to the old one.
    expect(rejected).toMatchObject([{ anchor: '4', where: 'hr.csv line 11, column from' }])
    expect(notes).toMatchObject([{ code: 'hr.future' }])
  })

  test('as of another day', async () => {
    const { objects } = await (await exportFile(content, settings, '2027-02-01')).read()
    expect(titles(objects)).toEqual([
      ['1', 'Head'],
      ['2', 'Starter II'],
      ['3', 'First job'],
    ])
  })

  test('people yet to come are left out, when so configured', async () => {
    const { objects } = await (await exportFile(content, { ...settings, futureHires: 'skip' })).read()
    expect(objects.map(({ anchor }) => anchor)).toEqual(['1', '3'])
  })

  test('the order of the rows does not matter', async () => {
    const [header, ...rows] = content.split('\n')
    const turned = [header, ...rows.toReversed()].join('\n')
    const { objects } = await (await exportFile(turned, settings)).read()
    expect(titles(objects).toSorted()).toEqual([
      ['1', 'Senior'],
      ['2', 'Starter'],
      ['3', 'First job'],
    ])
  })

  test('a delta on another day reads the unchanged file again', async () => {
    const file = await exportFile(content, settings)
    const { watermark } = await file.read()
    const same = await file.read({ mode: 'delta', watermark })
    expect(same.batches).toMatchObject([{ items: [], complete: true, scope: 'delta' }])
    const later = await exportFile(content, settings, '2026-03-11')
    const again = await later.read({ mode: 'delta', watermark })
    expect(again.batches.at(-1)?.scope).toBe('full')
    expect(again.objects.length).toBe(3)
  })
})

describe('delta', () => {
  test('a change of the mapping reads the unchanged file again', async () => {
    const { watermark } = await (await exportFile('id,a\n1,x\n')).read()
    const mapped = await exportFile('id,a\n1,x\n', { columns: { a: 'A' } })
    expect((await mapped.read({ mode: 'delta', watermark })).objects[0]?.attributes).toEqual({
      id: '1',
      A: 'x',
    })
  })
})

describe('a file that changes while it is read', () => {
  test('is never complete', async () => {
    const rows = Array.from({ length: 40_000 }, (_, at) => `${at},name ${at}`)
    const file = await exportFile(`id,name\n${rows.join('\n')}\n`)
    const iterator = file.connection.read({ mode: 'full' })[Symbol.asyncIterator]()
    expect((await iterator.next()).value.complete).toBe(false)
    await writeFile(join(file.dir, 'hr.csv'), 'id,name\n1,A\n')
    const rest = async (): Promise<void> => {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        expect(next.value.complete).toBe(false)
      }
    }
    await expect(rest()).rejects.toMatchObject({
      kind: 'precondition',
      message: 'hr.csv changed while it was read',
    })
  })
})

describe('looking people up', () => {
  test('by a match, and two answers are refused', async () => {
    const file = await exportFile('id,mail\n1,a@x\n2,b@x\n3,B@x\n')
    const by = (value: string) =>
      file.connection.fetch([{ type: 'employee', match: { attribute: 'mail', value } }])
    expect(await by('A@x')).toMatchObject([{ anchor: '1' }])
    await expect(by('b@x')).rejects.toMatchObject({ kind: 'constraint' })
  })
})
