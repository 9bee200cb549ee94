import type { FlowSource, RuleSource } from '../config/rule-schema.ts'
import { ignoreThisFlow } from '../expressions/expressions.ts'
import type { InboundRule, OutboundRule } from './compiled-rules.ts'
import type { Environment, Flow } from './flow.ts'
import type { Read } from './scope.ts'

/** A rule before and after a change; undefined where it was not there, or is not any more. */
export interface RuleInBothVersions {
  readonly was: InboundRule | OutboundRule | undefined
  readonly is: InboundRule | OutboundRule | undefined
}

/** The attributes whose flows are not what they were. */
export function changedTargets(was: RuleSource | undefined, is: RuleSource | undefined): readonly string[] {
  // Expressions are read with these: whichever of them looks the same may mean something else.
  const reading = (rule: RuleSource | undefined) => JSON.stringify([rule?.dialect, rule?.parameters])
  const sameReading = was === undefined || is === undefined || reading(was) === reading(is)
  const flowsTo = (rule: RuleSource | undefined, to: string): readonly FlowSource[] =>
    rule?.flows.filter((flow) => flow.to === to) ?? []
  const all = new Set([...(was?.flows ?? []), ...(is?.flows ?? [])].map((flow) => flow.to))
  return [...all].filter((to) => {
    const [old, now] = [flowsTo(was, to), flowsTo(is, to)]
    return (
      JSON.stringify(old) !== JSON.stringify(now) ||
      (!sameReading && now.some((flow) => flow.expression !== undefined))
    )
  })
}

/**
 * Whether two versions of a rule differ over an object: in whether it is in scope, today or on the day that would turn it, or in a value.
 * @param targets the attributes whose flows have changed
 */
export function saysOtherwise(
  { was, is }: RuleInBothVersions,
  targets: readonly string[],
  read: Read,
  environment: Environment,
): boolean {
  const { today } = environment
  const inScope = is?.inScope(read, today) ?? false
  if ((was?.inScope(read, today) ?? false) !== inScope) return true
  if (was?.wakes?.(read, today) !== is?.wakes?.(read, today)) return true
  if (!inScope || was === undefined || is === undefined) return false
  return targets.some((to) => {
    try {
      const [old, now] = [said(was, to, read, environment), said(is, to, read, environment)]
      return old === undefined || now === undefined || old !== now
    } catch {
      // What fails is told when it is worked out.
      return true
    }
  })
}

/** What the flows to one attribute say, as text; undefined where that depends on more than the object. */
function said(
  rule: InboundRule | OutboundRule,
  to: string,
  read: Read,
  environment: Environment,
): string | undefined {
  const words: unknown[] = []
  for (const flow of rule.flows) {
    if (flow.to !== to) continue
    if (flow.draws || flow.imports || flow.candidates !== undefined) return undefined
    const value = flow.evaluate(read, environment)
    const empty = value === undefined || value === '' || (typeof value === 'object' && value.length === 0)
    // A flow that says nothing is as good as none, but for a target, which it clears.
    if (value === ignoreThisFlow || (empty && saysNothing(rule, flow))) continue
    words.push([manner(flow), empty ? null : typeof value === 'symbol' ? value.description : value])
  }
  return JSON.stringify(words)
}

const saysNothing = (rule: InboundRule | OutboundRule, flow: Flow): boolean =>
  !flow.authoritativeNull && (!('leave' in rule) || flow.ignoreNull)

/** What else counts of a flow beside its value. */
const manner = (flow: Flow): unknown => [
  flow.once,
  flow.ignoreNull,
  flow.authoritativeNull,
  flow.precedence,
  flow.merge,
  flow.contested,
  flow.drift,
]
