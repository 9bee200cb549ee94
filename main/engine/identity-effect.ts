import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { decideAccounts } from './accounts.ts'
import type { CompiledRules } from './compiled-rules.ts'
import { displayName } from './display.ts'
import type { Environment } from './flow.ts'
import type { Identity } from './identity.ts'
import { identityMemberships, linkedWithMemberships } from './load-memberships.ts'
import type { CsObject, DisconnectorState, PlannedChange } from './model.ts'
import { accountKeys, prepareIdentity } from './prepare.ts'
import { sameValue } from './same-value.ts'
import type { LeavingSince, SyncPort } from './sync-port.ts'

/** What an identity would look like after a synchronization. */
export interface IdentityEffect {
  /** Undefined for one that does not exist yet. */
  readonly id: number | undefined
  readonly name: string
  /** Nothing of it would be left. */
  readonly gone: boolean
  readonly values: readonly {
    readonly attribute: string
    readonly old: Value | undefined
    readonly new: Value | undefined
  }[]
  /** The whole plan for its accounts, references aside. */
  readonly changes: readonly PlannedChange[]
  /** What would be told of it, such as why it gets no account. */
  readonly findings: readonly string[]
}

export type PreviewReader = Pick<
  SyncPort,
  | 'mvObjects'
  | 'linkedObjects'
  | 'plannedImages'
  | 'lookupCs'
  | 'lookupMv'
  | 'csObjects'
  | 'nextObjectId'
  | 'nextMvId'
  | 'memberships'
  | 'writers'
  | 'leaving'
  | 'partings'
  | 'drift'
>

/** What is asked for some identities: the identities themselves, and what is needed of their objects. */
export interface Loaded {
  readonly identities: readonly Identity[]
  readonly ids: readonly number[]
  readonly objects: readonly number[]
  readonly left: LeavingSince['left']
}

/** @param relink what is linked to an identity, in the place of what is */
export function loadIdentities(
  port: PreviewReader,
  ids: readonly number[],
  rules: CompiledRules,
  relink: (id: number, linked: readonly CsObject[]) => readonly CsObject[] = (_, linked) => linked,
): Loaded {
  const rows = port.mvObjects(ids)
  const linked = linkedWithMemberships(port, rules, ids)
  const objects = [...linked.values()].flatMap((all) => all.map((one) => one.id))
  const memberships = identityMemberships(port, rules, ids)
  const writers = port.writers(ids)
  const { departed, left } = port.leaving(ids, objects)
  const identities = [...rows.values()].map((row): Identity => {
    const mine = relink(row.id, linked.get(row.id) ?? []).toSorted((a, b) => a.id - b.id)
    return {
      id: row.id,
      type: row.type,
      before: row.attributes,
      linked: mine,
      fresh: false,
      images: port.plannedImages(mine.filter((one) => one.unborn).map((one) => one.id)),
      memberships: memberships.get(row.id),
      writers: writers.get(row.id) ?? [],
      departed: departed.get(row.id),
      left,
    }
  })
  return { identities, ids, objects, left }
}

/**
 * Works identities out by the functions of synchronization and saves nothing.
 * @param created the one of them that does not exist yet
 * @param moved an object that is to be seen as linked otherwise than it is
 */
export function effectsOn(
  port: PreviewReader,
  { identities, ids, objects }: Loaded,
  rules: CompiledRules,
  environment: Environment,
  created?: number,
  moved?: { readonly object: CsObject; readonly state: DisconnectorState | undefined },
): IdentityEffect[] {
  const prepared = identities.map((identity) => prepareIdentity(identity, rules, environment))
  const keys = accountKeys(prepared)
  const cs = port.lookupCs(keys.cs)
  const found = new Set(keys.cs.flatMap((key) => cs.find(key.space, key.value)))
  const candidates = new Map(port.csObjects([...found]))
  if (moved !== undefined && candidates.has(moved.object.id)) candidates.set(moved.object.id, moved)
  const result = decideAccounts(
    {
      prepared,
      cs,
      mv: port.lookupMv(keys.mv),
      candidates,
      nextObject: port.nextObjectId(),
      drift: port.drift(ids, objects),
    },
    rules,
    environment,
  )
  const gone = new Set(result.deleted.map((identity) => identity.id))
  return prepared.map(({ identity, attributes, name }) => ({
    id: identity.id === created ? undefined : identity.id,
    name: identity.id === created ? newName(attributes, identity.type, rules) : name,
    gone: gone.has(identity.id),
    values: gone.has(identity.id) ? [] : differing(identity.before, attributes),
    changes: [...result.changes.values()].flat().filter((change) => change.mv === identity.id),
    findings: result.findings.filter((one) => one.mv === identity.id).map((one) => one.message),
  }))
}

const newName = (attributes: Attributes, type: string, rules: CompiledRules): string =>
  displayName(attributes, rules.types.get(type)?.display) ?? 'a new identity'

function differing(before: Attributes, after: Attributes): IdentityEffect['values'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((attribute) =>
    sameValue(before[attribute], after[attribute])
      ? []
      : [{ attribute, old: before[attribute], new: after[attribute] }],
  )
}
