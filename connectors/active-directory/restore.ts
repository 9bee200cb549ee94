import { equalDn } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { type Modification, modifyEntry, type WriteValue } from '../kit/ldap/modify.ts'
import { readEntry, textOf } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'
import { domainScope, permissiveModify, showDeleted } from './controls.ts'
import { classesOf } from './entries.ts'
import { guidDn } from './guid.ts'
import { type TypeName, typeOfClasses } from './object-types.ts'

/** `restored`, or why it was not; undefined when what has that identifier is something else. */
export type Restoration = 'restored' | { readonly why: string } | undefined

/**
 * Takes an object out of the deleted ones, to a DN and with the attributes of a new one: it keeps its objectGUID and objectSid, and with them
 * the permissions that name it. With the Recycle Bin it also keeps its password, its memberships and what no rule writes.
 * @throws ConnectorError when the connection is lost, or the object came back and could not be completed
 */
export async function restoreDeleted(
  session: LdapSession,
  wanted: {
    readonly anchor: string
    readonly type: TypeName
    readonly dn: string
    readonly attributes: Readonly<Record<string, readonly WriteValue[]>>
  },
): Promise<Restoration> {
  const found = await readEntry(session, guidDn(wanted.anchor), asked, [showDeleted, domainScope])
  if (found === undefined) return { why: 'it is not among the deleted objects that the account may read' }
  if (typeOfClasses(classesOf(found) ?? []) !== wanted.type) return undefined
  const { userAccountControl, unicodePwd, pwdLastSet, objectClass: _, ...plain } = wanted.attributes
  if (textOf(found, 'isDeleted') === 'TRUE') {
    const refusal = await undelete(session, found.dn, wanted.dn, plain)
    if (refusal !== undefined) return { why: refusal }
  }
  // It came back in an attempt before this one, and stands elsewhere in every other case: then it was not deleted.
  else if (!equalDn(found.dn, wanted.dn)) return undefined
  // Samba refuses these two together with the rest.
  const account = keptPassword(found)
    ? { userAccountControl }
    : { userAccountControl, unicodePwd, pwdLastSet }
  const rest = modificationsOf(account)
  if (rest.length > 0) await modifyEntry(session, wanted.dn, rest, [permissiveModify])
  return 'restored'
}

const asked = ['objectGUID', 'objectClass', 'isDeleted', 'pwdLastSet']

/** @returns the directory's refusal in words; undefined when the object is back */
async function undelete(
  session: LdapSession,
  from: string,
  to: string,
  attributes: Readonly<Record<string, readonly WriteValue[]>>,
): Promise<string | undefined> {
  try {
    await modifyEntry(
      session,
      from,
      [
        { operation: 'delete', attribute: 'isDeleted', values: [] },
        { operation: 'replace', attribute: 'distinguishedName', values: [to] },
        ...modificationsOf(attributes),
      ],
      [showDeleted],
    )
    return undefined
  } catch (error) {
    const lost = error instanceof ConnectorError && (error.kind === 'connection' || error.kind === 'timeout')
    if (lost || !(error instanceof ConnectorError)) throw error
    return error.message
  }
}

const modificationsOf = (
  attributes: Readonly<Record<string, readonly WriteValue[] | undefined>>,
): Modification[] =>
  Object.entries(attributes).flatMap(([attribute, values]) =>
    values === undefined ? [] : [{ operation: 'replace' as const, attribute, values }],
  )

/** A tombstone has lost its password; what the Recycle Bin holds still has it. */
const keptPassword = (entry: RawEntry): boolean => Number(textOf(entry, 'pwdLastSet') ?? '0') > 0
