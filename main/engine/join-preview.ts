import type { Attributes, Value } from '../../connectors/spi/value.ts'
import { decideAccounts } from './accounts.ts'
import type { CompiledRules } from './compiled-rules.ts'
import { displayName } from './display.ts'
import type { Environment } from './flow.ts'
import type { Identity } from './identity.ts'
import { decidedLink, type JoinDecision } from './join-decision.ts'
import { rulesInScope } from './link.ts'
import { identityMemberships, linkedWithMemberships } from './load-memberships.ts'
import type { CsObject, Link, PlannedChange } from './model.ts'
import { accountKeys, prepareIdentity } from './prepare.ts'
import { sameValue } from './same-value.ts'
import type { SyncPort } from './sync-port.ts'

/** What an identity would look like after a decision. */
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

type Reader = Pick<
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

/**
 * What would follow from a decision over an object, worked out by the functions of synchronization and saved nowhere. Values and accounts of
 * the identities that gain or lose the object; what others would get because of that is left to the synchronization.
 * @param waiting identities that wait because of the object, and may get accounts of their own when it is somebody else's
 */
export function previewDecision(
  port: Reader,
  object: CsObject,
  decision: JoinDecision,
  waiting: readonly number[],
  rules: CompiledRules,
  environment: Environment,
): IdentityEffect[] {
  const created =
    decision.kind === 'project' && object.link?.kind !== 'projected' ? port.nextMvId() : undefined
  const mv = decision.kind === 'join' ? decision.mv : created
  const owner = decision.kind === 'project' && created === undefined ? object.link?.mv : mv
  const link: Link | undefined =
    owner === undefined
      ? undefined
      : object.link?.mv === owner
        ? object.link
        : { mv: owner, kind: created === undefined ? 'joined' : 'projected', rule: decidedLink }
  const moved: CsObject = { ...object, link }
  const ids = [...new Set([owner, object.link?.mv, ...waiting])].filter(
    (id): id is number => id !== undefined && id !== created,
  )
  const rows = port.mvObjects(ids)
  const linked = linkedWithMemberships(port, rules, ids)
  const objects = [...linked.values()].flatMap((all) => all.map((one) => one.id))
  const memberships = identityMemberships(port, rules, ids)
  const writers = port.writers(ids)
  const { departed, left } = port.leaving(ids, objects)
  const identities: Identity[] = [...rows.values()].map((row) => {
    const others = (linked.get(row.id) ?? []).filter((one) => one.id !== object.id)
    const mine = row.id === owner ? [...others, moved] : others
    return {
      id: row.id,
      type: row.type,
      before: row.attributes,
      linked: mine.sort((a, b) => a.id - b.id),
      fresh: false,
      images: port.plannedImages(mine.filter((one) => one.unborn).map((one) => one.id)),
      memberships: memberships.get(row.id),
      writers: writers.get(row.id) ?? [],
      departed: departed.get(row.id),
      left,
    }
  })
  if (created !== undefined) {
    const rule = rulesInScope(object, rules, environment.today).find((one) => one.link === 'project')
    if (rule !== undefined)
      identities.push({
        id: created,
        type: rule.mvType,
        before: {},
        linked: [moved],
        fresh: false,
        images: new Map(),
        memberships: undefined,
        writers: [],
        departed: undefined,
        left,
      })
  }

  const prepared = identities.map((identity) => prepareIdentity(identity, rules, environment))
  const keys = accountKeys(prepared)
  const cs = port.lookupCs(keys.cs)
  const found = new Set(keys.cs.flatMap((key) => cs.find(key.space, key.value)))
  const candidates = new Map(port.csObjects([...found]))
  const own = candidates.get(object.id)
  if (own !== undefined)
    candidates.set(object.id, {
      object: moved,
      state: decision.kind === 'disconnect' ? 'explicit' : undefined,
    })
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
