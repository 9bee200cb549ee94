import type { CompiledRules, JoinCondition } from './compiled-rules.ts'
import { identityName, objectName } from './display.ts'
import type { JoinCandidate } from './fresh-objects.ts'
import { joinValue } from './join-value.ts'
import type { CsObject, Finding } from './model.ts'

/** Several identities match: a person has to say whose the object is. */
export function ambiguousJoin(
  object: CsObject,
  group: readonly JoinCondition[],
  matches: readonly JoinCandidate[],
  rules: CompiledRules,
): Finding {
  const system = rules.systems.get(object.system)
  // In an order of their own: who came first says nothing.
  const names = matches.map((m) => identityName(m, rules)).sort()
  return {
    code: 'ambiguous-join',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: undefined,
    attribute: group.map((condition) => condition.from).join(', '),
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} matches ${matches.length} identities by ${describe(object, group)}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
    advice: 'Decide whose it is (joinery joins), or correct the value that they share',
  }
}

/** The one identity that matches has an account of this kind already. */
export function alreadyJoined(
  object: CsObject,
  group: readonly JoinCondition[],
  hit: JoinCandidate,
  rules: CompiledRules,
): Finding {
  const system = rules.systems.get(object.system)
  const name = identityName(hit, rules)
  return {
    code: 'already-joined',
    severity: 'warning',
    system: object.system,
    object: object.id,
    mv: hit.id,
    attribute: group.map((condition) => condition.from).join(', '),
    message: `${objectName(object, rules)} in ${system?.title ?? object.system} matches ${name} by ${describe(object, group)}, who already has an account there`,
    advice: 'Decide which of the two accounts is the right one (joinery joins); remove or correct the other',
  }
}

const describe = (object: CsObject, group: readonly JoinCondition[]): string =>
  group
    .map((condition) => `${condition.from} ${String(joinValue(object.attributes[condition.from]))}`)
    .join(' and ')
