import { z } from 'zod'
import { operationCounts, systemTile, time, value } from './words.ts'

export const workspaceInfo = z.object({
  name: z.string(),
  /** Free text of workspace.yaml, such as `Production`. */
  environment: z.string(),
  path: z.string(),
  user: z.string(),
  product: z.string(),
  /** Metaverse objects. */
  identities: z.number().int(),
  /** What waits for a person, for the rail. */
  waiting: z.object({
    changes: z.number().int(),
    joins: z.number().int(),
    drift: z.number().int(),
    findings: z.number().int(),
  }),
  audit: z.object({ entries: z.number().int(), verifiedAt: time.nullable(), ok: z.boolean().nullable() }),
  /** The job that runs now, if any. */
  job: z.string().nullable(),
})
export type WorkspaceInfo = z.infer<typeof workspaceInfo>

export const importStatistics = z.object({
  read: z.number().int(),
  unchanged: z.number().int(),
  adds: z.number().int(),
  updates: z.number().int(),
  renames: z.number().int(),
  deletes: z.number().int(),
  rejected: z.number().int(),
})
export type ImportStatistics = z.infer<typeof importStatistics>

export const systemStatus = systemTile.extend({
  connector: z.string(),
  connectorTitle: z.string(),
  /** Some inbound rule reads it / some outbound rule writes it. */
  source: z.boolean(),
  target: z.boolean(),
  /** Connector space, by state. `objects` counts what the system holds. */
  objects: z.number().int(),
  joined: z.number().int(),
  disconnectors: z.number().int(),
  filtered: z.number().int(),
  ambiguous: z.number().int(),
  placeholders: z.number().int(),
  pending: operationCounts,
  approved: z.number().int(),
  unconfirmed: z.number().int(),
  lastImport: z
    .object({
      run: z.number().int(),
      at: time,
      mode: z.enum(['full', 'delta']),
      complete: z.boolean(),
      statistics: importStatistics,
    })
    .nullable(),
  /** Configuration without secrets, for display. */
  configuration: z.array(z.object({ label: z.string(), value: z.string() })),
})
export type SystemStatus = z.infer<typeof systemStatus>

/** A certificate that a system showed and that is not accepted. */
export const seenCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  /** SHA-256, upper-case hexadecimal with colons. */
  fingerprint: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  /** The setting that accepts exactly this one. */
  pinnedBy: z.string(),
})

export const checkResult = z.object({
  ok: z.boolean(),
  title: z.string(),
  detail: z.string(),
  advice: z.string().optional(),
  certificate: seenCertificate.optional(),
})
export type CheckResult = z.infer<typeof checkResult>

/** What a connected system says of itself, for people who write rules. */
export const discovery = z.object({
  types: z.array(
    z.object({
      type: z.string(),
      attributes: z.array(
        z.object({
          name: z.string(),
          type: z.string(),
          multi: z.boolean(),
          required: z.boolean(),
          unique: z.boolean(),
          writable: z.string(),
        }),
      ),
    }),
  ),
  /** The first objects a read gives, as they would be staged. */
  sample: z.array(
    z.object({
      type: z.string(),
      anchor: z.string(),
      dn: z.string().nullable(),
      attributes: z.record(z.string(), value),
    }),
  ),
})
export type Discovery = z.infer<typeof discovery>
