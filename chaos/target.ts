/** What a server says of itself when a session is over, as sorted lines that are the same after two sessions. */
export interface Seen {
  /** What it holds: a line for each object and each reference. */
  readonly holds: readonly string[]
  /**
   * Every value that it was asked to write and accepted, from its own log: a line each, as often as it was accepted, also where it held
   * the value already.
   */
  readonly writes: readonly string[]
}

/** A server with its content, for one session. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The connector's settings, with the server to be found at 127.0.0.1 and this port. `timeout` in seconds. */
  settings(port: number, timeout: number): Readonly<Record<string, unknown>>
  /** Asks the server itself; its log has everything that was answered before. */
  seen(): Promise<Seen>
  release(): Promise<void>
}

/** A kind of server. */
export interface TargetKind {
  readonly name: 'samba' | 'openldap' | 'openldap-plain' | 'scim'
  readonly title: string
  readonly connector: string
  readonly rules: Readonly<Record<string, string>>
  /** Field and value of the secret the connector signs in with. */
  readonly secret: { readonly field: string; readonly value: string }
  /** A server as it is before the session. Several may be used at once. */
  fresh(): Promise<Target>
  close(): Promise<void>
}
