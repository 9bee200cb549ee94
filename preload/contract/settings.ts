import { z } from 'zod'
import { systemTile } from './words.ts'

/** What the Settings screen shows of a workspace: where it lies, what its text files say, and where secrets are. Nothing here changes it. */

const count = z.number().int()

/** Where something is written; null: nowhere, it is as it is without being said. */
const written = z.object({ file: z.string(), line: count }).nullable()
export type Written = z.infer<typeof written>

const files = z.object({ files: count, bytes: count })

export const storage = z.object({
  /** Absolute path of the workspace. */
  folder: z.string(),
  /** Bytes of joinery.db, and of what SQLite has yet to write into it (the write-ahead log). */
  database: count,
  log: count,
  archives: files,
  reports: files,
  checkpoints: files,
  /** Copies of the database from before it was brought to a newer schema. */
  copies: files,
  versions: z.object({
    product: z.string(),
    node: z.string(),
    /** Null in the browser host. */
    electron: z.string().nullable(),
    sqlite: z.string(),
    /** Number of the last migration of the database. */
    schema: count,
    /** SPDX, such as `Apache-2.0`. */
    licence: z.string(),
  }),
})

/** Days, and where they are set. `days` null: nothing goes. */
const period = z.object({ days: count.nullable(), written })

export const retentionSettings = z.object({
  audit: period,
  history: period,
  undo: period,
  /** Days for which nothing of the audit goes, whatever is set. */
  floor: count,
})

export const limitSetting = z.object({
  name: z.string(),
  /** Both null: no limit. The smaller counts. */
  count: z.number().nullable(),
  percent: z.number().nullable(),
  /** What it counts, and what the percentage is of: `deletions of one export and system`, `the objects the system holds`. */
  counts: z.string(),
  share: z.string(),
  /** To which changes it is narrowed down, one condition each. */
  only: z.array(z.string()),
  written,
})
export type LimitSetting = z.infer<typeof limitSetting>

export const policySetting = z.object({
  name: z.string(),
  effect: z.enum(['protect', 'two-people', 'approve']),
  disabled: z.boolean(),
  only: z.array(z.string()),
  written,
})
export type PolicySetting = z.infer<typeof policySetting>

export const protectionSettings = z.object({
  limits: z.array(limitSetting),
  /** Days in which what was written counts along. */
  within: period,
  protections: z.array(z.object({ name: z.enum(['privileged', 'ownAccount']), on: z.boolean(), written })),
  policies: z.array(policySetting),
  /** How far a read may differ before it is not believed, by system; null: however far. Percentages, false: not looked at. */
  reads: z.array(
    systemTile.extend({
      limits: z
        .object({
          rowCount: z.union([z.number(), z.literal(false)]),
          nullRate: z.union([z.number(), z.literal(false)]),
          keys: z.union([z.number(), z.literal(false)]),
          values: z.union([z.number(), z.literal(false)]),
          tolerance: count,
        })
        .nullable(),
      written,
    }),
  ),
})

export const secretSettings = z.object({
  kind: z.enum(['environment', 'file', 'keychain', 'basic-text']),
  encrypted: z.boolean(),
  warning: z.string().nullable(),
  /** Every secret that a system's connector knows; never its value. `unreadable`: there is one, and it cannot be decrypted here. */
  secrets: z.array(
    z.object({
      system: systemTile,
      field: z.string(),
      label: z.string(),
      state: z.enum(['kept', 'missing', 'unreadable']),
      /** The environment variable it is taken from, which goes before what is kept; null where it is kept. */
      variable: z.string().nullable(),
    }),
  ),
})
