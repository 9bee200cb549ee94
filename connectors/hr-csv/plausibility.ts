import { keptShare } from '../kit/key-sketch.ts'
import { ConnectorError } from '../spi/error.ts'
import type { Plausibility } from './config.ts'
import type { Profile } from './watermark.ts'

/** What is wrong with a file, judged by the last import; empty when it is plausible. */
export function implausibilities(then: Profile, now: Profile, limits: Plausibility): string[] {
  if (then.rows === 0) return []
  return [
    ...rowCountProblems(then, now, limits),
    ...keyProblems(then, now, limits),
    ...emptyCellProblems(then, now, limits),
  ]
}

/** Throws `precondition` with the numbers then and now, before anything of the file has been given out. */
export function refuseImplausible(
  file: string,
  then: Profile,
  now: Profile,
  limits: Plausibility | false,
): void {
  const problems = limits === false ? [] : implausibilities(then, now, limits)
  if (problems.length === 0) return
  throw new ConnectorError(
    'precondition',
    `${file} does not look like the last import, so nothing was staged: ${problems.join('; ')}`,
    {
      where: file,
      advice:
        'Check that the export is whole and its columns are the usual ones. If the change is meant, raise the limit named here under plausibility for this import.',
    },
  )
}

function rowCountProblems(then: Profile, now: Profile, { rowCount, tolerance }: Plausibility): string[] {
  if (rowCount === false) return []
  const lost = then.rows - now.rows
  const drop = (100 * lost) / then.rows
  if (now.rows > 0 && (drop <= rowCount || lost < tolerance)) return []
  return [`${then.rows} people then, ${now.rows} now: ${shown(drop)} % fewer (rowCount allows ${rowCount} %)`]
}

function keyProblems(then: Profile, now: Profile, { keys, tolerance }: Plausibility): string[] {
  if (keys === false) return []
  const share = keptShare(then.keys, now.keys)
  if (100 * share >= keys || then.rows * (1 - share) < tolerance) return []
  return [`about ${shown(100 * share)} % of the keys of then are here now (keys asks for ${keys} %)`]
}

function emptyCellProblems(then: Profile, now: Profile, { nullRate, tolerance }: Plausibility): string[] {
  if (nullRate === false) return []
  return Object.entries(then.empty).flatMap(([column, before]) => {
    const after = now.empty[column] ?? 1
    const rise = after - before
    if (100 * rise <= nullRate || rise * now.rows < tolerance) return []
    const how = column in now.empty ? '' : ', because the column is gone'
    return [
      `column ${column} was empty in ${shown(100 * before)} % of the rows then, ${shown(100 * after)} % now${how} (nullRate allows ${nullRate} points more)`,
    ]
  })
}

function shown(percent: number): string {
  return percent.toFixed(percent % 1 === 0 ? 0 : 1)
}
