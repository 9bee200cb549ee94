/**
 * What a rung came to.
 * @typedef {{passed: number, failures: string[], skips: {name: string, reason: string}[]}} Result
 */

/** @param {Result[]} results */
export function closingLine(results) {
  const sum = (of) => results.reduce((total, result) => total + of(result), 0)
  const [passed, failed, skipped] = [
    sum((r) => r.passed),
    sum((r) => r.failures.length),
    sum((r) => r.skips.length),
  ]
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** A line for each failure and each skipped test; many tests skipped for one reason share a line. */
export function summaryLines(results) {
  const failures = results.flatMap((result) => result.failures.map((failure) => `failed   ${failure}`))
  const byReason = Map.groupBy(
    results.flatMap((result) => result.skips),
    ({ reason }) => reason,
  )
  const skips = [...byReason].flatMap(([reason, tests]) =>
    tests.map(({ name }) => `skipped  ${name} (${reason})`),
  )
  return [...skips, ...failures]
}
