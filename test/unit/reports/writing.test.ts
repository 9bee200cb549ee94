import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { cellText } from '../../../main/reports/cell-text.ts'
import { csvLines } from '../../../main/reports/csv-lines.ts'
import { pageEnd, pageRow, pageStart } from '../../../main/reports/html-page.ts'

describe('CSV', () => {
  test('whatever the cells hold, a reader of RFC 4180 gets them back, but for the apostrophe before a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 2 }), { minLength: 1 }),
        (rows) => {
          const { data } = Papa.parse<string[]>(csvLines(rows).replace(/\r\n$/, ''), { newline: '\r\n' })
          const expected = rows.map((row) =>
            row.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)),
          )
          expect(data).toEqual(expected)
        },
      ),
    )
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=1+1\nbelow', '=HYPERLINK("http://x","y")'])(
    '%j is no formula',
    (cell) => {
      expect(csvLines([[cell, 'x']])).toMatch(/^"?'/)
    },
  )

  test('lines end with CR LF, and cells with commas, quotes and line breaks are quoted', () => {
    expect(csvLines([['a,b', 'say "x"', 'one\ntwo', 'é']])).toBe('"a,b","say ""x""","one\ntwo",é\r\n')
    expect(csvLines([])).toBe('')
  })
})

describe('a cell', () => {
  test.each([
    [{ name: 'at', about: '', kind: 'time' }, 0, '1970-01-01T00:00:00.000Z'],
    [{ name: 'at', about: '', kind: 'time' }, null, ''],
    [{ name: 'new', about: '', kind: 'value' }, '["a","b"]', 'a; b'],
    [
      { name: 'new', about: '', kind: 'value' },
      '{"dn":"CN=a","attributes":{"mail":"a@b"}}',
      'dn: CN=a; mail: a@b',
    ],
    [{ name: 'new', about: '', kind: 'value' }, 'not JSON', 'not JSON'],
    [{ name: 'n', about: '' }, 7, '7'],
  ] as const)('%j of %j is %j', (column, cell, text) => {
    expect(cellText(column, cell)).toBe(text)
  })
})

describe('the page', () => {
  const columns = [
    { name: 'name', about: 'a "quoted" <about>' },
    { name: 'approvedBy', about: '' },
  ]
  const page = (cell: string): string =>
    pageStart({
      title: '<b>Title</b>',
      about: 'about & more',
      workspace: 'W"',
      environment: 'E',
      narrowed: ['session 1'],
      author: "O'Neill",
      time: 'now',
      audit: 'entry 1',
      columns,
    }) +
    pageRow([cell, ''], columns) +
    pageEnd(1)

  test('shows every text as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (cell) => {
        const [, row] = /<tbody>\n<tr><td>([\s\S]*)<\/td><td><\/td><\/tr>\n<\/tbody>/.exec(page(cell)) ?? []
        expect(row).not.toMatch(/[<>"']/)
        const back = row
          ?.replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&')
        expect(back).toBe(cell)
      }),
    )
    expect(page('<script>alert(1)</script>')).not.toMatch(/<script|<b>/)
  })

  test('needs nothing else', () => {
    expect(page('x')).not.toMatch(/\s(src|href)=|url\(|@import/)
    expect(page('x')).toContain("default-src 'none'")
    expect(page('x')).toContain('<th scope="col" title="">approved by</th>')
  })
})
