import Papa from 'papaparse'

/** What tells spreadsheets that a file is UTF-8. */
export const byteOrderMark = '\uFEFF'

/** papaparse's own pattern lets a formula pass that has a line break behind it. */
const formula = /^[=+\-@\t\r]/

/**
 * Rows as RFC 4180 has them: lines end with CR LF, cells with commas, quotes or line breaks are quoted. Cells that a spreadsheet would run
 * as formulas are neutralised by an apostrophe before them.
 */
export const csvLines = (rows: readonly (readonly unknown[])[]): string =>
  rows.length === 0
    ? ''
    : `${Papa.unparse(rows as unknown[][], { escapeFormulae: formula, newline: '\r\n' })}\r\n`
