import { equalDn } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { any, equals } from '../kit/ldap/filter.ts'
import {
  addEntry,
  deleteEntry,
  type Modification,
  modifyEntry,
  moveEntry,
  requireSecure,
  type WriteValue,
} from '../kit/ldap/modify.ts'
import { attributeOf, findEntries, readEntry, textOf, textsOf } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'
import type { Value } from '../spi/value.ts'
import type { AttributeChange, ReferenceChange, WriteRequest, WriteResult } from '../spi/write.ts'
import { accountBits, mergeBits } from './account-control.ts'
import { domainScope, permissiveModify, treeDelete } from './controls.ts'
import type { Directory } from './directory.ts'
import { anchorOf, classesOf, plainValue } from './entries.ts'
import { guidDn } from './guid.ts'
import { changeValues } from './members.ts'
import { profiles, type TypeName, typeOfClasses } from './object-types.ts'
import { encodePassword, generatePassword } from './password.ts'
import { type Restoration, restoreDeleted } from './restore.ts'
import type { AdAttribute } from './schema.ts'
import { clearedWire } from './values.ts'
import { isOwnName, nameChanged, refuse, sameValues, wireValues, writable } from './wire-attributes.ts'

type AddRequest = Extract<WriteRequest, { operation: 'add' }>
type UpdateRequest = Extract<WriteRequest, { operation: 'update' }>
type DeleteRequest = Extract<WriteRequest, { operation: 'delete' }>

/** References that fit into an add; the others follow it. */
const referencesInAdd = 1000

const show = (value: Value | undefined) => (value === undefined ? 'no value' : JSON.stringify(value))

/** Carries out single requests; each answers with its result or throws ConnectorError. */
export class Writer {
  readonly #directory: Directory
  readonly #secret: (field: string) => string | undefined

  constructor(directory: Directory, secret: (field: string) => string | undefined) {
    this.#directory = directory
    this.#secret = secret
  }

  write(session: LdapSession, request: WriteRequest): Promise<WriteResult> {
    if (request.operation === 'add') return this.#add(session, request)
    return request.operation === 'update' ? this.#update(session, request) : this.#delete(session, request)
  }

  /** Resets the password, over an encrypted connection only. */
  async setPassword(session: LdapSession, type: string, anchor: string, password: string): Promise<void> {
    const { mustChangePassword, unlockOnReset } = this.#directory.config
    requireSecure(session, anchor)
    const live = await this.#live(session, this.#type(type), anchor, undefined, [])
    const set = (attribute: string, value: WriteValue): Modification => ({
      operation: 'replace',
      attribute,
      values: [value],
    })
    await modifyEntry(session, live.dn, [
      set('unicodePwd', encodePassword(password)),
      ...(mustChangePassword ? [set('pwdLastSet', '0')] : []),
      ...(unlockOnReset ? [set('lockoutTime', '0')] : []),
    ])
  }

  #type(name: string): TypeName {
    const plan = this.#directory.plans.find((one) => one.name === name)
    if (plan !== undefined) return plan.name
    throw new ConnectorError(
      'config',
      `The object type ${name} is not among those that are read and written`,
      {
        advice: 'Add it to types, or correct the rule',
      },
    )
  }

  async #add(session: LdapSession, request: AddRequest): Promise<WriteResult> {
    const type = this.#type(request.type)
    const { dn } = request
    if (dn === undefined) throw refuse('An object needs a DN', request.type, 'Add a flow to "dn"')
    const attributes: Record<string, WriteValue[]> = { objectClass: [...profiles[type].objectClass] }
    for (const [name, value] of Object.entries(request.attributes)) {
      if (isOwnName(type, name, value, dn)) continue
      const attribute = writable(this.#directory.schema, name, dn)
      attributes[attribute.name] = wireValues(attribute, value, dn)
    }
    const later: ReferenceChange[] = []
    for (const [name, targets] of Object.entries(request.references)) {
      const attribute = writable(this.#directory.schema, name, dn)
      attributes[attribute.name] = targets.slice(0, referencesInAdd)
      if (targets.length > referencesInAdd)
        later.push({ attribute: name, add: targets.slice(referencesInAdd), remove: [], single: false })
    }
    if (type === 'user') this.#firstPassword(session, attributes, dn)
    const back =
      request.restores === undefined
        ? undefined
        : await restoreDeleted(session, { anchor: request.restores, type, dn, attributes })
    try {
      if (back !== 'restored') await addEntry(session, dn, attributes)
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'exists') throw error
      if (!(await this.#isWhatWasAsked(session, type, request, dn)))
        throw await this.#holder(session, type, request, dn, error)
    }
    const made = await readEntry(session, dn, ['objectGUID'], [domainScope])
    const anchor = made && anchorOf(made)
    if (made === undefined || anchor === undefined) {
      throw new ConnectorError('permission', `${dn} was added, but the account may not read its objectGUID`, {
        advice: 'Give the account the right to read what it creates, then import the system',
        where: dn,
      })
    }
    for (const change of later) await changeValues(session, made.dn, change.attribute, 'add', change.add)
    return { id: request.id, ok: true, anchor, dn: made.dn, ...told(back) }
  }

  #firstPassword(session: LdapSession, attributes: Record<string, WriteValue[]>, dn: string): void {
    const { firstPassword, mustChangePassword } = this.#directory.config
    attributes.userAccountControl ??= [
      String(accountBits.normal | (firstPassword === 'none' ? accountBits.disabled : 0)),
    ]
    if (firstPassword === 'none') return
    requireSecure(session, dn)
    const password = firstPassword === 'generated' ? generatePassword() : this.#secret('firstPasswordSecret')
    if (password === undefined || password === '') {
      throw new ConnectorError('config', 'firstPassword is "secret", but no first password was entered', {
        advice: 'Enter the secret firstPasswordSecret of this system, or set firstPassword to generated',
        where: dn,
      })
    }
    attributes.unicodePwd = [encodePassword(password)]
    if (mustChangePassword) attributes.pwdLastSet = ['0']
  }

  /**
   * Whether the object of that name is the very one that was asked for. After a lost connection a controller may still carry out an add
   * that was taken for lost and is sent again.
   */
  async #isWhatWasAsked(
    session: LdapSession,
    type: TypeName,
    request: AddRequest,
    dn: string,
  ): Promise<boolean> {
    const names = Object.keys(request.attributes)
    const live = await readEntry(session, dn, ['objectClass', ...names], [domainScope])
    if (live === undefined || typeOfClasses(classesOf(live) ?? []) !== type || names.length === 0)
      return false
    return names.every((name) => {
      const attribute = writable(this.#directory.schema, name, dn)
      const held = plainValue(attribute, attributeOf(live, attribute.name)?.values ?? [])
      return sameValues(attribute, held, request.attributes[name])
    })
  }

  /** Says who has the name that an add asked for. */
  async #holder(
    session: LdapSession,
    type: TypeName,
    request: AddRequest,
    dn: string,
    error: ConnectorError,
  ): Promise<ConnectorError> {
    const exists = (message: string) =>
      new ConnectorError('exists', message, {
        advice: 'Join that object instead, or make the name unique',
        where: dn,
        ...(error.system === undefined ? {} : { system: error.system }),
      })
    const same = await readEntry(session, dn, ['objectGUID'], [domainScope])
    if (same !== undefined) return exists(`There is an object with the name ${same.dn} already`)
    const taken = profiles[type].unique.flatMap((name) => {
      const value = request.attributes[name]
      return value === undefined ? [] : [{ name, value: String(value) }]
    })
    if (taken.length === 0) return error
    const [other] = await findEntries(session, {
      base: this.#directory.domain,
      filter: any(...taken.map(({ name, value }) => equals(name, value))),
      attributes: taken.map(({ name }) => name),
      controls: [domainScope],
      sizeLimit: 1,
    })
    if (other === undefined) return error
    const which = taken.find(({ name, value }) => textOf(other, name)?.toLowerCase() === value.toLowerCase())
    return exists(`${which?.name ?? 'A name'} "${which?.value ?? ''}" is already taken by ${other.dn}`)
  }

  /** The object as it is now. Throws `notFound`, or `precondition` when it is of another type. */
  async #live(
    session: LdapSession,
    type: TypeName,
    anchor: string,
    dn: string | undefined,
    attributes: readonly string[],
  ): Promise<RawEntry> {
    const live = await this.#maybe(session, anchor, attributes)
    if (live === undefined) {
      throw new ConnectorError('notFound', `There is no ${type} with the objectGUID ${anchor}`, {
        advice: 'Import the system again: the object was deleted there',
        where: dn ?? anchor,
      })
    }
    const found = typeOfClasses(classesOf(live) ?? [])
    if (found === type) return live
    throw new ConnectorError(
      'precondition',
      `${live.dn} is a ${found ?? 'different object'}, not a ${type}`,
      {
        advice: 'Import the system again and review the change',
        where: live.dn,
      },
    )
  }

  #maybe(session: LdapSession, anchor: string, attributes: readonly string[]): Promise<RawEntry | undefined> {
    return readEntry(session, guidDn(anchor), ['objectClass', ...attributes], [domainScope])
  }

  async #update(session: LdapSession, request: UpdateRequest): Promise<WriteResult> {
    const type = this.#type(request.type)
    const { schema } = this.#directory
    const where = request.dn ?? request.anchor
    const changes = request.attributes.map((change) => ({
      change,
      attribute: writable(schema, change.attribute, where),
    }))
    const links = request.references.map((change) => ({
      change,
      attribute: writable(schema, change.attribute, where),
    }))
    const asked = [
      ...changes.map(({ attribute }) => attribute.name),
      ...links.filter(({ change }) => change.single).map(({ attribute }) => attribute.name),
    ]
    const live = await this.#live(session, type, request.anchor, request.dn, asked)
    const modifications = changes.flatMap(
      ({ change, attribute }) => attributeChange(live, change, attribute) ?? [],
    )
    for (const { change, attribute } of links)
      if (change.single) modifications.push(...(await singleReference(session, live, change, attribute)))
    // The most likely refusal comes first, when nothing has been written yet.
    let { dn } = live
    const movedMeanwhile = request.dn !== undefined && !equalDn(request.dn, dn)
    if (request.newDn !== undefined && movedMeanwhile && !equalDn(request.newDn, dn))
      throw placeChanged(dn, request.dn as string)
    if (request.newDn !== undefined && nameChanged(dn, request.newDn)) {
      await moveEntry(session, dn, request.newDn)
      dn = request.newDn
    }
    if (modifications.length > 0) await modifyEntry(session, dn, modifications, [permissiveModify])
    for (const { change, attribute } of links) {
      if (change.single) continue
      if (change.remove.length > 0) await changeValues(session, dn, attribute.name, 'delete', change.remove)
      if (change.add.length > 0) await changeValues(session, dn, attribute.name, 'add', change.add)
    }
    return { id: request.id, ok: true, anchor: request.anchor, dn }
  }

  async #delete(session: LdapSession, request: DeleteRequest): Promise<WriteResult> {
    const type = this.#type(request.type)
    const done = { id: request.id, ok: true as const, anchor: request.anchor }
    // What is gone already is as it should be.
    if ((await this.#maybe(session, request.anchor, [])) === undefined) return done
    const live = await this.#live(session, type, request.anchor, request.dn, [])
    const withChildren = this.#directory.config.deleteChildren && type !== 'organizationalUnit'
    await deleteEntry(session, live.dn, withChildren ? [treeDelete] : [])
    return { ...done, dn: live.dn }
  }
}

/** What became of the object that an account had before. */
const told = (back: Restoration): { note?: string } =>
  back === undefined
    ? {}
    : back === 'restored'
      ? { note: 'brought back from the deleted objects, with the objectGUID and objectSid it had' }
      : { note: `made anew: the deleted one could not be brought back (${back.why})` }

/** What to send for one attribute; undefined when it is as wanted already. Throws `precondition` when somebody changed it meanwhile. */
function attributeChange(
  live: RawEntry,
  change: AttributeChange,
  attribute: AdAttribute,
): Modification | undefined {
  const held = plainValue(attribute, attributeOf(live, attribute.name)?.values ?? [])
  if (sameValues(attribute, held, change.new)) return undefined
  if (
    attribute.name === 'userAccountControl' &&
    change.old !== undefined &&
    change.new !== undefined &&
    held !== undefined
  ) {
    const merged = mergeBits(Number(change.old), Number(change.new), Number(held))
    if (merged.kind === 'done') return undefined
    if (merged.kind === 'write') return replace(attribute, [String(merged.value)])
    throw changedMeanwhile(live, attribute, change.old, held)
  }
  if (!sameValues(attribute, held, change.old)) throw changedMeanwhile(live, attribute, change.old, held)
  if (change.new !== undefined) return replace(attribute, wireValues(attribute, change.new, live.dn))
  const cleared = clearedWire(attribute.encoding)
  return replace(attribute, cleared === undefined ? [] : [cleared])
}

const replace = (attribute: AdAttribute, values: readonly WriteValue[]): Modification => ({
  operation: 'replace',
  attribute: attribute.name,
  values,
})

function placeChanged(found: string, expected: string): ConnectorError {
  return new ConnectorError(
    'precondition',
    `The object was expected to be ${expected} and is ${found}: somebody moved it meanwhile`,
    {
      advice: 'Import the system again and review the new change',
      where: found,
      conflicts: [{ attribute: 'dn', found }],
    },
  )
}

function changedMeanwhile(
  live: RawEntry,
  { name }: AdAttribute,
  expected: Value | undefined,
  found: Value | undefined,
): ConnectorError {
  return new ConnectorError(
    'precondition',
    `${name} was expected to be ${show(expected)} and is ${show(found)}: somebody changed it meanwhile`,
    {
      advice: 'Import the system again and review the new change',
      where: live.dn,
      conflicts: [{ attribute: name, ...(found === undefined ? {} : { found }) }],
    },
  )
}

/** A reference that holds one object, such as manager: `add` replaces what is there. */
async function singleReference(
  session: LdapSession,
  live: RawEntry,
  change: ReferenceChange,
  attribute: AdAttribute,
): Promise<Modification[]> {
  const [held] = textsOf(live, attribute.name)
  const [wanted] = change.add
  if (change.add.length > 1)
    throw refuse(
      `${attribute.name} refers to one object, not ${change.add.length}`,
      live.dn,
      'Pick one target in the flow',
    )
  if (wanted === undefined) {
    const goes = held !== undefined && change.remove.some((dn) => equalDn(dn, held))
    return goes ? [replace(attribute, [])] : []
  }
  if (held !== undefined && equalDn(held, wanted)) return []
  const [before] = change.remove
  if (held !== undefined && change.wasEmpty === true) throw changedMeanwhile(live, attribute, undefined, held)
  if (held !== undefined && before !== undefined && !equalDn(before, held)) {
    // The one it is thought to hold may have another DN by now: only one that is still there was replaced by somebody.
    if ((await readEntry(session, before, ['1.1'], [domainScope])) !== undefined)
      throw changedMeanwhile(live, attribute, before, held)
  }
  return [replace(attribute, [wanted])]
}
