import { conform } from '../engine/fit.ts'
import type { ConfigProblem } from './config-error.ts'
import { mvTypesOf, type PlacedRule, precedenceOf, ruleProblem } from './rule-problem.ts'
import type { FlowSource } from './rule-schema.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** One flow with where it stands and what it leads to. */
interface Placement {
  readonly placed: PlacedRule
  readonly flow: FlowSource
  readonly index: number
  /** Which flows meet: `person.mail` of the metaverse, or an attribute of an object type of a system. */
  readonly target: string
  readonly precedence: number
}

/** Flows that contradict each other, or that can never matter. */
export function validateFlows(workspace: WorkspaceSource, rules: readonly PlacedRule[]): ConfigProblem[] {
  const active = rules.filter(({ rule }) => !rule.disabled)
  const byTarget = Map.groupBy(
    active.flatMap((placed) => placements(placed, workspace)),
    ({ target }) => target,
  )
  return [
    ...rules.flatMap((placed) => ownProblems(placed, workspace)),
    ...[...byTarget.values()].flatMap((meeting) => [
      ...mixedMerges(meeting),
      ...fights(meeting, workspace),
      ...neverWinning(meeting),
    ]),
  ]
}

function placements(placed: PlacedRule, workspace: WorkspaceSource): Placement[] {
  const { rule } = placed
  const places =
    rule.direction === 'inbound'
      ? mvTypesOf(rule, workspace).map(([type]) => type)
      : [`${rule.system} ${rule.to}`]
  return rule.flows.flatMap((flow, index) =>
    places.map((place) => ({
      placed,
      flow,
      index,
      target: `${rule.direction} ${place}.${flow.to}`,
      precedence: precedenceOf(rule, flow),
    })),
  )
}

const at = ({ index }: Placement, field: string): readonly PropertyKey[] => ['flows', index, field]
const merges = ({ merge }: FlowSource): boolean => merge === 'merge' || merge === 'merge-case-insensitive'
const nameOf = ({ target }: Placement): string => target.slice(target.indexOf(' ') + 1)

/** What a flow says that cannot be, whatever the others do. */
function ownProblems(placed: PlacedRule, workspace: WorkspaceSource): ConfigProblem[] {
  const { rule } = placed
  if (rule.direction === 'outbound') return []
  return rule.flows.flatMap((flow, index) =>
    mvTypesOf(rule, workspace).flatMap(([type, attributes]): ConfigProblem[] => {
      const definition = attributes[flow.to]
      if (definition === undefined) return []
      if (
        flow.constant !== undefined &&
        definition.type !== 'reference' &&
        conform(flow.constant, definition) === undefined
      )
        return [
          ruleProblem(
            placed,
            'error',
            ['flows', index, 'constant'],
            `${JSON.stringify(flow.constant)} is not ${definition.multi ? 'a list of' : 'one'} ${definition.type}, which ${type}.${flow.to} is`,
            'Correct the constant, or the type of the attribute in workspace.yaml',
          ),
        ]
      if (merges(flow) && !definition.multi)
        return [
          ruleProblem(
            placed,
            'error',
            ['flows', index, 'merge'],
            `${type}.${flow.to} holds one value: there is nothing to merge`,
            `Set multi: true at metaverse.types.${type}.attributes.${flow.to}, or remove merge`,
          ),
        ]
      return []
    }),
  )
}

/** All flows of an attribute merge in the same way, or none does. */
function mixedMerges(meeting: readonly Placement[]): ConfigProblem[] {
  const kind = (flow: FlowSource): string => (merges(flow) ? flow.merge : 'update')
  const [first, ...others] = meeting
  const other = others.find(({ flow }) => first !== undefined && kind(flow) !== kind(first.flow))
  if (first === undefined || other === undefined) return []
  return [
    ruleProblem(
      other.placed,
      'error',
      at(other, 'merge'),
      `"${first.placed.rule.name}" flows to ${nameOf(other)} with merge: ${kind(first.flow)}, this rule with merge: ${kind(other.flow)}`,
      'Use the same merge in every flow of the attribute',
    ),
  ]
}

/** Two rules of equal precedence for one attribute: which wins is settled by their names, which nobody means. */
function fights(meeting: readonly Placement[], workspace: WorkspaceSource): ConfigProblem[] {
  if (meeting.some(({ flow }) => merges(flow))) return []
  return meeting.flatMap((one, i) => {
    const rival = meeting
      .slice(0, i)
      .find((other) => other.precedence === one.precedence && other.placed !== one.placed)
    if (rival === undefined || lastWriterWins(one, workspace)) return []
    const [winner, loser] = [rival, one].map(({ placed }) => placed.rule.name).sort()
    return [
      ruleProblem(
        one.placed,
        'warning',
        at(one, 'to'),
        `"${winner}" and "${loser}" flow to ${nameOf(one)} at precedence ${one.precedence}: "${winner}" wins, for its name comes first`,
        one.placed.rule.direction === 'inbound'
          ? 'Give one of them another precedence, or the attribute equalPrecedence: last-writer'
          : 'Give one of them another precedence',
      ),
    ]
  })
}

const lastWriterWins = ({ placed, flow }: Placement, workspace: WorkspaceSource): boolean =>
  placed.rule.direction === 'inbound' &&
  mvTypesOf(placed.rule, workspace).every(
    ([, attributes]) => attributes[flow.to]?.equalPrecedence === 'last-writer',
  )

/** Behind a flow that always has the last word for the same objects. */
function neverWinning(meeting: readonly Placement[]): ConfigProblem[] {
  return meeting.flatMap((one) => {
    const before = meeting.find(
      (other) =>
        other.placed !== one.placed &&
        other.precedence < one.precedence &&
        (other.flow.constant !== undefined || other.flow.authoritativeNull) &&
        !other.flow.once &&
        !merges(other.flow) &&
        covers(other.placed, one.placed),
    )
    if (before === undefined) return []
    return [
      ruleProblem(
        one.placed,
        'warning',
        at(one, 'to'),
        `this flow to ${nameOf(one)} can never win: "${before.placed.rule.name}" (precedence ${before.precedence}) always has ${before.flow.constant === undefined ? 'the last word' : 'a value'}`,
        'Remove one of the two flows, or change their precedence',
      ),
    ]
  })
}

/** Whether every object one rule is about has the other in scope too, as far as can be told from the text. */
function covers({ rule }: PlacedRule, { rule: other }: PlacedRule): boolean {
  return (
    rule.system === other.system &&
    rule.direction === other.direction &&
    rule.from === other.from &&
    rule.to === other.to &&
    (rule.scope.length === 0 || JSON.stringify(rule.scope) === JSON.stringify(other.scope))
  )
}
