/** How to reach a directory and sign in there; made from the configuration by `ldapOptions`. */
export interface LdapOptions {
  /** `dc1.example.com` or `dc1.example.com:3269`, the preferred one first. */
  readonly hosts: readonly string[]
  /** Default 636 for ldaps, 389 otherwise. */
  readonly port?: number
  readonly security: 'ldaps' | 'starttls' | 'plain'
  /** Plain text is refused without it, and never carries a password. */
  readonly allowPlain: boolean
  /** Certificates (PEM) that are trusted instead of those of the machine. */
  readonly ca?: string
  /** SHA-256 of the one certificate that is accepted, in hex, colons or not. */
  readonly pinnedFingerprint?: string
  /** A DN, or what the server takes for one, such as `svc@corp.example.com`. Absent: anonymous. */
  readonly bindDn?: string
  readonly password?: string
  /** Milliseconds without an answer after which a server is given up. */
  readonly timeout: number
}

/** One server of the list. */
export interface Address {
  readonly host: string
  readonly port: number
  /** `host:port`, for messages and watermarks. */
  readonly name: string
}

/** The servers in their order. */
export function addressesOf(options: Pick<LdapOptions, 'hosts' | 'port' | 'security'>): readonly Address[] {
  const usual = options.port ?? (options.security === 'ldaps' ? 636 : 389)
  return options.hosts.map((text) => {
    const [, bracketed, plain, own] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [
      undefined,
      undefined,
      text,
    ]
    const host = bracketed ?? plain ?? text
    const port = own === undefined ? usual : Number(own)
    return { host, port, name: `${host.includes(':') ? `[${host}]` : host}:${port}` }
  })
}
