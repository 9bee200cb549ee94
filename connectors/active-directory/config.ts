import { z } from 'zod'
import { parseDn } from '../kit/dn.ts'
import { ldapFields, ldapShape, refineLdap } from '../kit/ldap/config.ts'
import { parseFilter } from '../kit/ldap/parse-filter.ts'
import type { ConfigSpec } from '../spi/connector.ts'
import { typeNames } from './object-types.ts'

const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is not the name of an attribute')
const dn = z.string().refine(isDn, 'is not a distinguished name, such as OU=People,DC=corp,DC=example,DC=com')
const filter = z.string().refine(isFilter, 'is not an LDAP filter, such as (department=Sales)')

const objectType = z.strictObject({
  type: z.enum(typeNames),
  baseDns: z.array(dn).min(1).optional(),
  filter: filter.optional(),
  attributes: z.array(attribute).min(1).optional(),
  extraAttributes: z.array(attribute).default([]),
})

const defaultTypes = (['organizationalUnit', 'user', 'group'] as const).map((type) => ({
  type,
  extraAttributes: [],
}))

const schema = z
  .strictObject({
    ...ldapShape,
    bindDn: z.string().min(1),
    baseDns: z.array(dn).default([]),
    domainDn: dn.optional(),
    types: z.array(objectType).min(1).default(defaultTypes),
    includeSystemObjects: z.boolean().default(false),
    delta: z.enum(['dirsync', 'usn', 'none']).default('dirsync'),
    replicationRight: z.boolean().default(false),
    firstPassword: z.enum(['generated', 'secret', 'none']).default('generated'),
    mustChangePassword: z.boolean().default(true),
    unlockOnReset: z.boolean().default(true),
    deleteChildren: z.boolean().default(false),
    concurrency: z.number().int().min(1).max(16).default(8),
  })
  .superRefine((config, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    refineLdap(config, refuse)
    const names = config.types.map(({ type }) => type)
    if (new Set(names).size < names.length) refuse('types', 'names a type twice')
  })

function isDn(text: string): boolean {
  try {
    return parseDn(text).length > 0
  } catch {
    return false
  }
}

function isFilter(text: string): boolean {
  try {
    parseFilter(text)
    return true
  } catch {
    return false
  }
}

export type AdConfig = z.infer<typeof schema>

const group = {
  scope: 'What is read',
  delta: 'Changes since the last import',
  passwords: 'Passwords',
  safety: 'Safety',
}

export const configSpec: ConfigSpec<AdConfig> = {
  schema,
  fields: {
    ...ldapFields,
    hosts: { ...ldapFields.hosts, label: 'Domain controllers', placeholder: 'dc1.corp.example.com' },
    bindDn: {
      ...ldapFields.bindDn,
      help: 'A service account of its own with the least rights.',
      placeholder: 'svc-joinery@corp.example.com',
    },
    baseDns: {
      ...ldapFields.baseDns,
      help: 'What is read is below these; the whole domain when there are none. A type may have its own.',
    },
    domainDn: {
      label: 'Domain',
      help: 'Where the controllers hold several, the DN of the one that is meant.',
      placeholder: 'DC=corp,DC=example,DC=com',
      group: group.scope,
      step: 3,
    },
    types: {
      label: 'Object types',
      help: 'For each: base DNs, a filter, and which attributes are read, where that differs from the usual.',
      group: group.scope,
      step: 2,
    },
    includeSystemObjects: {
      label: 'Read system objects',
      help: 'The directory marks its own accounts and groups (krbtgt, Domain Admins) as critical; without this they are left alone.',
      group: group.safety,
      step: 3,
    },
    delta: {
      label: 'Find changes by',
      choices: [
        { value: 'dirsync', label: 'DirSync: group members one by one, for the whole domain' },
        { value: 'usn', label: 'Change numbers (uSNChanged): objects whole' },
        { value: 'none', label: 'Nothing: read everything each time' },
      ],
      group: group.delta,
      step: 3,
    },
    replicationRight: {
      label: 'Account may replicate changes',
      help: 'DirSync then shows everything; otherwise what the account may read.',
      group: group.delta,
      step: 3,
    },
    firstPassword: {
      label: 'Password of a new account',
      choices: [
        { value: 'generated', label: 'Long and random, told to nobody: it is reset when the person comes' },
        { value: 'secret', label: 'The first password from the secret store' },
        { value: 'none', label: 'None: the account cannot be enabled before it has one' },
      ],
      group: group.passwords,
      step: 3,
    },
    firstPasswordSecret: { label: 'First password', secret: true, group: group.passwords, step: 3 },
    mustChangePassword: {
      label: 'Password must be changed at the first sign-in',
      group: group.passwords,
      step: 3,
    },
    unlockOnReset: { label: 'A new password unlocks the account', group: group.passwords, step: 3 },
    deleteChildren: {
      label: 'Delete with what is below',
      help: 'For accounts that have objects below them, such as printers or recovery keys; never for organizational units.',
      group: group.safety,
      step: 3,
    },
    concurrency: { label: 'Writes at once', group: group.scope, step: 3 },
  },
}
