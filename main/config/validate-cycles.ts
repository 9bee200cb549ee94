import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import type { ConfigProblem } from './config-error.ts'
import { mvTypesOf, type PlacedRule, precedenceOf, ruleProblem } from './rule-problem.ts'
import type { FlowSource, RuleSource } from './rule-schema.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** A flow as a step between two places, `person.mail` of the metaverse and `ad user.mail` of a system. */
interface Step {
  readonly from: string
  readonly to: string
  readonly placed: PlacedRule
  readonly index: number
  /** The value is worked out, not handed on. */
  readonly changes: boolean
}

/**
 * Values that feed themselves: a system gives an attribute to the metaverse, and gets back what is worked out from it. Such a value may
 * change with every cycle and never settle. Handing a value on as it is settles at once; so does a flow that another one always beats, and
 * one that writes only once.
 */
export function validateCycles(workspace: WorkspaceSource, rules: readonly PlacedRule[]): ConfigProblem[] {
  const active = rules.filter(({ rule }) => !rule.disabled)
  const steps = active.flatMap((placed) => stepsOf(placed, active, workspace))
  const from = Map.groupBy(steps, (step) => step.from)
  const told = new Set<string>()
  return steps
    .filter((step) => step.placed.rule.direction === 'outbound')
    .flatMap((start): ConfigProblem[] => {
      const way = wayBack(start, from)
      if (way === undefined || !way.some((step) => step.changes)) return []
      const places = way.map((step) => step.from)
      const key = [...places].sort().join('\0')
      if (told.has(key)) return []
      told.add(key)
      return [
        ruleProblem(
          start.placed,
          'warning',
          ['flows', start.index],
          `the value feeds itself: ${[...places, start.from].join(' → ')}; it may change with every cycle`,
          'Set once: true on this flow, let another system lead the attribute, or make sure that the expressions leave alone what they made',
        ),
      ]
    })
}

function stepsOf(placed: PlacedRule, active: readonly PlacedRule[], workspace: WorkspaceSource): Step[] {
  const { rule } = placed
  const types = mvTypesOf(rule, workspace).map(([type]) => type)
  return rule.flows.flatMap((flow, index) => {
    if (flow.once) return []
    return types.flatMap((type) => {
      const onMv = (attribute: string): string => `${type}.${attribute}`
      const onCs = (attribute: string): string =>
        `${rule.system} ${rule.direction === 'inbound' ? rule.from : rule.to}.${attribute}`
      if (rule.direction === 'inbound' && !leads(rule, flow, type, active)) return []
      return readsOf(rule, flow).map((attribute) => ({
        from: rule.direction === 'inbound' ? onCs(attribute) : onMv(attribute),
        to: rule.direction === 'inbound' ? onMv(flow.to) : onCs(flow.to),
        placed,
        index,
        changes: flow.expression !== undefined,
      }))
    })
  })
}

/** No other flow to the attribute goes before it. */
function leads(rule: RuleSource, flow: FlowSource, type: string, active: readonly PlacedRule[]): boolean {
  return !active.some(
    ({ rule: other }) =>
      other !== rule &&
      other.direction === 'inbound' &&
      (other.to === type || other.to === '*') &&
      other.flows.some((one) => one.to === flow.to && precedenceOf(other, one) < precedenceOf(rule, flow)),
  )
}

function readsOf(rule: RuleSource, flow: FlowSource): readonly string[] {
  if (flow.from !== undefined) return [flow.from]
  if (flow.expression === undefined) return []
  try {
    return compileExpression(parseExpression(flow.expression, { dialect: flow.dialect ?? rule.dialect }))
      .attributes
  } catch (error) {
    if (error instanceof ExpressionError) return []
    throw error
  }
}

/** The shortest way from a step back to where it began, the step itself first. */
function wayBack(start: Step, from: ReadonlyMap<string, readonly Step[]>): readonly Step[] | undefined {
  const ways: (readonly Step[])[] = [[start]]
  const seen = new Set<string>()
  for (let i = 0; i < ways.length; i++) {
    const way = ways[i] as readonly Step[]
    const { to } = way.at(-1) as Step
    if (to === start.from) return way
    if (seen.has(to)) continue
    seen.add(to)
    for (const next of from.get(to) ?? []) ways.push([...way, next])
  }
  return undefined
}
