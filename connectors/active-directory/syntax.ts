import type { AttributeType } from '../spi/value.ts'

/** How the values of an attribute are written in LDAP, and so how they are turned into plain values and back. */
export type Encoding =
  | 'text'
  | 'integer'
  | 'boolean'
  | 'octets'
  | 'guid'
  | 'sid'
  | 'generalizedTime'
  | 'utcTime'
  | 'fileTime'
  | 'dn'

const bySyntax: Readonly<Record<string, Encoding>> = {
  '2.5.5.1': 'dn',
  '2.5.5.8': 'boolean',
  '2.5.5.9': 'integer',
  '2.5.5.10': 'octets',
  '2.5.5.11': 'generalizedTime',
  '2.5.5.15': 'octets',
  '2.5.5.16': 'integer',
  '2.5.5.17': 'sid',
}

/** Large integers that are points in time; the schema does not say so. */
const fileTimes = new Set([
  'accountExpires',
  'badPasswordTime',
  'lastLogoff',
  'lastLogon',
  'lastLogonTimestamp',
  'lockoutTime',
  'msDS-UserPasswordExpiryTimeComputed',
  'pwdLastSet',
])

/** From the schema's `attributeSyntax` and `oMSyntax`; every syntax that is not named here is text. */
export function encodingOf(attribute: string, attributeSyntax: string, oMSyntax: number): Encoding {
  if (attribute === 'objectGUID') return 'guid'
  if (attributeSyntax === '2.5.5.16' && fileTimes.has(attribute)) return 'fileTime'
  if (attributeSyntax === '2.5.5.11' && oMSyntax === 23) return 'utcTime'
  return bySyntax[attributeSyntax] ?? 'text'
}

export const typeOfEncoding: Readonly<Record<Encoding, AttributeType>> = {
  text: 'string',
  integer: 'integer',
  boolean: 'boolean',
  octets: 'binary',
  guid: 'string',
  sid: 'string',
  generalizedTime: 'date',
  utcTime: 'date',
  fileTime: 'date',
  dn: 'reference',
}
