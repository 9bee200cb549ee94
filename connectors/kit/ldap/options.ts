import type { Address, TlsOptions } from '../tls/secure.ts'

/** How to reach a directory and sign in there; made from the configuration by `ldapOptions`. */
export interface LdapOptions extends TlsOptions {
  /** `dc1.example.com` or `dc1.example.com:3269`, the preferred one first. */
  readonly hosts: readonly string[]
  /** Default 636 for ldaps, 389 otherwise. */
  readonly port?: number
  readonly security: 'ldaps' | 'starttls' | 'plain'
  /** Plain text is refused without it, and never carries a password. */
  readonly allowPlain: boolean
  /** A DN, or what the server takes for one, such as `svc@corp.example.com`. Absent: anonymous. */
  readonly bindDn?: string
  readonly password?: string
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
