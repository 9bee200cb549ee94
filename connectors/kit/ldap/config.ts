import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { ConnectorContext, FieldMeta } from '../../spi/connector.ts'
import { ConnectorError } from '../../spi/error.ts'
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
  caFile: z.string().min(1).optional(),
  pinnedFingerprint: z
    .string()
    .regex(/^([0-9A-Fa-f]{2}:?){32}$/, 'is not a SHA-256 fingerprint: 64 hexadecimal digits, colons or not')
    .optional(),
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
    group: group.place,
    step: 1,
  },
  port: { label: 'Port', help: '636 for LDAPS, 389 otherwise.', group: group.place, step: 3 },
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
  caFile: {
    label: 'Certificate authority',
    help: 'A PEM file with the certificates that sign the servers’ ones.',
    path: 'certificate',
    group: group.safety,
    step: 1,
  },
  pinnedFingerprint: {
    label: 'Pinned certificate',
    help: 'SHA-256 fingerprint of the one certificate that is accepted.',
    group: group.safety,
    step: 1,
  },
  bindDn: {
    label: 'Account',
    help: 'Absent: anonymous.',
    placeholder: 'cn=joinery,ou=services,dc=example,dc=com',
    group: group.sign,
    step: 2,
  },
  password: { label: 'Password', secret: true, group: group.sign, step: 2 },
  baseDns: { label: 'Base DNs', help: 'What is read is below these.', group: group.scope, step: 2 },
  pageSize: { label: 'Entries in a page', group: group.scope, step: 3 },
  timeoutSeconds: { label: 'Seconds to wait for an answer', group: group.place, step: 3 },
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
    ...(config.caFile === undefined ? {} : { ca: readCa(resolve(context.workspaceDir, config.caFile)) }),
    ...(config.pinnedFingerprint === undefined ? {} : { pinnedFingerprint: config.pinnedFingerprint }),
    ...(config.bindDn === undefined ? {} : { bindDn: config.bindDn }),
    ...(password === undefined ? {} : { password }),
  }
}

function readCa(file: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConnectorError(
      'config',
      `caFile ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      {
        advice: 'Correct the path, or give the account that runs the session the right to read the file',
        where: file,
      },
    )
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  throw new ConnectorError('config', `caFile ${file} holds no certificate in PEM form`, {
    advice: 'Export the certificate as Base-64 (PEM) and name that file',
    where: file,
  })
}
