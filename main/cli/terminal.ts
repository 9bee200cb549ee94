/** Everything the command line prints goes through here, so that `--json` keeps standard output to one object. */
export interface Terminal {
  readonly json: boolean
  /** A line for a person; on standard error when standard output belongs to JSON. */
  line(text?: string): void
  /** The command's result: one JSON object on one line with `--json`, else nothing. */
  result(value: unknown): void
}

export function terminal(json: boolean): Terminal {
  return {
    json,
    line: (text = '') => (json ? process.stderr : process.stdout).write(`${text}\n`),
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`)
    },
  }
}

/** A table with a head, columns as wide as their content; numbers are right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : cell)),
  )
  const numeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  )
  const widths = head.map((name, column) =>
    Math.max(width(name), ...cells.map((row) => width(row[column] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat(Math.max(0, (widths[column] as number) - width(cell)))
        return numeric[column] ? gap + cell : cell + gap
      })
      .join('  ')
      .trimEnd()
  return [line(head), line(widths.map((w) => '─'.repeat(w))), ...cells.map(line)].join('\n')
}

/** Columns a text takes: wide characters take two. */
function width(text: string): number {
  let columns = 0
  for (const { segment } of new Intl.Segmenter().segment(text))
    columns += /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(segment)
      ? 2
      : 1
  return columns
}

/** Cuts a text that is too long for a cell. */
export const short = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`
