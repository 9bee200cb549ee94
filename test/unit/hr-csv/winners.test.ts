import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportFile } from './export-file.ts'

interface Row {
  readonly id: string
  readonly job: string
  readonly main: boolean
  readonly from: string
}

const today = '2026-03-10'

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom('1', '2', '3'),
  job: fc.constantFrom('a', 'b'),
  main: fc.boolean(),
  from: fc.constantFrom('2019-05-01', '2026-03-09', '2026-03-10', '2026-03-11', '2030-01-01'),
})

/** The rule as the documentation tells it, written without any care for memory: the line of the row that counts. */
function lineThatCounts(rows: readonly (Row & { readonly line: number })[]): number {
  const current = rows.filter(({ from }) => from <= today)
  const direction = current.length > 0 ? 1 : -1
  const byDay = (a: Row, b: Row): number => direction * b.from.localeCompare(a.from)
  // In the order in which the assignments come in the file, with whatever row.
  const jobs = [...Map.groupBy(rows, ({ job }) => job).values()]
    .map((ofJob) => (direction === 1 ? ofJob.filter(({ from }) => from <= today) : ofJob))
    .filter((ofJob) => ofJob.length > 0)
  const best = jobs.map((ofJob) => {
    // Of two rows with the same day the later line counts, and of those yet to come the earlier.
    const lines = direction === 1 ? ofJob.toReversed() : ofJob
    return lines.toSorted(byDay)[0]!
  })
  return best.toSorted((a, b) => Number(b.main) - Number(a.main) || byDay(a, b))[0]!.line
}

test('of several rows the one counts that the rule says, whatever the rows are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      const lines = rows.map(({ id, job, main, from }) => `${id},${job},${main},${from}`)
      const file = await exportFile(`id,job,main,from\n${lines.join('\n')}\n`, {
        effectiveDate: 'from',
        assignment: { id: 'job', primary: 'main' },
      })
      const numbered = rows.map((each, at) => ({ ...each, line: at + 2 }))
      const expected = [...Map.groupBy(numbered, ({ id }) => id)].map(([, ofPerson]) =>
        lineThatCounts(ofPerson),
      )
      const { objects } = await file.read()
      expect(objects.map(({ origin }) => origin).toSorted()).toEqual(
        expected.map((line) => `hr.csv line ${line}`).toSorted(),
      )
    }),
    { numRuns: 200 },
  )
})
