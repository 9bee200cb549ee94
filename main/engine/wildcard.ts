import type { RuleSource } from '../config/rule-schema.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'

/** In place of a type: every one there is. */
export const everyType = '*'

type MvTypes = WorkspaceSource['metaverse']['types']

/**
 * One rule for each type a `*` stands for: of the system's schema, or of the metaverse. A rule for any metaverse type keeps of its joins and
 * flows those whose attributes the type has.
 * @param csTypes object types of the rule's system; none before its schema is known
 */
export function expandWildcards<Rule extends RuleSource>(
  rule: Rule,
  csTypes: readonly string[],
  mvTypes: MvTypes,
): readonly Rule[] {
  if (rule.from !== everyType && rule.to !== everyType) return [rule]
  const [csSide, mvSide] =
    rule.direction === 'inbound' ? (['from', 'to'] as const) : (['to', 'from'] as const)
  const ofCs = rule[csSide] === everyType ? csTypes : [rule[csSide]]
  const ofMv = rule[mvSide] === everyType ? Object.keys(mvTypes) : [rule[mvSide]]
  return ofMv.flatMap((mvType) => {
    const forType =
      rule[mvSide] === everyType ? narrowed(rule, mvSide, mvTypes[mvType]?.attributes ?? {}) : rule
    return ofCs.map((csType) => ({ ...forType, [csSide]: csType, [mvSide]: mvType }))
  })
}

function narrowed<Rule extends RuleSource>(
  rule: Rule,
  mvSide: 'from' | 'to',
  attributes: Readonly<Record<string, unknown>>,
): Rule {
  const has = (name: string | undefined): boolean => name === undefined || Object.hasOwn(attributes, name)
  return {
    ...rule,
    join: rule.join.filter((group) => group.every((condition) => has(condition[mvSide]))),
    flows: rule.flows.filter((flow) => has(flow[mvSide])),
  }
}
