import type { CompiledRules } from './compiled-rules.ts'
import type { Environment } from './flow.ts'
import { effectsOn, type IdentityEffect, loadIdentities, type PreviewReader } from './identity-effect.ts'
import { decidedLink, type JoinDecision } from './join-decision.ts'
import { rulesInScope } from './link.ts'
import type { CsObject, Link } from './model.ts'

/**
 * What would follow from a decision over an object, worked out by the functions of synchronization and saved nowhere. Values and accounts of
 * the identities that gain or lose the object; what others would get because of that is left to the synchronization.
 * @param waiting identities that wait because of the object, and may get accounts of their own when it is somebody else's
 */
export function previewDecision(
  port: PreviewReader,
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
  const loaded = loadIdentities(port, ids, rules, (id, linked) => {
    const others = linked.filter((one) => one.id !== object.id)
    return id === owner ? [...others, moved] : others
  })
  const identities = [...loaded.identities]
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
        left: loaded.left,
      })
  }
  return effectsOn(port, { ...loaded, identities }, rules, environment, created, {
    object: moved,
    state: decision.kind === 'disconnect' ? 'explicit' : undefined,
  })
}
