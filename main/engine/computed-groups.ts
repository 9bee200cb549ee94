import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { Attributes, Scalar } from '../../connectors/spi/value.ts'
import { keyAttribute, membersAttribute } from '../config/computed-schema.ts'
import type { MembershipRuleSource } from '../config/membership-schema.ts'
import { flowSchema } from '../config/rule-schema.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'
import { ExpressionError } from '../expressions/expressions.ts'
import { earlier } from './calendar.ts'
import { compileFlow, type Environment, type Flow } from './flow.ts'
import type { MembershipQuestion, Memberships } from './membership.ts'
import { type Finding, lookupValue } from './model.ts'
import { compileScope, type Scope } from './scope.ts'

/** A rule that says of identities in which groups they are. */
export interface MembershipRule extends Pick<Scope, 'inScope' | 'wakes'> {
  readonly name: string
  readonly from: string
  /** Where its groups are found, `group.teamId`: groups that were found elsewhere are others. */
  readonly place: string
  readonly key: Flow
  readonly keepsEmpty: boolean
  /** The attributes scope and key look at. */
  readonly reads: readonly string[]
}

export interface ComputedGroups {
  /** The system whose objects stand for the groups. */
  readonly system: number
  readonly rules: readonly MembershipRule[]
  /** Object types that keep no group alive: their rules only give members to groups that exist. */
  readonly bystanders: ReadonlySet<string>
  readonly questions: readonly MembershipQuestion[]
}

/** In which groups an identity is: by rule, the keys; a rule that is not here cannot tell, and what it said before stands. */
export type Computed = ReadonlyMap<string, readonly string[]>

export function compileComputedGroups(
  system: number,
  sources: readonly MembershipRuleSource[],
  workspace: WorkspaceSource,
): ComputedGroups {
  const active = sources.filter((rule) => !rule.disabled)
  const questions: MembershipQuestion[] = []
  const rules = active.map((rule): MembershipRule => {
    const scope = compileScope(rule.scope)
    questions.push(...scope.questions)
    const attributes = workspace.metaverse.types[rule.from]?.attributes
    const key = compileFlow(flowSchema.parse(rule.key), {
      direction: 'inbound',
      precedence: rule.precedence,
      dialect: rule.dialect,
      parameters: { ...workspace.parameters, ...rule.parameters },
      reference: false,
      contested: false,
      typeOf: (name) => attributes?.[name]?.type,
    })
    const scoped = rule.scope.flat().map((clause) => clause.attribute)
    return {
      name: rule.name,
      from: rule.from,
      place: `${rule.to}.${rule.key.to}`,
      inScope: scope.inScope,
      wakes: scope.wakes,
      key,
      keepsEmpty: rule.whenEmpty === 'keep',
      reads: [...new Set([...scoped, ...key.reads])],
    }
  })
  return {
    system,
    rules,
    bystanders: new Set(active.filter((rule) => !rule.create).map((rule) => rule.name)),
    questions,
  }
}

/** What the engine knows of the objects that stand for groups. */
export const computedSchema = (sources: readonly MembershipRuleSource[]): SystemSchema => ({
  types: sources.map(({ name }) => ({
    type: name,
    display: [keyAttribute],
    attributes: {
      [keyAttribute]: { type: 'string' },
      [membersAttribute]: { type: 'reference', multi: true },
    },
  })),
})

/**
 * Says in which groups an identity that its systems hold is, and when that changes by the date alone. A key that cannot be worked out is a
 * finding, and takes nobody out of a group.
 */
export function computeGroups(
  identity: { readonly id: number; readonly type: string; readonly memberships: Memberships },
  attributes: Attributes,
  { rules }: ComputedGroups,
  environment: Environment,
  findings: Finding[],
): { readonly groups: Computed; readonly wakes: string | undefined } {
  const groups = new Map<string, readonly string[]>()
  const read = (name: string) => attributes[name]
  let wakes: string | undefined
  for (const rule of rules) {
    if (rule.from !== identity.type) {
      groups.set(rule.name, [])
      continue
    }
    wakes = earlier(wakes, rule.wakes?.(read, environment.today, identity.memberships))
    const keys = rule.inScope(read, environment.today, identity.memberships)
      ? keysOf(rule, read, environment, identity.id, findings)
      : []
    if (keys !== undefined) groups.set(rule.name, keys)
  }
  return { groups, wakes }
}

/** Nobody's: what an identity that is gone is a member of. */
export const noGroups = ({ rules }: ComputedGroups): Computed => new Map(rules.map(({ name }) => [name, []]))

function keysOf(
  rule: MembershipRule,
  read: (name: string) => Attributes[string] | undefined,
  environment: Environment,
  mv: number,
  findings: Finding[],
): readonly string[] | undefined {
  try {
    const value = rule.key.evaluate(read, environment)
    if (value === undefined || typeof value === 'symbol') return []
    const all = (typeof value === 'object' ? value : [value]) as readonly Scalar[]
    const spellings = all.map((one) => String(one).trim()).filter((one) => one !== '')
    return [...new Map(spellings.map((one) => [lookupValue(one), one])).values()]
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    findings.push({
      code: 'expression-failed',
      severity: 'error',
      system: undefined,
      object: undefined,
      mv,
      attribute: rule.key.to,
      message: `the key of "${rule.name}" failed: ${error.message}; the membership stays as it was`,
      advice: error.advice ?? 'Correct the expression, or the value it is made from',
    })
    return undefined
  }
}
