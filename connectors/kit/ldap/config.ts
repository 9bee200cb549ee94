import { z } from 'zod'
import type { ConnectorContext, FieldMeta } from '../../spi/connector.ts'
import { tlsFields, tlsShape, trustOf } from '../tls/config.ts'
import type { LdapOptions } from './options.ts'

/** The fields every directory connector has; spread it into the connector's own object. */
export const ldapShape = {
  hosts: z
    .array(
      z
        .string()
        .regex(
          /^(\[[0-9A-Fa-f:.]+\]|[^\s:/]+)(:\d{1,5})?$/,
          'is not a host, such as dc1.example.com or dc1.example.com:636',
        ),
    )
    .min(1),
  port: z.number().int().min(1).max(65535).optional(),
  security: z.enum(['ldaps', 'starttls', 'plain']).default('ldaps'),
  allowPlain: z.boolean().default(false),
  ...tlsShape,
  bindDn: z.string().min(1).optional(),
  baseDns: z.array(z.string().min(1)).default([]),
  pageSize: z.number().int().min(1).max(10_000).default(500),
  timeoutSeconds: z.number().min(1).max(3600).default(30),
}

const shared = z.object(ldapShape)
export type LdapConfig = z.infer<typeof shared>

/** Rules over several of the shared fields; call it in the connector's `superRefine`. */
export function refineLdap(config: LdapConfig, refuse: (field: string, message: string) => void): void {
  if (config.security !== 'plain') return
  if (!config.allowPlain)
    refuse('security', 'plain shows everything to the network; use ldaps or starttls, or set allowPlain')
  if (config.bindDn !== undefined)
    refuse('bindDn', 'its password would travel without encryption; use ldaps or starttls')
}

const group = { place: 'Server', sign: 'Sign-in', scope: 'What is read', safety: 'Safety' }

export const ldapFields = {
  hosts: {
    label: 'Servers',
    help: 'The preferred one first; another is used when it cannot be reached.',
    placeholder: 'ldap1.example.com',
    address: true,
    group: group.place,
    step: 1,
  },
  port: { label: 'Port', help: '636 for LDAPS, 389 otherwise.', address: true, group: group.place, step: 3 },
  security: {
    label: 'Encryption',
    choices: [
      { value: 'ldaps', label: 'LDAPS (TLS from the start)' },
      { value: 'starttls', label: 'StartTLS' },
      { value: 'plain', label: 'None' },
    ],
    group: group.place,
    step: 1,
  },
  allowPlain: {
    label: 'Allow no encryption',
    help: 'Personal data can then be read on the network; passwords are never sent.',
    group: group.safety,
    step: 3,
  },
  ...tlsFields(group.safety),
  bindDn: {
    label: 'Account',
    help: 'Absent: anonymous.',
    placeholder: 'cn=joinery,ou=services,dc=example,dc=com',
    group: group.sign,
    step: 2,
  },
  password: { label: 'Password', secret: true, group: group.sign, step: 2 },
  baseDns: { label: 'Base DNs', help: 'What is read is below these.', group: group.scope, step: 2 },
  pageSize: { label: 'Entries in a page', access: true, group: group.scope, step: 3 },
  timeoutSeconds: { label: 'Seconds to wait for an answer', access: true, group: group.place, step: 3 },
} as const satisfies Readonly<Record<string, FieldMeta>>

/** How to connect, from the configuration, the secret store and the certificate file. Throws ConnectorError `config` or `auth`. */
export function ldapOptions(
  config: LdapConfig,
  context: Pick<ConnectorContext, 'secret' | 'workspaceDir'>,
): LdapOptions {
  const password = config.bindDn === undefined ? undefined : context.secret('password')
  return {
    hosts: config.hosts,
    security: config.security,
    allowPlain: config.allowPlain,
    timeout: config.timeoutSeconds * 1000,
    ...(config.port === undefined ? {} : { port: config.port }),
    ...trustOf(config, context.workspaceDir),
    ...(config.bindDn === undefined ? {} : { bindDn: config.bindDn }),
    ...(password === undefined ? {} : { password }),
  }
}
