import { join } from 'node:path'
import Database from 'better-sqlite3'
import { readJournal } from '../../../connectors/twin/journal.ts'
import type { ScimSnapshot } from '../../../demo/scim-directory.ts'
import type { JournalEntry } from '../../../demo/scim-server.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'
import { heldByDesk, text, writtenToDesk, writtenToTwin } from './written.ts'

/** What sessions left in a workspace, as sorted lines that are the same in two runs: names instead of ids, and no times. */
export interface WorkspaceOutcome {
  readonly metaverse: readonly string[]
  readonly links: readonly string[]
  readonly changes: readonly string[]
  /** What must hold of any workspace, whatever happened to it: empty when it does. */
  readonly broken: readonly string[]
}

/** Everything a session of Contoso left behind, likewise. */
export interface Outcome extends WorkspaceOutcome {
  readonly directory: readonly string[]
  readonly desk: readonly string[]
  readonly writtenToDirectory: readonly string[]
  readonly writtenToDesk: readonly string[]
}

/** Reads what is left when no process works on the workspace any more. */
export function outcomeOf(
  workspace: string,
  desk: { held: ScimSnapshot; journal: readonly JournalEntry[] },
): Outcome {
  const twin = join(workspace, 'systems', 'ad.twin')
  return {
    directory: heldByTwin(twin),
    desk: heldByDesk(desk.held),
    writtenToDirectory: writtenToTwin(readJournal(twin)).toSorted(),
    writtenToDesk: writtenToDesk(desk.journal, desk.held).toSorted(),
    ...workspaceOutcome(workspace),
  }
}

/** Reads what is left in the workspace alone. */
export function workspaceOutcome(workspace: string): WorkspaceOutcome {
  const db = new Database(join(workspace, 'joinery.db'), { readonly: true })
  try {
    const names = namesOf(db)
    return {
      metaverse: metaverseOf(db, names),
      links: linksOf(db, names),
      changes: changesOf(db, names),
      broken: brokenIn(db),
    }
  } finally {
    db.close()
  }
}

/** The lines one outcome has and the other has not, at most `limit` of each part. */
export function differences<Parts extends { readonly [Part in keyof Parts]: readonly string[] }>(
  actual: Parts,
  expected: Parts,
  limit = 4,
): string[] {
  const parts = Object.keys(expected) as (keyof Parts & string)[]
  return parts.flatMap((part) => {
    const extra = without(actual[part], expected[part])
    const missing = without(expected[part], actual[part])
    return [
      ...extra.slice(0, limit).map((line) => `${part} has (${extra.length}): ${line}`),
      ...missing.slice(0, limit).map((line) => `${part} lacks (${missing.length}): ${line}`),
    ]
  })
}

/** As sets that count: a line that is there twice is not a line that is there once. */
export function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}

/** What the directory holds, a line for each object and each reference. */
export function heldByTwin(file: string): string[] {
  const db = new Database(file, { readonly: true })
  try {
    const links = db
      .prepare<[], { source: string; attribute: string; target: string }>(
        `select s.dn as source, attribute, t.dn as target from link join object s on s.id = source join object t on t.id = target`,
      )
      .all()
      .map(({ source, attribute, target }) => `${source} ${attribute} ${target}`)
    const objects = db
      .prepare<[], { type: string; dn: string; attributes: string }>(
        `select type, dn, attributes from object`,
      )
      .all()
      .map(({ type, dn, attributes }) => {
        const { objectGUID: _guid, ...rest } = JSON.parse(attributes) as Record<string, unknown>
        return `${type} ${dn} ${text(rest)}`
      })
    return [...objects, ...links].toSorted()
  } finally {
    db.close()
  }
}

interface Names {
  readonly object: ReadonlyMap<number, string>
  readonly identity: ReadonlyMap<number, string>
}

function namesOf(db: Database.Database): Names {
  const objects = db
    .prepare<
      [],
      { id: number; system: string; type: string; dn: string | null; observed: string | null; anchor: string }
    >(
      `select o.id, s.name as system, type, dn, observed, anchor from cs_object o join system s on s.id = o.system`,
    )
    .all()
  const identities = db
    .prepare<[], { id: number; type: string; attributes: string }>(
      'select id, type, attributes from mv_object',
    )
    .all()
  return {
    object: new Map(
      objects.map(({ id, system, type, dn, observed, anchor }) => {
        const values = JSON.parse(observed ?? '{}') as Record<string, unknown>
        return [id, `${system} ${type} ${dn ?? values.userName ?? values.displayName ?? anchor}`]
      }),
    ),
    identity: new Map(
      identities.map(({ id, type, attributes }) => {
        const values = JSON.parse(attributes) as Record<string, unknown>
        return [id, `${type} ${values.employeeID ?? values.displayName}`]
      }),
    ),
  }
}

function metaverseOf(db: Database.Database, { identity }: Names): string[] {
  const objects = db
    .prepare<[], { id: number; attributes: string }>('select id, attributes from mv_object')
    .all()
    .map(({ id, attributes }) => `${identity.get(id)} ${text(JSON.parse(attributes))}`)
  const references = db
    .prepare<[], { source: number; attribute: string; target: number }>('select * from mv_reference')
    .all()
    .map(({ source, attribute, target }) => `${identity.get(source)} ${attribute} ${identity.get(target)}`)
  return [...objects, ...references].toSorted()
}

/**
 * A pair that two rules join, one from each side, is joined by whichever looks first, which an interruption may change: that is how it came
 * about, like the time, and no part of the outcome.
 */
function linksOf(db: Database.Database, { object, identity }: Names): string[] {
  return db
    .prepare<[], { object: number; mv: number; kind: string; rule: string }>(
      'select object, mv, kind, rule from cs_connection',
    )
    .all()
    .map(
      (row) =>
        `${object.get(row.object)} ${row.kind} to ${identity.get(row.mv)}${row.kind === 'joined' ? '' : ` by ${row.rule}`}`,
    )
    .toSorted()
}

interface ChangeRow {
  object: number
  operation: string
  attribute: string | null
  old: string | null
  new: string | null
  reference: number
  rule: string
  decision: string
  state: string
  approval: number | null
}

function changesOf(db: Database.Database, { object }: Names): string[] {
  return db
    .prepare<[], ChangeRow>('select * from change')
    .all()
    .map((row) => {
      const told = (value: string | null) =>
        row.reference === 1 && value !== null
          ? (JSON.parse(value) as number[]).map((id) => object.get(id)).toSorted()
          : text(JSON.parse(value ?? 'null'))
      const what = `${object.get(row.object)} ${row.operation} ${row.attribute ?? ''}`
      return `${what}: ${told(row.old)} → ${told(row.new)} by ${row.rule}, ${row.decision}, ${row.state}`
    })
    .toSorted()
}

function brokenIn(db: Database.Database): string[] {
  const count = (sql: string) => (db.prepare(sql).get() as { n: number }).n
  const integrity = db.pragma('integrity_check', { simple: true })
  const audit = verifyAudit(db)
  const unfinished = count(
    `select count(*) as n from change where state in ('planned', 'exporting', 'exported', 'failed')`,
  )
  const running = count(`select count(*) as n from run where state = 'running'`)
  const open = count('select count(*) as n from session where ended is null')
  const unapproved = count(`select count(*) as n from change where approval is null`)
  const unread = count('select count(*) as n from cs_unconfirmed')
  return [
    integrity === 'ok' ? '' : `the database is damaged: ${integrity}`,
    audit.ok ? '' : `the audit chain breaks at ${audit.brokenAt}`,
    unfinished === 0 ? '' : `${unfinished} changes are unfinished`,
    running === 0 ? '' : `${running} runs are said to be running`,
    open === 0 ? '' : `${open} sessions are open`,
    unapproved === 0 ? '' : `${unapproved} changes were written without approval`,
    unread === 0 ? '' : `${unread} objects hold values that were not read back`,
  ].filter((line) => line !== '')
}
