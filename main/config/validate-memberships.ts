import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import { asInboundRule, computedSystem, keyAttribute } from './computed-schema.ts'
import type { ConfigProblem } from './config-error.ts'
import type { MembershipRuleSource } from './membership-schema.ts'
import { nearest } from './nearest-name.ts'
import type { PlacedRule } from './rule-problem.ts'
import type { RulePlace } from './validate.ts'
import { clauseProblem } from './validate-clauses.ts'
import { validateFlows } from './validate-flows.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

export interface PlacedMembership {
  readonly rule: MembershipRuleSource
  readonly place: RulePlace
}

/** Rules that say who is in a group: names that must exist, keys that must be found, and members that must be references. */
export function validateMemberships(
  workspace: WorkspaceSource,
  rules: readonly PlacedMembership[],
): ConfigProblem[] {
  return rules.flatMap((placed) => [
    ...memberProblems(workspace, placed),
    ...groupProblems(workspace, placed),
    ...flowProblems(placed),
  ])
}

/** The same rules as the checks of other rules see them: their groups come in from a system of their own. */
export const asPlacedInbound = ({ rule, place }: PlacedMembership): PlacedRule => ({
  rule: asInboundRule(rule),
  place: { file: place.file, at: (path) => place.at(ownPath(rule, path)) },
})

/** What is told of the inbound form stands elsewhere in the file: the key's flow under key, the members' under into. */
function ownPath(rule: MembershipRuleSource, path: readonly PropertyKey[]): readonly PropertyKey[] {
  if (path[0] === 'join') return ['key', 'to']
  if (path[0] !== 'flows' || typeof path[1] !== 'number' || path[1] < rule.flows.length) return path
  return path[1] === rule.flows.length ? ['key', 'to'] : [path[2] === 'merge' ? 'merge' : 'into']
}

/** Those of the flows of other rules and of one membership rule that contradict each other; membership rules make groups of their own. */
export function validateGroupFlows(
  workspace: WorkspaceSource,
  rules: readonly PlacedRule[],
  memberships: readonly PlacedMembership[],
): ConfigProblem[] {
  if (memberships.length === 0) return []
  const known = new Set(validateFlows(workspace, rules).map((problem) => JSON.stringify(problem)))
  return memberships
    .flatMap((placed) => validateFlows(workspace, [...rules, asPlacedInbound(placed)]))
    .filter((problem) => !known.has(JSON.stringify(problem)))
}

/** The workspace as the checks see it, where some rule computes groups. */
export const withComputedSystem = (
  workspace: WorkspaceSource,
  memberships: readonly PlacedMembership[],
): WorkspaceSource =>
  memberships.length === 0
    ? workspace
    : {
        ...workspace,
        systems: [
          ...workspace.systems,
          {
            name: computedSystem,
            title: 'Computed groups',
            letters: 'G',
            hue: 1,
            connector: '',
            config: {},
            plausibility: false,
          },
        ],
      }

function reporter({ place }: PlacedMembership, problems: ConfigProblem[]) {
  return (path: readonly PropertyKey[], message: string, advice: string): void => {
    problems.push({ file: place.file, ...place.at(path), path: path.join('.'), message, advice })
  }
}

/** Scope and key are read from the members. */
function memberProblems(workspace: WorkspaceSource, placed: PlacedMembership): ConfigProblem[] {
  const { rule } = placed
  const problems: ConfigProblem[] = []
  const report = reporter(placed, problems)
  const type = workspace.metaverse.types[rule.from]
  if (type === undefined) {
    const known = Object.keys(workspace.metaverse.types)
    report(
      ['from'],
      `the metaverse has no type "${rule.from}"`,
      `${nearest(rule.from, known)}Known types: ${known.join(', ')}`,
    )
    return problems
  }
  const check = (path: readonly PropertyKey[], name: string): void => {
    if (!Object.hasOwn(type.attributes, name))
      report(
        path,
        `metaverse type "${rule.from}" has no attribute "${name}"`,
        `${nearest(name, Object.keys(type.attributes))}Add it under metaverse.types.${rule.from}.attributes in workspace.yaml, or correct the name`,
      )
  }
  rule.scope.forEach((group, g) => {
    group.forEach((clause, c) => {
      const wrong = clauseProblem(clause)
      if (wrong !== undefined) report(['scope', g, c, wrong.at], wrong.message, wrong.advice)
      if (!clause.operator.endsWith('MEMBEROF')) check(['scope', g, c, 'attribute'], clause.attribute)
      else if (!hasReference(workspace, clause.attribute))
        report(
          ['scope', g, c, 'attribute'],
          `no metaverse type has a reference attribute "${clause.attribute}"`,
          'Name the attribute of the group that holds its members, such as member',
        )
    })
  })
  if (rule.key.from !== undefined) check(['key', 'from'], rule.key.from)
  const { expression } = rule.key
  if (expression !== undefined) {
    const read = attributesRead(expression, rule, (message, advice) =>
      report(['key', 'expression'], message, advice),
    )
    for (const name of read) check(['key', 'expression'], name)
  }
  return problems
}

/** What the checks of inbound rules do not say: that members are references to such members. */
function groupProblems(workspace: WorkspaceSource, placed: PlacedMembership): ConfigProblem[] {
  const { rule } = placed
  const problems: ConfigProblem[] = []
  const report = reporter(placed, problems)
  const into = workspace.metaverse.types[rule.to]?.attributes[rule.into]
  if (into !== undefined && (into.type !== 'reference' || !into.multi))
    report(
      ['into'],
      `${rule.to}.${rule.into} is ${into.multi ? 'a list of' : 'one'} ${into.type}: members are a list of references`,
      `Set type: reference and multi: true at metaverse.types.${rule.to}.attributes.${rule.into}`,
    )
  if (!rule.create && rule.flows.length > 0)
    report(
      ['flows'],
      'a rule with create: false only gives members to groups that exist',
      'Set create: true, or remove flows',
    )
  return problems
}

/** Flows know nothing of a group but its key. */
function flowProblems(placed: PlacedMembership): ConfigProblem[] {
  const { rule } = placed
  const problems: ConfigProblem[] = []
  const report = reporter(placed, problems)
  rule.flows.forEach((flow, f) => {
    // An expression that is no expression is told by the check that all rules go through.
    const read =
      flow.from !== undefined
        ? [flow.from]
        : flow.expression === undefined
          ? []
          : attributesRead(flow.expression, rule, () => {}, flow.dialect)
    for (const name of read)
      if (name !== keyAttribute)
        report(
          ['flows', f, flow.from === undefined ? 'expression' : 'from'],
          `a computed group has no "${name}"`,
          `Use [${keyAttribute}], the key of the group, or a constant`,
        )
  })
  return problems
}

function attributesRead(
  expression: string,
  rule: MembershipRuleSource,
  wrong: (message: string, advice: string) => void,
  dialect = rule.dialect,
): readonly string[] {
  try {
    const compiled = compileExpression(parseExpression(expression, { dialect }))
    if (compiled.unique) wrong('SelectUniqueValue is for outbound rules', 'Use a plain expression here')
    return compiled.attributes
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    wrong(
      `the expression is wrong at character ${error.offset + 1}: ${error.message}`,
      error.advice ?? 'See docs/expressions.md',
    )
    return []
  }
}

const hasReference = (workspace: WorkspaceSource, attribute: string): boolean =>
  Object.values(workspace.metaverse.types).some((type) => type.attributes[attribute]?.type === 'reference')
