import {
  AddRequest,
  Attribute,
  Change,
  CompareRequest,
  type Control,
  DeleteRequest,
  ExtendedRequest,
  ModifyDNRequest,
  ModifyRequest,
} from 'ldapts'
import { ConnectorError } from '../../spi/error.ts'
import { parentOf, rdnOf } from '../dn.ts'
import type { LdapResult } from './answer.ts'
import type { LdapSession } from './connect.ts'
import { code, ldapError } from './errors.ts'
import type { Request } from './wire.ts'

/** A value as it is written: text as UTF-8, or bytes. */
export type WriteValue = string | Buffer

export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly attribute: string
  /** None with `delete` or `replace`: the attribute is cleared. */
  readonly values: readonly WriteValue[]
}

/** ldapts wants the values of an attribute of one kind. */
const attributeOf = (type: string, values: readonly WriteValue[]) =>
  new Attribute({
    type,
    values: values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value)),
  })

/** Sends a write and throws its refusal as a ConnectorError. */
async function write(session: LdapSession, message: Request, doing: string, dn: string): Promise<LdapResult> {
  const { result } = await session.request(message, { write: true })
  if (result.code !== code.success) throw ldapError(result, doing, dn)
  return result
}

export async function addEntry(
  session: LdapSession,
  dn: string,
  attributes: Readonly<Record<string, readonly WriteValue[]>>,
  controls: readonly Control[] = [],
): Promise<void> {
  const list = Object.entries(attributes).map(([name, values]) => attributeOf(name, values))
  await write(
    session,
    new AddRequest({ messageId: 0, dn, attributes: list, controls: [...controls] }),
    'Adding',
    dn,
  )
}

/** All modifications happen, or none. */
export async function modifyEntry(
  session: LdapSession,
  dn: string,
  modifications: readonly Modification[],
  controls: readonly Control[] = [],
): Promise<void> {
  const changes = modifications.map(
    ({ operation, attribute, values }) =>
      new Change({ operation, modification: attributeOf(attribute, values) }),
  )
  await write(
    session,
    new ModifyRequest({ messageId: 0, dn, changes, controls: [...controls] }),
    'Changing',
    dn,
  )
}

/** Renames an entry, moves it, or both. */
export async function moveEntry(
  session: LdapSession,
  dn: string,
  newDn: string,
  controls: readonly Control[] = [],
): Promise<void> {
  const superior = parentOf(newDn) ?? ''
  const moved = superior !== '' && superior !== parentOf(dn)
  const message = new ModifyDNRequest({
    messageId: 0,
    dn,
    newRdn: rdnOf(newDn),
    deleteOldRdn: true,
    ...(moved ? { newSuperior: superior } : {}),
    controls: [...controls],
  })
  await write(session, message, `Moving to ${newDn}:`, dn)
}

export async function deleteEntry(
  session: LdapSession,
  dn: string,
  controls: readonly Control[] = [],
): Promise<void> {
  await write(session, new DeleteRequest({ messageId: 0, dn, controls: [...controls] }), 'Deleting', dn)
}

/** Whether the entry has this value; the server compares by its own rules. */
export async function compareValue(
  session: LdapSession,
  dn: string,
  attribute: string,
  value: string,
): Promise<boolean> {
  const { result } = await session.request(new CompareRequest({ messageId: 0, dn, attribute, value }))
  if (result.code === code.compareTrue) return true
  if (result.code === code.compareFalse || result.code === code.noSuchAttribute) return false
  throw ldapError(result, `Comparing ${attribute} of`, dn)
}

/** An extended operation. `doing` is for the message: `Setting the password of`. */
export function extended(
  session: LdapSession,
  operation: string,
  value: Buffer,
  doing: string,
  dn: string,
): Promise<LdapResult> {
  return write(session, new ExtendedRequest({ messageId: 0, oid: operation, value }), doing, dn)
}

/** Passwords travel over encrypted connections only. Throws ConnectorError `config`. */
export function requireSecure(session: LdapSession, where: string): void {
  if (session.secure) return
  throw new ConnectorError('config', 'A password is not sent over a connection without encryption', {
    advice: 'Set security to ldaps or starttls',
    where,
  })
}
