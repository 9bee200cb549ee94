import type { Attributes, Value } from '../../connectors/spi/value.ts'
import type { MembershipRuleSource } from '../config/membership-schema.ts'
import type { Clause } from '../config/rule-schema.ts'
import { computeGroups, type MembershipRule } from './computed-groups.ts'
import type { Environment } from './flow.ts'
import type { Memberships } from './membership.ts'
import { lookupValue } from './model.ts'
import { compileScope } from './scope.ts'

/** Why a membership rule has an identity in a group, or has not; for the person who asks. */
export type MembershipReason =
  /** In scope, and with this key. */
  | { readonly kind: 'member'; readonly key: string; readonly values: Values }
  /** Out of scope by these clauses, of the group of clauses that comes closest. */
  | { readonly kind: 'out-of-scope'; readonly clauses: readonly FailedClause[] }
  /** In scope, and in these groups instead; in none where there is no key. */
  | { readonly kind: 'other-key'; readonly keys: readonly string[]; readonly values: Values }
  /** Its key cannot be worked out: what was said before stands. */
  | { readonly kind: 'failed'; readonly message: string }

/** What the rule looks at, with the values of today. */
export type Values = readonly (readonly [attribute: string, value: Value | undefined])[]

export interface FailedClause {
  readonly clause: Clause
  readonly held: Value | undefined
}

/** @param key of the group that is asked about, however it is spelt */
export function membershipReason(
  rule: MembershipRule,
  source: Pick<MembershipRuleSource, 'scope'>,
  key: string,
  identity: { readonly id: number; readonly attributes: Attributes; readonly memberships: Memberships },
  environment: Environment,
): MembershipReason {
  const { id, attributes, memberships } = identity
  const read = (name: string): Value | undefined => attributes[name]
  if (!rule.inScope(read, environment.today, memberships))
    return {
      kind: 'out-of-scope',
      clauses: failedClauses(source.scope, attributes, memberships, environment),
    }
  const findings: Parameters<typeof computeGroups>[4] = []
  const { groups } = computeGroups(
    { id, type: rule.from, memberships },
    attributes,
    { system: 0, rules: [rule], bystanders: new Set(), questions: [] },
    environment,
    findings,
  )
  const keys = groups.get(rule.name)
  if (keys === undefined)
    return { kind: 'failed', message: findings.map(({ message }) => message).join('; ') }
  const values = rule.reads.map((name) => [name, attributes[name]] as const)
  const own = keys.find((one) => lookupValue(one) === lookupValue(key))
  return own === undefined ? { kind: 'other-key', keys, values } : { kind: 'member', key: own, values }
}

/** Of the groups of clauses, of which one is enough, that which fewest clauses keep from holding. */
function failedClauses(
  scope: readonly (readonly Clause[])[],
  attributes: Attributes,
  memberships: Memberships,
  { today }: Environment,
): readonly FailedClause[] {
  const read = (name: string): Value | undefined => attributes[name]
  const failed = scope.map((group) =>
    group
      .filter((clause) => !compileScope([[clause]]).inScope(read, today, memberships))
      .map((clause) => ({ clause, held: attributes[clause.attribute] })),
  )
  return failed.sort((a, b) => a.length - b.length)[0] ?? []
}
