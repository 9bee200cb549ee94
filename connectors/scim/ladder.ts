import { ConnectorError } from '../spi/error.ts'
import type { ResourceMap } from './attributes.ts'
import { forPut } from './build.ts'
import type { ScimClient } from './client.ts'
import { ScimRefusal } from './errors.ts'
import {
  applyChange,
  objectOperations,
  type PatchOperation,
  type PlannedChange,
  pathOperations,
  remaining,
} from './patch.ts'
import type { Quirks } from './profiles.ts'
import { isJson, type Json, pick } from './values.ts'

export type Rung = 'path' | 'object' | 'put'

/** A resource as it was read, with the version to protect it by. */
export interface LiveResource {
  readonly body: Json
  readonly version: string | undefined
}

export interface Climb {
  readonly map: ResourceMap
  readonly id: string
  readonly requestId: string
  /** The resource as it was read for this update; undefined when it was not. */
  readonly live: LiveResource | undefined
}

const rungs: readonly Rung[] = ['path', 'object', 'put']

/**
 * Sends changes in the way the service takes: PATCH by path, PATCH of whole attributes, PUT of a fresh copy. The rung
 * that worked is remembered for the endpoint and the kind of attribute as long as the connection lives.
 */
export class UpdateLadder {
  readonly #client: ScimClient
  readonly #quirks: Quirks
  readonly #start: () => Promise<Rung>
  readonly #learned = new Map<string, Rung>()

  /** `lowest` tells the first rung the service's own configuration allows. */
  constructor(client: ScimClient, quirks: Quirks, lowest: () => Promise<Rung>) {
    this.#client = client
    this.#quirks = quirks
    this.#start = lowest
  }

  /** Changes that the service takes in one request. */
  async send(climb: Climb, changes: readonly PlannedChange[]): Promise<void> {
    const lowest = await this.#start()
    const start = (change: PlannedChange) => this.#rungOf(climb.map, change, lowest)
    let chosen: readonly Rung[] = changes.map(start)
    let first: ConnectorError | undefined
    for (;;) {
      try {
        await this.#attempt(climb, changes, chosen, first !== undefined)
      } catch (error) {
        const next = this.#above(chosen, changes, error)
        if (next === undefined) throw first === undefined ? error : both(first, error)
        first ??= error as ConnectorError
        chosen = next
        continue
      }
      if (first !== undefined)
        for (const [i, change] of changes.entries()) this.#learn(climb.map, change, chosen[i] ?? 'path')
      return
    }
  }

  async #attempt(
    climb: Climb,
    changes: readonly PlannedChange[],
    chosen: readonly Rung[],
    climbed: boolean,
  ): Promise<void> {
    const path = `${climb.map.endpoint}/${encodeURIComponent(climb.id)}`
    const live = await this.#liveFor(climb, changes, chosen, climbed)
    // A refused request may have been carried out in part: what it did is not done again.
    const left = climbed && live ? changes.map((change) => remaining(change, live.body)) : changes
    const sent = { ...this.#condition(live), requestId: climb.requestId }
    if (chosen.includes('put')) {
      const resource = structuredClone(live?.body ?? {})
      for (const change of left) applyChange(resource, change)
      await this.#client.send('PUT', path, { ...sent, body: forPut(resource, climb.map) })
      return
    }
    const operations = operationsOf(left, chosen, live?.body)
    if (operations.length > 0)
      await this.#client.send('PATCH', path, { ...sent, body: patchBody(operations) })
  }

  /** The resource as it is now, where the way of writing has to know it. */
  async #liveFor(
    climb: Climb,
    changes: readonly PlannedChange[],
    chosen: readonly Rung[],
    climbed: boolean,
  ): Promise<LiveResource | undefined> {
    if (climb.live && !climbed) return climb.live
    const byPath = changes.every((change) => change.kind !== 'typed' && change.map.form !== 'values')
    if (!climbed && byPath && chosen.every((rung) => rung === 'path')) return undefined
    return readLive(this.#client, climb.map, climb.id)
  }

  #condition(live: LiveResource | undefined): { ifMatch?: string } {
    return this.#quirks.etag && live?.version !== undefined ? { ifMatch: live.version } : {}
  }

  #rungOf(map: ResourceMap, change: PlannedChange, lowest: Rung): Rung {
    if (this.#quirks.patchOnly.includes(change.map.name)) return 'path'
    const learned = this.#learned.get(`${map.type}/${change.kind}`) ?? this.#quirks.firstRung[change.kind]
    return rungs.indexOf(learned) > rungs.indexOf(lowest) ? learned : lowest
  }

  #learn(map: ResourceMap, change: PlannedChange, rung: Rung): void {
    if (!this.#quirks.patchOnly.includes(change.map.name))
      this.#learned.set(`${map.type}/${change.kind}`, rung)
  }

  /** The next way to try after a refusal; undefined when there is none or the refusal is about the value itself. */
  #above(
    chosen: readonly Rung[],
    changes: readonly PlannedChange[],
    error: unknown,
  ): readonly Rung[] | undefined {
    if (!(error instanceof ScimRefusal) || chosen.includes('put')) return undefined
    if (changes.some((change) => this.#quirks.patchOnly.includes(change.map.name))) return undefined
    const unsupported = error.status === 405 || error.status === 501
    const unclear = error.status === 400 && !valueWords.has(error.scimType ?? '')
    if (!unsupported && !unclear) return undefined
    if (unclear && chosen.includes('path')) return chosen.map(() => 'object')
    const members = changes.some((change) => change.kind === 'members')
    if (!this.#quirks.put || (members && !this.#quirks.replaceMembers)) return undefined
    return chosen.map(() => 'put')
  }
}

/** Refusals that no other way of saying the same can change. */
const valueWords = new Set(['uniqueness', 'mutability', 'sensitive', 'invalidVers', 'tooMany'])

function operationsOf(
  changes: readonly PlannedChange[],
  chosen: readonly Rung[],
  live: Json | undefined,
): PatchOperation[] {
  const byPath = changes.filter((_, i) => chosen[i] === 'path')
  const whole = changes.filter((_, i) => chosen[i] !== 'path')
  return [
    ...byPath.flatMap((change) => pathOperations(change, live)),
    ...(whole.length > 0 ? objectOperations(whole, live ?? {}) : []),
  ]
}

export function patchBody(operations: readonly PatchOperation[]): Json {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations }
}

export async function readLive(client: ScimClient, map: ResourceMap, id: string): Promise<LiveResource> {
  const answer = await client.get(`${map.endpoint}/${encodeURIComponent(id)}`)
  const meta = pick(answer.body, 'meta')
  const version = isJson(meta) ? pick(meta, 'version') : undefined
  return { body: answer.body, version: answer.etag ?? (typeof version === 'string' ? version : undefined) }
}

function both(first: ConnectorError, last: unknown): ConnectorError {
  const later = last instanceof ConnectorError ? last : undefined
  // A lost connection or a throttle on a later rung is what the caller has to act on, not the refusal before it.
  if (later && ['connection', 'timeout', 'throttled', 'auth', 'permission', 'notFound'].includes(later.kind))
    return later
  const system = [first.system, later?.system].filter(Boolean).join('; then ')
  return new ConnectorError(first.kind, `${first.message} (other ways of writing it were refused, too)`, {
    advice: first.advice,
    ...(first.where === undefined ? {} : { where: first.where }),
    ...(system === '' ? {} : { system }),
    cause: first,
  })
}
