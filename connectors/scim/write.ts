import { ConnectorError } from '../spi/error.ts'
import type { Value } from '../spi/value.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import type { ResourceMap } from './attributes.ts'
import { setReferences, setValue, withSchemas } from './build.ts'
import type { ScimAnswer, ScimClient } from './client.ts'
import type { ScimConfig } from './config.ts'
import { ScimRefusal } from './errors.ts'
import type { Finder } from './find.ts'
import { asArray, idOf, rawOf } from './flatten.ts'
import { type Climb, type LiveResource, readLive, type UpdateLadder } from './ladder.ts'
import { applyChange, type PlannedChange, packed } from './patch.ts'
import type { Quirks } from './profiles.ts'
import { isJson, type Json, keyOf } from './values.ts'
import { changesToWrite, writable } from './verify.ts'

type Add = Extract<WriteRequest, { operation: 'add' }>
type Update = Extract<WriteRequest, { operation: 'update' }>
type Delete = Extract<WriteRequest, { operation: 'delete' }>

/** An object that stands in the way of an add, and how it was found. */
interface Existing {
  readonly anchor: string
  readonly attribute: string
  readonly value: string
}

export interface WriterParts {
  readonly client: ScimClient
  readonly config: ScimConfig
  readonly quirks: Quirks
  readonly finder: Finder
  readonly ladder: UpdateLadder
  log(message: string, details?: Readonly<Record<string, unknown>>): void
}

/** Somebody may change the resource between reading and writing; it is then read again this often. */
const attempts = 3

/** Writes one change to one resource, at most once. */
export class Writer {
  readonly #parts: WriterParts

  constructor(parts: WriterParts) {
    this.#parts = parts
  }

  async write(map: ResourceMap, request: WriteRequest): Promise<WriteResult> {
    try {
      switch (request.operation) {
        case 'add':
          return { id: request.id, ok: true, anchor: await this.#add(map, request) }
        case 'update':
          await this.#update(map, request)
          return { id: request.id, ok: true, anchor: request.anchor }
        case 'delete':
          await this.#delete(map, request)
          return { id: request.id, ok: true, anchor: request.anchor }
      }
    } finally {
      this.#parts.finder.forget(map.type)
    }
  }

  async #add(map: ResourceMap, request: Add): Promise<string> {
    const { client, quirks } = this.#parts
    const { resource, later } = newResource(map, request, quirks)
    let answer: ScimAnswer
    try {
      answer = await client.send('POST', map.endpoint, { body: resource, requestId: request.id })
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'exists')
        throw await this.#existing(map, request, error)
      throw error
    }
    const anchor = await this.#anchorOf(map, request, answer)
    await this.#addLater(map, request, anchor, later)
    return anchor
  }

  /** Members beyond what the service takes in one request. Confirming reports what did not get there. */
  async #addLater(
    map: ResourceMap,
    request: Add,
    anchor: string,
    later: readonly PlannedChange[],
  ): Promise<void> {
    if (later.length === 0) return
    try {
      const climb = { map, id: anchor, requestId: request.id, live: undefined }
      await this.#sendPacked(climb, later)
    } catch (error) {
      const { message } = error as Error
      this.#parts.log('An object was added, but not all of its members', { anchor, message })
    }
  }

  async #anchorOf(map: ResourceMap, request: Add, answer: ScimAnswer): Promise<string> {
    const id = idOf(answer.body)
    if (id !== undefined) return id
    const segment = answer.location
      ?.replace(/[?#].*$/, '')
      .split('/')
      .filter(Boolean)
      .at(-1)
    if (segment !== undefined) return decodeURIComponent(segment)
    const found = await this.#search(map, request)
    if (found !== undefined) return found.anchor
    throw new ConnectorError('internal', `The service added a ${map.type} and did not tell its id`, {
      advice: 'Import the system, then join the new object',
      where: map.endpoint,
    })
  }

  /** A 409: says which object is in the way, so that a person can join it. It is never written to. */
  async #existing(map: ResourceMap, request: Add, refusal: ConnectorError): Promise<ConnectorError> {
    const system = refusal.system === undefined ? {} : { system: refusal.system }
    let found: Existing | undefined
    try {
      found = await this.#search(map, request)
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'constraint') {
        return new ConnectorError('exists', `${refusal.message}. ${error.message}`, {
          advice: error.advice,
          where: map.type,
          ...system,
        })
      }
      throw error
    }
    if (found === undefined) return refusal
    return new ConnectorError(
      'exists',
      `The service has this ${map.type} already: id ${found.anchor}, found by ${found.attribute} "${found.value}"`,
      {
        advice: 'Adopt it: import the system and join the existing object in review; nothing was written',
        where: `${map.type}/${found.anchor}`,
        ...system,
      },
    )
  }

  async #search(map: ResourceMap, request: Add): Promise<Existing | undefined> {
    this.#parts.finder.forget(map.type)
    for (const attribute of ['userName', 'externalId', 'displayName']) {
      const value = request.attributes[attribute]
      // A user's display name says too little.
      if (typeof value !== 'string' || (attribute === 'displayName' && request.attributes.userName)) continue
      const found = await this.#parts.finder.find(map, attribute, value)
      if (found) return { anchor: found.anchor, attribute, value }
    }
    return undefined
  }

  /** What else changed between reading and writing is nobody's concern: the values written are compared again. */
  async #update(map: ResourceMap, request: Update): Promise<void> {
    this.#refuseDeactivation(request)
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#updateOnce(map, request)
      } catch (error) {
        const newer = error instanceof ScimRefusal && error.status === 412
        if (!newer || attempt >= attempts) throw error
      }
  }

  async #updateOnce(map: ResourceMap, request: Update): Promise<void> {
    const { client, config } = this.#parts
    const live = config.verifyBeforeWrite ? await readLive(client, map, request.anchor) : undefined
    const changes = changesToWrite(map, request.anchor, request.attributes, request.references, live?.body)
    if (changes.length === 0) return
    this.#refuseSecondValue(map, request, changes, live)
    const climb: Climb = { map, id: request.anchor, requestId: request.id, live }
    await this.#sendPacked(climb, changes)
  }

  async #sendPacked(climb: Climb, changes: readonly PlannedChange[]): Promise<void> {
    const { ladder, quirks } = this.#parts
    const alone = (change: PlannedChange) => quirks.patchOnly.includes(change.map.name)
    const packs = [
      ...packed(
        changes.filter((change) => !alone(change)),
        quirks,
      ),
      ...packed(changes.filter(alone), quirks),
    ]
    for (const [index, pack] of packs.entries()) {
      const requestId = index === 0 ? climb.requestId : `${climb.requestId}.${index + 1}`
      try {
        // After the first request the copy and its version are out of date.
        await ladder.send({ ...climb, requestId, live: index === 0 ? climb.live : undefined }, pack)
      } catch (error) {
        throw index === 0 ? error : partly(error, index, packs.length)
      }
    }
  }

  async #delete(map: ResourceMap, request: Delete): Promise<void> {
    const { client, quirks, config } = this.#parts
    const where = `${map.type}/${request.anchor}`
    if (quirks.deleteMeans === 'refused') {
      throw new ConnectorError('precondition', 'This service deletes nothing', {
        advice: 'Deprovision by disabling instead of deleting',
        where,
      })
    }
    if (
      quirks.deleteMeans === 'deactivates' &&
      map.byName.has('active') &&
      !config.acceptDeleteThatDeactivates
    ) {
      throw new ConnectorError(
        'precondition',
        'This service only deactivates what is deleted, so the delete was not sent',
        {
          advice: 'Deprovision by disabling, or set acceptDeleteThatDeactivates when that is what you want',
          where,
        },
      )
    }
    try {
      await client.send('DELETE', `${map.endpoint}/${encodeURIComponent(request.anchor)}`, {
        requestId: request.id,
      })
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'notFound') return
      throw error
    }
  }

  #refuseDeactivation(request: Update): void {
    const { quirks, config } = this.#parts
    if (quirks.deactivateMeans !== 'deletes' || config.acceptDeactivationThatDeletes) return
    if (!request.attributes.some((change) => change.attribute === 'active' && change.new === false)) return
    throw new ConnectorError(
      'precondition',
      'This service deletes an account whose active becomes false, so the change was not sent',
      {
        advice: 'Set acceptDeactivationThatDeletes when that is what you want',
        where: `${request.type}/${request.anchor}`,
      },
    )
  }

  #refuseSecondValue(
    map: ResourceMap,
    request: Update,
    changes: readonly PlannedChange[],
    live: LiveResource | undefined,
  ): void {
    if (!this.#parts.quirks.oneValuePerAttribute) return
    const result = structuredClone(live?.body ?? {})
    for (const change of changes) applyChange(result, change)
    refuseSeveral(map, result, `${map.type}/${request.anchor}`)
  }
}

/** The resource an add sends, and the members that have to follow because one request takes only so many. */
function newResource(
  map: ResourceMap,
  request: Add,
  quirks: Quirks,
): { resource: Json; later: PlannedChange[] } {
  const resource: Json = {}
  const later: PlannedChange[] = []
  for (const [name, value] of Object.entries(request.attributes)) {
    setValue(resource, writable(map, name, 'add'), value as Value)
  }
  for (const [name, targets] of Object.entries(request.references)) {
    const attribute = writable(map, name, 'add')
    setReferences(resource, attribute, targets.slice(0, quirks.maxMembersPerPatch))
    const rest = targets.slice(quirks.maxMembersPerPatch)
    if (rest.length > 0) later.push({ map: attribute, kind: 'members', add: rest, remove: [] })
  }
  if (quirks.oneValuePerAttribute) refuseSeveral(map, resource, map.type)
  if (quirks.markPrimaryEmail) markPrimaryEmail(resource)
  return { resource: withSchemas(resource, map), later }
}

function markPrimaryEmail(resource: Json): void {
  const entries = asArray(resource[keyOf(resource, 'emails') ?? 'emails']).filter(isJson)
  if (entries.length === 0 || entries.some((entry) => entry.primary === true)) return
  const chosen = entries.find((entry) => entry.type === 'work') ?? entries[0]
  if (chosen) chosen.primary = true
}

function refuseSeveral(map: ResourceMap, resource: Json, where: string): void {
  const several = map.attributes.find(
    (attribute) => attribute.form === 'typed' && asArray(rawOf(resource, attribute)).length > 1,
  )
  if (!several) return
  throw new ConnectorError(
    'constraint',
    `${several.path.attribute} would have several values, and this service keeps one`,
    { advice: 'Flow one value only, for example the work address', where },
  )
}

function partly(error: unknown, done: number, all: number): unknown {
  if (!(error instanceof ConnectorError)) return error
  return new ConnectorError(
    error.kind,
    `${error.message} (${done} of ${all} parts of the change were written before)`,
    {
      advice: error.advice,
      ...(error.where === undefined ? {} : { where: error.where }),
      ...(error.system === undefined ? {} : { system: error.system }),
      ...(error.retryAfter === undefined ? {} : { retryAfter: error.retryAfter }),
      cause: error,
    },
  )
}
