import type { CompiledRules, InboundRule } from './compiled-rules.ts'
import { type CsObject, readerOf } from './model.ts'
import { isSucceeded } from './soft-delete.ts'

/** A rule that has something to say of an identity, and the object it says it of. */
export interface Contribution {
  readonly rule: InboundRule
  readonly object: CsObject
}

/** The contributions in order: inbound rules in scope of living objects, and what is kept of those on their way out. */
export function contributionsOf(
  linked: readonly CsObject[],
  type: string | undefined,
  rules: CompiledRules,
  today: string,
): readonly Contribution[] {
  const contributions: Contribution[] = []
  for (const object of linked) {
    // What was never written says nothing; what is gone says nothing any more.
    if ((object.deleted && object.kept === undefined) || object.unborn) continue
    if (object.kept !== undefined && isSucceeded(object, linked)) continue
    const candidates = rules.inbound.get(object.system)
    if (candidates === undefined) continue
    const read = readerOf(object)
    for (const rule of candidates)
      if (
        rule.csType === object.type &&
        (type === undefined || rule.mvType === type) &&
        (object.kept === undefined ? rule.inScope(read, today, object.memberships) : isKept(rule, object))
      )
        contributions.push({ rule, object })
  }
  if (contributions.length > 1) contributions.sort(byPrecedence)
  return contributions
}

/** What it gave still counts, and what it refers to where it was linked by this rule. */
const isKept = (rule: InboundRule, object: CsObject): boolean =>
  object.kept?.has(rule.name) === true || object.link?.rule === rule.name

function byPrecedence(a: Contribution, b: Contribution): number {
  return a.rule.precedence - b.rule.precedence || byName(a, b)
}

/** Settles equal precedence. */
export const byName = (a: Contribution, b: Contribution): number =>
  order(a.rule.name, b.rule.name) || order(a.object.anchor ?? '', b.object.anchor ?? '')

const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
