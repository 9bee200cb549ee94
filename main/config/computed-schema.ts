import type { MembershipRuleSource } from './membership-schema.ts'
import { flowSchema, type InboundRuleSource, inboundRuleSchema } from './rule-schema.ts'

/**
 * The system that holds the groups of membership rules: one object for each rule and key, of a type named as the rule. Nothing reads or
 * writes it but synchronization. No system of a workspace can have this name.
 */
export const computedSystem = 'computed groups'

/** Attributes of its objects. */
export const keyAttribute = 'key'
export const membersAttribute = 'members'

/** How groups of a membership rule get into the metaverse: as any other system's would. The flows of the rule come first, then key and members. */
export function asInboundRule(rule: MembershipRuleSource): InboundRuleSource {
  return inboundRuleSchema.parse({
    name: rule.name,
    direction: 'inbound',
    system: computedSystem,
    from: rule.name,
    to: rule.to,
    precedence: rule.precedence,
    disabled: rule.disabled,
    join: [[{ from: keyAttribute, to: rule.key.to }]],
    link: rule.create ? 'project' : 'join',
    flows: [
      ...rule.flows,
      flowSchema.parse({ to: rule.key.to, from: keyAttribute }),
      flowSchema.parse({ to: rule.into, from: membersAttribute, merge: rule.merge }),
    ],
    dialect: rule.dialect,
    parameters: rule.parameters,
  })
}
