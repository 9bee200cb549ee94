import { BerWriter } from 'ldapts'
import { normalizeDn } from '../kit/dn.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { oid, RawControl } from '../kit/ldap/controls.ts'
import { equals } from '../kit/ldap/filter.ts'
import {
  addEntry,
  deleteEntry,
  extended,
  type Modification,
  modifyEntry,
  moveEntry,
  requireSecure,
  type WriteValue,
} from '../kit/ldap/modify.ts'
import type { RootDse } from '../kit/ldap/rootdse.ts'
import { textOf } from '../kit/ldap/search.ts'
import type { ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import {
  drifted,
  encoded,
  inRequests,
  namingValues,
  referenceModifications,
  valueModifications,
  writable,
  writtenName,
} from './changes.ts'
import type { LdapConnectorConfig } from './config.ts'
import { anchorOf, type EntryReader, itemOf } from './entry.ts'
import type { Finder } from './find.ts'
import type { LdapType } from './schema.ts'

type Add = Extract<WriteRequest, { operation: 'add' }>
type Update = Extract<WriteRequest, { operation: 'update' }>
type Delete = Extract<WriteRequest, { operation: 'delete' }>

export interface WriterParts {
  readonly config: LdapConnectorConfig
  readonly finder: Finder
  readonly reader: EntryReader
  readonly rootDse: RootDse
}

/** An entry as it is now. */
interface Live {
  readonly dn: string
  readonly item: ObjectItem | undefined
  /** Which version of the entry was read; absent when the server does not say. */
  readonly version: string | undefined
}

/** Somebody may change the entry between reading and writing; it is then read again this often. */
const attempts = 3

/** Writes one request to one entry, at most once. */
export class Writer {
  readonly #parts: WriterParts

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  async write(session: LdapSession, type: LdapType, request: WriteRequest): Promise<WriteResult> {
    switch (request.operation) {
      case 'add':
        return { id: request.id, ok: true, ...(await this.#add(session, type, request)) }
      case 'update':
        return { id: request.id, ok: true, ...(await this.#update(session, type, request)) }
      case 'delete':
        await this.#delete(session, request)
        return { id: request.id, ok: true, anchor: request.anchor }
    }
  }

  async #add(session: LdapSession, type: LdapType, request: Add): Promise<{ anchor: string; dn: string }> {
    const { dn } = request
    if (dn === undefined)
      throw new ConnectorError('constraint', 'An entry needs a DN', {
        advice: 'Add a flow to "dn"',
        where: type.name,
      })
    await addEntry(session, dn, newEntry(type, dn, request))
    const { config, finder } = this.#parts
    const entry = await finder.byDn(session, dn, [config.anchor === 'dn' ? '1.1' : config.anchor])
    const anchor = entry && anchorOf(entry, config.anchor)
    if (entry && anchor !== undefined) return { anchor, dn: entry.dn }
    throw new ConnectorError('internal', `The entry was added, but its ${config.anchor} cannot be read`, {
      advice: `Let the account read ${config.anchor}, import the system, and join the new entry`,
      where: dn,
    })
  }

  async #update(
    session: LdapSession,
    type: LdapType,
    request: Update,
  ): Promise<{ anchor: string; dn: string }> {
    for (let attempt = 1; ; attempt++) {
      try {
        const dn = await this.#updateOnce(session, type, request, attempt)
        return { anchor: this.#parts.config.anchor === 'dn' ? dn : request.anchor, dn }
      } catch (error) {
        const meanwhile = error instanceof ConnectorError && error.system?.startsWith('122 ')
        if (!meanwhile || attempt >= attempts) throw error
      }
    }
  }

  async #updateOnce(session: LdapSession, type: LdapType, request: Update, attempt: number): Promise<string> {
    let live = await this.#live(session, request, attributesOf(request, type, attempt > 1))
    if (request.newDn !== undefined && normalizeDn(request.newDn) !== normalizeDn(live.dn)) {
      if (attempt === 1 && request.dn !== undefined && normalizeDn(request.dn) !== normalizeDn(live.dn))
        throw drifted('dn', live.dn, request.dn, live.dn)
      // Values are judged before anything is written, and again after the name changed some of them.
      if (this.#parts.config.verifyBeforeWrite)
        valueModifications(type, withoutNaming(request), live.item, live.dn)
      await moveEntry(session, live.dn, request.newDn)
      live = await this.#live(session, { ...request, dn: request.newDn }, attributesOf(request, type, false))
    }
    const known = this.#parts.config.verifyBeforeWrite
      ? live
      : { ...live, item: undefined, version: undefined }
    const values = valueModifications(
      type,
      request.newDn === undefined ? request.attributes : withoutNaming(request),
      known.item,
      live.dn,
    )
    await this.#send(session, type, request, live, values, known.version)
    return live.dn
  }

  async #send(
    session: LdapSession,
    type: LdapType,
    request: Update,
    live: Live,
    values: readonly Modification[],
    version: string | undefined,
  ): Promise<void> {
    const optimistic = referenceModifications(type, request.references, undefined, live.dn)
    try {
      await this.#inParts(session, live.dn, [...values, ...optimistic], version)
    } catch (error) {
      // A target that is there or gone already: what is left is found out by looking.
      const partly = error instanceof ConnectorError && /^(16|20) /.test(error.system ?? '')
      if (!partly || request.references.length === 0) throw error
      const now = await this.#live(session, { ...request, dn: live.dn }, attributesOf(request, type, true))
      const rest = [
        ...valueModifications(type, withoutNaming(request), now.item, now.dn),
        ...referenceModifications(type, request.references, now.item, now.dn),
      ]
      await this.#inParts(session, now.dn, rest, undefined)
    }
  }

  async #inParts(
    session: LdapSession,
    dn: string,
    modifications: readonly Modification[],
    version: string | undefined,
  ): Promise<void> {
    const requests = inRequests(modifications)
    for (const [index, request] of requests.entries()) {
      try {
        // The first part proves that the entry is what was read; it then has another version.
        await modifyEntry(session, dn, request, index === 0 ? this.#assertion(version) : [])
      } catch (error) {
        throw index === 0 || !(error instanceof ConnectorError)
          ? error
          : partlyWritten(error, index, requests.length)
      }
    }
  }

  #assertion(version: string | undefined): RawControl[] {
    if (version === undefined || !this.#parts.rootDse.supportedControls.has(oid.assertion)) return []
    const writer = new BerWriter()
    equals('entryCSN', version).write(writer)
    return [new RawControl(oid.assertion, { value: writer.buffer })]
  }

  async #delete(session: LdapSession, request: Delete): Promise<void> {
    const { finder, config } = this.#parts
    const entry = await finder.byAnchor(
      session,
      request.anchor,
      [config.anchor === 'dn' ? '1.1' : config.anchor],
      request.dn,
    )
    // It is gone: what was wanted.
    if (!entry) return
    try {
      await deleteEntry(session, entry.dn)
    } catch (error) {
      if (!(error instanceof ConnectorError && error.kind === 'notFound')) throw error
    }
  }

  /** Throws `notFound` when it is gone. */
  async #live(session: LdapSession, request: Update, attributes: readonly string[]): Promise<Live> {
    const { finder, config, reader } = this.#parts
    const anchor = config.anchor === 'dn' && request.dn !== undefined ? request.dn : request.anchor
    const asked = ['objectClass', 'entryCSN', config.anchor, ...attributes].filter((name) => name !== 'dn')
    const entry = await finder.byAnchor(session, anchor, asked, request.dn)
    if (!entry)
      throw new ConnectorError(
        'notFound',
        `There is no ${request.type} with the ${config.anchor} ${request.anchor}`,
        {
          advice: 'Import the system again: the entry was deleted there',
          where: request.dn ?? request.anchor,
        },
      )
    const item = itemOf(entry, reader, reader.schema.types.get(request.type))
    if (item?.kind === 'rejected')
      throw new ConnectorError(
        'precondition',
        `The entry cannot be compared before writing: ${item.reason}`,
        {
          advice: item.advice,
          where: entry.dn,
        },
      )
    return { dn: entry.dn, item, version: textOf(entry, 'entryCSN') }
  }

  async setPassword(session: LdapSession, anchor: string, password: string): Promise<void> {
    const { finder, config, rootDse } = this.#parts
    requireSecure(session, anchor)
    if (!rootDse.supportedExtensions.has(oid.passwordModify))
      throw new ConnectorError(
        'precondition',
        'The server does not offer the password modify operation (RFC 3062)',
        {
          advice: 'Set the password with the tools of the server; a password is not written as a plain value',
          where: anchor,
        },
      )
    const entry = await finder.byAnchor(session, anchor, [config.anchor === 'dn' ? '1.1' : config.anchor])
    if (!entry)
      throw new ConnectorError('notFound', `There is no entry with the ${config.anchor} ${anchor}`, {
        advice: 'Import the system again: the entry was deleted there',
        where: anchor,
      })
    const writer = new BerWriter()
    writer.startSequence()
    writer.writeString(entry.dn, 0x80)
    writer.writeString(password, 0x82)
    writer.endSequence()
    await extended(session, oid.passwordModify, writer.buffer, 'Setting the password of', entry.dn)
  }
}

/** Classes, values, references and the naming values of a new entry. */
function newEntry(type: LdapType, dn: string, request: Add): Record<string, readonly WriteValue[]> {
  const entry: Record<string, readonly WriteValue[]> = { objectClass: type.classes }
  for (const [name, value] of Object.entries(request.attributes)) {
    const attribute = writable(type, name, 'add', dn)
    entry[writtenName(attribute)] = encoded(attribute, value, dn)
  }
  for (const [name, targets] of Object.entries(request.references)) {
    const attribute = writable(type, name, 'add', dn)
    if (targets.length > 0) entry[attribute.name] = targets
  }
  for (const { attribute, value } of namingValues(dn)) {
    const name = type.attributes.get(attribute.toLowerCase())?.name ?? attribute
    const given = entry[name] ?? []
    const held = given.some((one) => one.toString().toLowerCase() === value.toLowerCase())
    if (!held) entry[name] = [...given, value]
  }
  return entry
}

/** Changes of a renamed entry without those its new name makes. */
function withoutNaming(request: Update): Update['attributes'] {
  const named = request.newDn === undefined ? [] : namingValues(request.newDn)
  return request.attributes.filter(
    (change) =>
      !named.some(
        ({ attribute, value }) =>
          attribute.toLowerCase() === change.attribute.toLowerCase() && change.new === value,
      ),
  )
}

/** What has to be read before writing. Lists of many references are not, unless a request was refused because of them. */
function attributesOf(request: Update, type: LdapType, lists: boolean): string[] {
  const names = request.attributes.map((change) => change.attribute)
  const references = request.references.filter(
    (change) =>
      lists || change.single || type.attributes.get(change.attribute.toLowerCase())?.multi === false,
  )
  return [...names, ...references.map((change) => change.attribute)]
}

function partlyWritten(error: ConnectorError, done: number, all: number): ConnectorError {
  return new ConnectorError(
    error.kind,
    `${error.message} (${done} of ${all} parts of the change were written before)`,
    {
      advice: error.advice,
      ...(error.where === undefined ? {} : { where: error.where }),
      ...(error.system === undefined ? {} : { system: error.system }),
      cause: error,
    },
  )
}
