/**
 * What a rung came to.
 * @typedef {{passed: number, failures: string[], skips: {name: string, reason?: string}[], slowest?: {file: string, seconds: number}[]}} Result
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

/** A line for each skipped and each failed test. */
export function summaryLines(results) {
  const skips = results.flatMap((result) => result.skips)
  const failures = results.flatMap((result) => result.failures)
  return [
    ...skips.map(({ name, reason }) => (reason ? `skipped  ${name} (${reason})` : `skipped  ${name}`)),
    ...failures.map((failure) => `failed   ${failure}`),
  ]
}
