import { randomUUID } from 'node:crypto'
import type { Db } from './database.ts'
import { getSetting, setSetting } from './setting.ts'
import { sql } from './statement.ts'

const workspaceSetting = 'workspace-id'

export interface AuditHead {
  readonly entry: number
  /** Hexadecimal. */
  readonly hash: string
  readonly entries: number
}

/** The last entry; undefined while there is none. */
export function auditHead(db: Db): AuditHead | undefined {
  return sql<AuditHead>(
    db,
    `select id as entry, lower(hex(hash)) as hash, (select count(*) from audit) as entries from audit order by id desc limit 1`,
  ).get()
}

/** The hash of an entry, hexadecimal; undefined when it is not there. */
export const auditHash = (db: Db, input: { entry: number }): string | undefined =>
  sql<{ hash: string }>(db, 'select lower(hex(hash)) as hash from audit where id = ?').get(input.entry)?.hash

/** What distinguishes this workspace's audit from any other's; drawn once. */
export function workspaceId(db: Db): string {
  const known = getSetting(db, workspaceSetting)
  if (known !== undefined) return known
  const id = randomUUID()
  setSetting(db, workspaceSetting, id)
  return id
}
