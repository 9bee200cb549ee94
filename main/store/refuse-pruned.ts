import type { Db } from './database.ts'
import { sql } from './statement.ts'
import { StoreError } from './store-error.ts'

/**
 * An export of which changes are in an archive is not undone: what is left of it would be taken for all of it.
 * @throws StoreError `store-missing`
 */
export function refusePruned(db: Db, run: number): void {
  const archives = sql<{ name: string; at: number }>(
    db,
    'select a.name, a.at from archive_run r join archive a on a.id = r.archive where r.run = ? order by a.id',
  ).all(run)
  const first = archives[0]
  if (first === undefined) return
  throw new StoreError(
    'store-missing',
    `run ${run} was pruned on ${new Date(first.at).toISOString().slice(0, 10)}: what it wrote, and what was there before, is in ${archives.map(({ name }) => `archive/${name}`).join(' and ')}`,
    'Read it with `joinery archive report`. Exports can be undone for as many days as retention.undo says',
  )
}
