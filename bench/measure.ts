import { spawnSync } from 'node:child_process'

/** One row of the table: seconds unless the work says otherwise. */
export interface BenchRow {
  readonly work: string
  readonly size: number
  readonly ours: number
  /** The reference's figure in the same run; null when there is none or it could not be measured here. */
  readonly reference: number | null
  readonly referenceName: string
  /** ours / reference, or ours itself where the target is absolute. */
  readonly ratio: number | null
  readonly target: string
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
