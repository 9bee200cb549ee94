import { spawnSync } from 'node:child_process'

/** One row of the table: seconds unless the work says otherwise. */
export interface BenchRow {
  readonly work: string
  readonly size: number
  /** Null where it could not be measured: the server is not installed. */
  readonly ours: number | null
  /** The reference's figure in the same run; null when there is none or it could not be measured here. */
  readonly reference: number | null
  readonly referenceName: string
  /** ours / reference, or ours itself where the target is absolute. */
  readonly ratio: number | null
  /** Null where none was set. */
  readonly target: string | null
  readonly met: boolean | null
}

export function row(
  work: string,
  size: number,
  ours: number,
  reference: number | null,
  referenceName: string,
  limit: number,
): BenchRow {
  const ratio = reference === null ? null : ours / reference
  return {
    work,
    size,
    ours: round(ours),
    reference: reference === null ? null : round(reference),
    referenceName,
    ratio: ratio === null ? null : round(ratio),
    target: `≤ ${limit} ×`,
    met: ratio === null ? null : ratio <= limit,
  }
}

/** A row that only tells how long something took, beside something else. */
export const told = (
  work: string,
  size: number,
  ours: number,
  reference: number | null = null,
  referenceName = '—',
): BenchRow => ({
  work,
  size,
  ours: round(ours),
  reference: reference === null ? null : round(reference),
  referenceName,
  ratio: reference === null ? null : round(ours / reference),
  target: null,
  met: null,
})

/** What could not be measured, and why. */
export const notMeasured = (work: string, size: number, why: string): BenchRow => ({
  work,
  size,
  ours: null,
  reference: null,
  referenceName: why,
  ratio: null,
  target: null,
  met: null,
})

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

export const round = (value: number): number => Number(value.toPrecision(4))

export async function seconds(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

/** `sqlite3 .import` of a CSV file into a fresh database; null where the command is not installed. */
export function sqliteImport(csv: string, database: string): number | null {
  if (spawnSync('sqlite3', ['--version']).status !== 0) return null
  const started = performance.now()
  const { status, stderr } = spawnSync('sqlite3', [database, '.mode csv', `.import ${csv} hr`], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`sqlite3 .import failed: ${stderr}`)
  return (performance.now() - started) / 1000
}
