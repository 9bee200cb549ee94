import type { CompiledRules } from './compiled-rules.ts'
import { type CsObject, type Link, readerOf } from './model.ts'

/**
 * What a person decided over one object of a connected system, whatever the rules say: whose it is, that it is nobody's, or that it is a new
 * identity. It is kept by system and anchor, so it outlives the object.
 */
export type JoinDecision =
  | { readonly kind: 'join'; readonly mv: number }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'project' }

/** Stands where a link names the rule that made it. A link that says so and has no decision any more goes back to the rules. */
export const decidedLink = '(decided by a person)'

/** By connector space object. */
export type JoinDecisions = ReadonlyMap<number, JoinDecision>

export const noDecisions: JoinDecisions = new Map()

/** An object that is linked to an identity, or claimed for it by a decision. */
export interface JoinAccount {
  readonly object: number
  readonly system: number
  readonly type: string
  readonly unborn: boolean
}

/** Whether the rules have to say whose the object is: nothing is decided, and it is linked to nobody or by a decision that was withdrawn. */
export const isOpen = (object: CsObject, decisions: JoinDecisions): boolean =>
  !object.deleted &&
  !decisions.has(object.id) &&
  (object.link === undefined || object.link.rule === decidedLink)

/** Whether a linked object will still be its identity's account when its decision is carried out. */
export function stays(link: Link, decision: JoinDecision | undefined): boolean {
  if (decision === undefined) return true
  if (decision.kind === 'join') return decision.mv === link.mv
  return decision.kind === 'project' && link.kind === 'projected'
}

/** The accounts an identity has once every decision is carried out: those that stay, and those that come. */
export function accountsAfterDecisions(
  linked: readonly CsObject[],
  decisions: JoinDecisions,
  claimed: readonly JoinAccount[],
): JoinAccount[] {
  const accounts: JoinAccount[] = []
  for (const object of linked)
    if (!object.deleted && object.link !== undefined && stays(object.link, decisions.get(object.id)))
      accounts.push({
        object: object.id,
        system: object.system,
        type: object.type,
        unborn: object.unborn,
      })
  for (const one of claimed)
    if (!accounts.some((account) => account.object === one.object)) accounts.push(one)
  return accounts
}

/** Metaverse types that some rule connects with a type of object, in either direction. */
export function linkableTypes(system: number, csType: string, rules: CompiledRules): ReadonlySet<string> {
  const types = new Set<string>()
  for (const rule of rules.inbound.get(system) ?? []) if (rule.csType === csType) types.add(rule.mvType)
  for (const [mvType, bySystem] of rules.outbound)
    if (bySystem.get(system)?.some((rule) => rule.csType === csType)) types.add(mvType)
  return types
}

/** Why a decision cannot be taken. */
export interface Refusal {
  readonly code: 'types-do-not-join' | 'identity-has-account' | 'no-projecting-rule'
  readonly message: string
  readonly advice: string
}

/**
 * Whether a decision may be taken as things stand.
 * @param identity for a join: the type and name of the identity, and the name of the account it has in this system, if any
 */
export function refusal(
  object: CsObject,
  name: string,
  kind: JoinDecision['kind'],
  identity: { readonly type: string; readonly name: string; readonly taken: string | undefined } | undefined,
  rules: CompiledRules,
  today: string,
): Refusal | undefined {
  const title = rules.systems.get(object.system)?.title ?? String(object.system)
  if (kind === 'join' && identity !== undefined) {
    if (!linkableTypes(object.system, object.type, rules).has(identity.type))
      return {
        code: 'types-do-not-join',
        message: `no rule connects ${object.type} in ${title} with ${identity.type}, so ${name} cannot join ${identity.name}`,
        advice: 'Choose an identity of another type, or add a rule that connects the two',
      }
    if (identity.taken !== undefined)
      return {
        code: 'identity-has-account',
        message: `${identity.name} already has an account in ${title}: ${identity.taken}`,
        advice: `Decide first where ${identity.taken} belongs: disconnect it, or join it to somebody else`,
      }
  }
  if (kind === 'project') {
    const projecting = (rules.inbound.get(object.system) ?? []).filter(
      (rule) => rule.csType === object.type && rule.link === 'project',
    )
    if (!projecting.some((rule) => rule.inScope(readerOf(object), today, object.memberships)))
      return {
        code: 'no-projecting-rule',
        message:
          projecting.length === 0
            ? `no rule makes new identities of ${object.type} in ${title}`
            : `no rule that makes new identities of ${object.type} in ${title} has ${name} in scope`,
        advice: 'Add an inbound rule with link: project, join the object to somebody, or disconnect it',
      }
  }
  return undefined
}
