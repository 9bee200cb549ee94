import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { SmallCompany } from './small-company.ts'
import { exportAll, lineOf, type Person, startUndoCompany, undo } from './undo-company.ts'

/** One session: what the HR file says, and whether what it wrote is taken back in the next. */
export interface Episode {
  readonly people: readonly Person[]
  readonly undone: boolean
}

/** A company with a session for each episode, each with its report; what a session wrote may be undone in one of its own. */
export async function companyWithHistory(episodes: readonly Episode[]): Promise<SmallCompany> {
  const company = await startUndoCompany()
  for (const { people, undone } of episodes) {
    // Limits count what was written lately.
    age(company, 30)
    company.hr(...people.map(lineOf))
    await company.plan()
    const runs = await exportAll(company)
    await company.run({ kind: 'report' })
    const last = runs.at(-1)
    if (!undone || last === undefined) continue
    age(company, 30)
    await company.plan()
    await undo(company, last)
    await company.run({ kind: 'report' })
  }
  return company
}

export const dayLength = 24 * 60 * 60 * 1000

/** Lets time pass: everything that has happened happened so many days earlier. The audit stays as it is. */
export function age({ dir }: Pick<SmallCompany, 'dir'>, days: number): void {
  const db = new Database(join(dir, 'joinery.db'))
  const by = days * dayLength
  db.exec(`update session set started = started - ${by}, ended = ended - ${by};
    update run set started = started - ${by}, ended = ended - ${by};
    update approval set at = at - ${by}; update finding set at = at - ${by}; update drift set since = since - ${by}`)
  db.close()
}

/** A report's lines. */
export async function report(
  { client }: SmallCompany,
  name: string,
  more: { session?: number; asOf?: number } = {},
): Promise<readonly string[]> {
  const { path } = await client.call('reports.write', { name, format: 'csv', bom: false, ...more })
  return readFileSync(path, 'utf8').trimEnd().split('\r\n')
}
