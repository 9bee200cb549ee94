import type { z } from 'zod'
import type { Batch, ObjectItem } from './entry.ts'
import type { SeenCertificate } from './error.ts'
import type { SystemSchema } from './schema.ts'
import type { WriteRequest, WriteResult } from './write.ts'

/** What a connector's system can do; the engine plans with these flags and never asks which connector it is. */
export interface Capabilities {
  /** `read` understands `mode: 'delta'` with a watermark. */
  readonly delta: boolean
  readonly write: boolean
  readonly delete: boolean
  /** Objects have DNs: they live below a parent and can be renamed and moved. */
  readonly hierarchical: boolean
  /** In which form references name their targets. */
  readonly referenceKey: 'anchor' | 'dn'
  /** References may be part of an add, when their targets exist. */
  readonly referencesInAdd: boolean
  /** Multi-valued references change by value, not by replacing the list. */
  readonly valueLevelChanges: boolean
  /** `fetch` answers by anchor, so a write can be confirmed object by object. */
  readonly confirmByRead: boolean
  /**
   * An update compares what it writes with the before-image in the very write (a transaction, an assertion, a version) or right before it,
   * and answers with `conflicts` instead of writing over what somebody else wrote. Without it the export reads the objects before.
   */
  readonly comparesBeforeImage: boolean
  /** A read that does not look like the last one is refused by the connector itself, before it gives anything out. */
  readonly judgesReads?: boolean
  /** Requests the system likes in one `write` call. */
  readonly writeBatch: number
}

/** How a field of the configuration is shown and asked for. */
export interface FieldMeta {
  readonly label: string
  readonly help?: string
  /** Kept in the secret store under this name, never in workspace.yaml. */
  readonly secret?: boolean
  readonly group?: string
  /** The step of the set-up in which it is asked, from 1. */
  readonly step?: number
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly placeholder?: string
  /** It says how the system is reached and not what is read of it: when it changes, what was read before still holds. */
  readonly access?: boolean
  /** Secrets are sent there: those that are kept go nowhere else before a person has typed them again. */
  readonly address?: boolean
  /** The value is the path of such a file, relative to the workspace or absolute; the desktop offers a dialog for it. */
  readonly path?: 'csv' | 'certificate' | 'twin'
}

export interface ConfigSpec<Config> {
  readonly schema: z.ZodType<Config>
  readonly fields: Readonly<Record<string, FieldMeta>>
}

export interface CheckResult {
  readonly ok: boolean
  /** `Sign in`, `Read users`, … */
  readonly title: string
  readonly detail: string
  /** What to do when it is not ok. */
  readonly advice?: string
  /** The certificate that was refused, for a person to compare. */
  readonly certificate?: SeenCertificate
}

/** A value the connector proposes for a field of its configuration, and why. */
export interface Suggestion {
  readonly field: string
  readonly value: unknown
  readonly reason: string
}

export interface ConnectorContext {
  /** The system's name in the workspace, for messages. */
  readonly system: string
  /** Relative paths in the configuration are resolved against it. */
  readonly workspaceDir: string
  /** The day the session works on, `2026-03-10`; injected so that a read can be repeated. */
  readonly today: string
  /** Aborted when the admin cancels; every wait listens to it. */
  readonly signal: AbortSignal
  /** A secret by its field name; undefined when the admin has not entered one. */
  secret(field: string): string | undefined
  /** For diagnosis only; never carries a secret. */
  log(message: string, details?: Readonly<Record<string, unknown>>): void
}

export interface ReadRequest {
  readonly mode: 'full' | 'delta'
  /** From the last complete read of this system. */
  readonly watermark?: string
  /** The connector's ids of `partitions`; all when absent. */
  readonly partitions?: readonly string[]
}

export interface Partition {
  readonly id: string
  readonly title: string
}

/** Which objects to fetch. `match` finds an object whose add may or may not have happened. */
export type FetchKey =
  | { readonly type: string; readonly anchor: string }
  | { readonly type: string; readonly dn: string }
  | { readonly type: string; readonly match: { readonly attribute: string; readonly value: string } }

/** What a system says of the last change of an object, whatever was changed in it. */
export interface LastChange {
  /** Who did it, as the system names them; absent where it does not tell, or where it was the account of this connection. */
  readonly by?: string
  /** ISO 8601. */
  readonly at?: string
}

/** A value that a new object is to have, and that no other may have; the attribute `dn` is the DN. */
export interface UniqueQuestion {
  readonly type: string
  readonly attribute: string
  readonly value: string
}

/** An open connection to one connected system. All methods throw ConnectorError only. */
export interface Connection {
  check(): Promise<readonly CheckResult[]>
  schema(): Promise<SystemSchema>
  partitions(): Promise<readonly Partition[]>
  /** Everything (full) or what changed since the watermark (delta), page by page. */
  read(request: ReadRequest): AsyncIterable<Batch>
  /** One answer for each key, in order; undefined when there is no such object. A `match` that several objects answer throws `constraint`. */
  fetch(keys: readonly FetchKey[]): Promise<readonly (ObjectItem | undefined)[]>
  /**
   * Whether some object has the value, one answer for each question: of whatever type, and whether or not it is among what is read. Absent
   * where `fetch` sees everything there is.
   */
  taken?(questions: readonly UniqueQuestion[]): Promise<readonly boolean[]>
  /** One result for each request. A request is written at most once by a call; the caller decides on trying again. */
  write(requests: readonly WriteRequest[]): AsyncIterable<WriteResult>
  /** One answer for each key, in order; of an object that was deleted where the system keeps such. Asked for few objects. */
  lastChange?(
    keys: readonly { readonly type: string; readonly anchor: string }[],
  ): Promise<readonly (LastChange | undefined)[]>
  setPassword?(type: string, anchor: string, password: string): Promise<void>
  close(): Promise<void>
}

export interface Connector<Config = unknown> {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly configSpec: ConfigSpec<Config>
  readonly capabilities: Capabilities
  /** The account it signs in with, as DN, `name@domain`, `DOMAIN\\name` or name; it is protected by default. */
  ownAccount?(config: Config): string | undefined
  /** Proposals from what is already filled in; reads, never writes. */
  suggest(partial: Readonly<Partial<Config>>, context: ConnectorContext): Promise<readonly Suggestion[]>
  /** Throws ConnectorError `config`, `auth` or `connection`. */
  open(config: Config, context: ConnectorContext): Promise<Connection>
}

/** Declares a connector; the one export of a connector's folder. */
export function defineConnector<Config>(connector: Connector<Config>): Connector<Config> {
  return connector
}
