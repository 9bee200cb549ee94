import type { PrivilegedMark } from '../spi/schema.ts'
import type { TypeName } from './object-types.ts'

/** Relative identifiers that mean the same in every domain: administrators, krbtgt, controllers, and the groups that rule a forest. */
const wellKnown = [498, 500, 502, 512, 516, 517, 518, 519, 520, 521, 525, 526, 527]

/** As they are called in an English domain; where they are not, their identifiers say what they are. */
const names = [
  'Administrator',
  'Administrators',
  'Account Operators',
  'Backup Operators',
  'Cert Publishers',
  'Domain Admins',
  'Domain Controllers',
  'Enterprise Admins',
  'Enterprise Key Admins',
  'Enterprise Read-only Domain Controllers',
  'Group Policy Creator Owners',
  'Key Admins',
  'Print Operators',
  'Protected Users',
  'Read-only Domain Controllers',
  'Replicator',
  'Schema Admins',
  'Server Operators',
  'krbtgt(_\\d+)?',
]

const marks: readonly PrivilegedMark[] = [
  {
    attribute: 'adminCount',
    matches: '^1$',
    reason: 'it is, or was, in a privileged group (adminCount is 1)',
  },
  {
    attribute: 'objectSid',
    matches: `^S-1-5-21-.+-(${wellKnown.join('|')})$`,
    reason: 'it is one of the accounts and groups that rule a domain (well-known RID)',
  },
  { attribute: 'objectSid', matches: '^S-1-5-32-', reason: 'it is built into Windows (S-1-5-32)' },
  {
    attribute: 'sAMAccountName',
    matches: `^(${names.join('|')})$`,
    reason: 'it has the name of an account or group that rules a domain',
  },
]

/** Attributes that are always read of a type, because they say whether an object is privileged. */
export const markingAttributes: Partial<Record<TypeName, readonly string[]>> = {
  user: ['sAMAccountName', 'objectSid', 'adminCount'],
  computer: ['sAMAccountName', 'objectSid', 'adminCount'],
  group: ['sAMAccountName', 'objectSid', 'adminCount'],
}

export const privilegedMarks = (type: TypeName): readonly PrivilegedMark[] | undefined =>
  markingAttributes[type] === undefined ? undefined : marks
