import type { CompiledRules, InboundRule } from './compiled-rules.ts'
import { type CsObject, readerOf } from './model.ts'

/**
 * What Entra Connect calls a sticky join: it brings no identity in, but once it has joined one, the object has to be deleted in its system
 * before it lets go. A plain join ends with the scope of its rules.
 */

/** Whether the object stays joined though no rule has it in scope any more. */
export const isSticky = (object: CsObject, rules: CompiledRules): boolean =>
  rulesFor(object, rules).some((rule) => rule.link === 'sticky-join' && rule.name === object.link?.rule)

/** Whether the object is one of those that an identity comes from or sticks to; accounts that merely join or were provisioned are not. */
export const isSource = (object: CsObject, mvType: string, rules: CompiledRules, today: string): boolean =>
  rulesFor(object, rules).some(
    (rule) =>
      rule.mvType === mvType &&
      (rule.link === 'project' || rule.link === 'sticky-join') &&
      (staysWith(rule, object) || rule.inScope(readerOf(object), today, object.memberships)),
  )

/** Linked by this rule, and not to be let go because of its scope: joined for good, or on its way out for the time being. */
const staysWith = (rule: InboundRule, object: CsObject): boolean =>
  object.link?.rule === rule.name && (rule.link === 'sticky-join' || object.kept !== undefined)

const rulesFor = ({ system, type }: CsObject, rules: CompiledRules): readonly InboundRule[] =>
  rules.inbound.get(system)?.filter((rule) => rule.csType === type) ?? []
