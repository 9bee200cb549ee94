import { pageStyle } from './page-style.ts'
import type { ReportColumn } from './report.ts'

export interface PageFacts {
  readonly title: string
  readonly about: string
  readonly workspace: string
  readonly environment: string
  /** What the report was narrowed down to, in words. */
  readonly narrowed: readonly string[]
  readonly author: string
  /** ISO 8601. */
  readonly time: string
  /** Where the audit stood: number and hash of its last entry. */
  readonly audit: string
  readonly columns: readonly ReportColumn[]
}

/** A page that needs nothing else: no script, nothing that is loaded. Written in three parts, so that its rows need not be held. */
export const pageStart = (facts: PageFacts): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(facts.title)} – ${escaped(facts.workspace)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<p class="where">${escaped(facts.workspace)} <span>${escaped(facts.environment)}</span></p>
<h1>${escaped(facts.title)}</h1>
<p class="about">${escaped(facts.about)}</p>
<dl>
${facts.narrowed.map((one) => `<div><dt>Narrowed down to</dt><dd>${escaped(one)}</dd></div>\n`).join('')}<div><dt>Written</dt><dd>${escaped(facts.time)} by ${escaped(facts.author)}</dd></div>
<div><dt>Audit</dt><dd class="mono">${escaped(facts.audit)}</dd></div>
</dl>
</header>
<table>
<thead><tr>${facts.columns.map((column) => `<th scope="col" title="${escaped(column.about)}">${escaped(headText(column.name))}</th>`).join('')}</tr></thead>
<tbody>
`

export const pageRow = (cells: readonly string[], columns: readonly ReportColumn[]): string =>
  `<tr>${cells.map((cell, index) => `<td${cellClass(columns[index]?.name)}>${markup(cell)}</td>`).join('')}</tr>\n`

export const pageEnd = (rows: number): string => `</tbody>
</table>
<footer><p>${rows === 0 ? 'Nothing to report.' : `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}.`}</p></footer>
</body>
</html>
`

/** `approvedBy` → `approved by` */
const headText = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** What may be broken anywhere, what only between words, and what steps back: values before a change. */
const classes: Readonly<Record<string, string>> = {
  object: 'mono',
  account: 'mono',
  anchor: 'mono',
  group: 'mono',
  hash: 'mono',
  plan: 'mono',
  attribute: 'word',
  old: 'value old',
  was: 'value old',
  new: 'value',
  now: 'value',
  wanted: 'value',
}
const cellClass = (name = ''): string => (classes[name] === undefined ? '' : ` class="${classes[name]}"`)

/** Times in the minutes a person reads; the CSV has them exactly. */
const markup = (cell: string): string =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(cell)
    ? `<time datetime="${cell}">${cell.slice(0, 10)} ${cell.slice(11, 16)}</time>`
    : escaped(cell)

const escaped = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] as string,
  )
