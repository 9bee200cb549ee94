import type { Value } from './value.ts'

export type ConnectorErrorKind =
  | 'config'
  | 'auth'
  | 'connection'
  | 'timeout'
  | 'throttled'
  | 'notFound'
  | 'exists'
  | 'constraint'
  | 'permission'
  | 'precondition'
  | 'internal'

/** A value that is not what it was when the change of it was planned. `dn` stands for where the object is. */
export interface Conflict {
  readonly attribute: string
  /** What the system holds; absent for no value. */
  readonly found?: Value
}

/** A certificate that a system showed and that is not accepted, for a person to compare. */
export interface SeenCertificate {
  readonly subject: string
  readonly issuer: string
  /** SHA-256, upper-case hexadecimal with colons. */
  readonly fingerprint: string
  /** As the certificate writes it. */
  readonly validFrom: string
  readonly validTo: string
  /** The field of the configuration that accepts exactly this one. */
  readonly pinnedBy: string
}

export interface ConnectorErrorDetails {
  /** What to do next, as a sentence. */
  readonly advice: string
  /** Where it happened: a URL without credentials, a file and line, a DN. */
  readonly where?: string
  /** The system's own words or code. Never a secret. */
  readonly system?: string
  /** Somebody changed the object meanwhile (`precondition`): nothing of the request was written. */
  readonly conflicts?: readonly Conflict[]
  /** Milliseconds after which trying again makes sense (throttled). */
  readonly retryAfter?: number
  /** The certificate that was refused (`connection`). */
  readonly certificate?: SeenCertificate
  readonly cause?: unknown
}

/** The one error a connector throws or answers with. `message` says what went wrong and why, for a person. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  readonly kind: ConnectorErrorKind
  readonly advice: string
  readonly where: string | undefined
  readonly system: string | undefined
  readonly retryAfter: number | undefined
  readonly conflicts: readonly Conflict[]
  readonly certificate: SeenCertificate | undefined

  constructor(kind: ConnectorErrorKind, message: string, details: ConnectorErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.advice = details.advice
    this.where = details.where
    this.system = details.system
    this.retryAfter = details.retryAfter
    this.conflicts = details.conflicts ?? []
    this.certificate = details.certificate
  }
}
