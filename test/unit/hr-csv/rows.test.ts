import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { type Dialect, RowReader } from '../../../connectors/hr-csv/rows.ts'

const dialect: Dialect = { encoding: 'utf-8', delimiter: ',', quote: '"', headerRows: 1, skipRows: 0 }

/** Rows with their lines, the text given in pieces of a size. */
function rowsOf(
  text: string,
  size = 1e9,
  settings: Partial<Dialect> = {},
): (readonly [number, string[], string?])[] {
  const reader = new RowReader({ ...dialect, ...settings }, 'hr.csv')
  const rows: (readonly [number, string[], string?])[] = []
  for (let at = 0; at <= text.length; at += size) {
    const block = reader.push(text.slice(at, at + size), at + size > text.length)
    for (const [index, row] of block.rows.entries()) {
      const line = block.lines ? block.lines[index]! : block.firstLine + index
      const fault = block.faults?.get(index)
      if (row.join('') !== '') rows.push(fault ? [line, row, fault] : [line, row])
    }
  }
  return rows
}

describe('rows and their lines', () => {
  test.each([1, 2, 3, 7, 1e9])('a quoted line break counts as a line, in pieces of %d', (size) => {
    expect(rowsOf('a,b\r\n1,"x\r\ny"\r\n2,z\r\n\r\n3,"q"', size)).toEqual([
      [2, ['1', 'x\ny']],
      [4, ['2', 'z']],
      [6, ['3', 'q']],
    ])
  })

  test('line ends of three kinds, also mixed', () => {
    expect(rowsOf('a,b\r1,x\r2,y')).toEqual([
      [2, ['1', 'x']],
      [3, ['2', 'y']],
    ])
    expect(rowsOf('a,b\n1,x\r\n2,y\n')).toEqual([
      [2, ['1', 'x']],
      [3, ['2', 'y']],
    ])
  })

  test.each([1, 4, 1e9])('lines before the header are passed over and counted, in pieces of %d', (size) => {
    expect(rowsOf('Export of "today\r\n\r\na,b\r\n1,x', size, { skipRows: 2 })).toEqual([[4, ['1', 'x']]])
  })

  test('two header rows', () => {
    expect(rowsOf('a,b\nFirst,Second\n1,x', 1e9, { headerRows: 2 })).toEqual([[3, ['1', 'x']]])
  })

  test.each([5, 1e9])('a stray quote costs its own row only, in pieces of %d', (size) => {
    const rows = rowsOf('a,b,c\n1,"x,c\n2,y,c\n3,"z",c\n4,w,c\n', size)
    expect(rows.map(([line, row]) => [line, row[0]])).toEqual([
      [2, '1'],
      [3, '2'],
      [4, '3'],
      [5, '4'],
    ])
    expect(rows[0]?.[2]).toMatch(/quote/)
    expect(rows.slice(1).every((row) => row.length === 2)).toBe(true)
  })

  test('a stray quote far from the next one costs its own row only', () => {
    const many = Array.from({ length: 60_000 }, (_, at) => `${at},x,c`)
    const rows = rowsOf(['a,b,c', '1,"x,c', ...many].join('\n'), 1 << 16)
    expect(rows.length).toBe(many.length + 1)
    expect(rows.filter((row) => row.length === 3).map(([line]) => line)).toEqual([2])
    expect(rows.at(-1)?.slice(0, 2)).toEqual([many.length + 2, ['59999', 'x', 'c']])
  })

  test('stray quotes in every row are each told, in no more than a few seconds', () => {
    const many = Array.from({ length: 30_000 }, (_, at) => `${at},"name ${at},c`)
    const rows = rowsOf(['a,b,c', ...many, '7,"x",c'].join('\n'), 1 << 16)
    expect(rows.filter((row) => row.length === 3).length).toBe(many.length)
    expect(rows.at(-1)).toEqual([many.length + 2, ['7', 'x', 'c']])
  })

  test('a cell of many lines is one cell', () => {
    const text = Array.from({ length: 90 }, (_, at) => `line ${at}`).join('\n')
    expect(rowsOf(`a,b\n1,"${text}"\n2,x\n`, 40)).toEqual([
      [2, ['1', text]],
      [92, ['2', 'x']],
    ])
  })

  test('single quotes', () => {
    expect(rowsOf("a,b\n1,'x,''y'''\n", 1e9, { quote: "'" })).toEqual([[2, ['1', "x,'y'"]]])
  })

  test('a line without end is no table', () => {
    expect(() => rowsOf(`a,b\n${'x'.repeat(600_000)}`, 1 << 16)).toThrow(/line 2 is longer than/)
  })

  test('whatever was written as CSV is read as it was, in pieces of any size', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ü', ',', '"', '\n', ' ', '漢', '1') })
    const table = fc.array(fc.tuple(fc.constantFrom('k', 'K'), cell, cell), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 50 }), (rows, size) => {
        const text = Papa.unparse([['a', 'b', 'c'], ...rows], { newline: '\r\n' })
        expect(rowsOf(text, size).map(([, row]) => row)).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })
})
