import { compileExpression, ExpressionError, parseExpression } from '../expressions/expressions.ts'
import type { ConfigProblem } from './config-error.ts'
import { leaveSteps } from './leave-schema.ts'
import { nearest } from './nearest-name.ts'
import { type PlacedRule, ruleProblem } from './rule-problem.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/**
 * What a schema cannot say of leaving: where accounts are moved to, and which systems keep an identity alive.
 * @param memberships membership rules, as the inbound rules they come to
 */
export function validateLeaving(
  workspace: WorkspaceSource,
  at: RulePlace['at'],
  rules: readonly PlacedRule[],
  memberships: readonly PlacedRule[],
): ConfigProblem[] {
  return [
    ...rules.flatMap((placed) => [...moves(workspace, placed), ...idleInterval(placed)]),
    ...Object.entries(workspace.metaverse.types).flatMap(([name, type]) =>
      typeof type.deletion.when === 'string'
        ? noSource(at, [...rules, ...memberships], name, type.deletion.when)
        : holders(workspace, at, rules, name, type.deletion.when),
    ),
  ]
}

function moves(workspace: WorkspaceSource, { rule, place }: PlacedRule): ConfigProblem[] {
  if (rule.direction === 'inbound') return []
  const known = workspace.metaverse.types[rule.from]?.attributes
  return leaveSteps(rule.leave).flatMap((step, index): ConfigProblem[] => {
    if (step.do !== 'move') return []
    const path = ['leave', index, 'to']
    const problem = (message: string, advice: string): ConfigProblem => ({
      file: place.file,
      ...place.at(path),
      path: path.join('.'),
      message,
      advice,
    })
    try {
      const { attributes, unique } = compileExpression(parseExpression(step.to, { dialect: rule.dialect }))
      if (unique)
        return [problem('SelectUniqueValue is for new accounts', 'Give the whole DN as one expression')]
      return attributes
        .filter((name) => known !== undefined && !Object.hasOwn(known, name))
        .map((name) =>
          problem(
            `metaverse type "${rule.from}" has no attribute "${name}"`,
            `${nearest(name, Object.keys(known ?? {}))}Add it under metaverse.types.${rule.from}.attributes in workspace.yaml, or correct the name`,
          ),
        )
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      return [
        problem(
          `the expression is wrong at character ${error.offset + 1}: ${error.message}`,
          error.advice ?? 'See docs/expressions.md',
        ),
      ]
    }
  })
}

/** An interval that delays nothing is a mistake about what it does. */
function idleInterval(placed: PlacedRule): ConfigProblem[] {
  const { rule } = placed
  if (rule.softDelete === 0) return []
  const idle = (message: string, advice: string): ConfigProblem[] => [
    ruleProblem(placed, 'warning', ['softDelete'], message, advice),
  ]
  if (rule.direction === 'outbound' && rule.leave === 'keep')
    return idle(
      'softDelete delays what leave says, and leave is keep: nothing ever happens to the account',
      'Say with leave what happens when the interval is over, or remove softDelete',
    )
  if (rule.direction === 'inbound' && rule.link === 'none')
    return idle(
      'softDelete is of the rule that links an object, and this one links none',
      'Write it in the rule that projects or joins these objects',
    )
  return []
}

/** Identities that live by their sources need a rule that makes something their source. */
function noSource(
  at: RulePlace['at'],
  rules: readonly PlacedRule[],
  type: string,
  when: 'last' | 'sources',
): ConfigProblem[] {
  const about = rules.filter(
    ({ rule }) => rule.direction === 'inbound' && !rule.disabled && (rule.to === type || rule.to === '*'),
  )
  const makes = ({ rule }: PlacedRule): boolean => rule.link === 'project' || rule.link === 'sticky-join'
  // A type that nothing comes into has nothing to keep.
  if (when === 'last' || about.length === 0 || about.some(makes)) return []
  const path = ['metaverse', 'types', type, 'deletion', 'when']
  return [
    {
      file: 'workspace.yaml',
      ...at(path),
      path: path.join('.'),
      message: `no rule projects or sticky-joins ${type} objects: nothing would keep them`,
      advice: 'Add an inbound rule with link: project or link: sticky-join, or use when: last',
    },
  ]
}

/** A system that brings identities in and does not keep them would see them go and come for ever. */
function holders(
  workspace: WorkspaceSource,
  at: RulePlace['at'],
  rules: readonly PlacedRule[],
  type: string,
  when: readonly string[],
): ConfigProblem[] {
  const path = ['metaverse', 'types', type, 'deletion', 'when']
  const unknown = when.flatMap((name, index) =>
    workspace.systems.some((system) => system.name === name)
      ? []
      : [
          {
            file: 'workspace.yaml',
            ...at([...path, index]),
            path: [...path, index].join('.'),
            message: `there is no system "${name}"`,
            advice: `Known systems: ${workspace.systems.map((system) => system.name).join(', ')}`,
          },
        ],
  )
  const strangers = rules.flatMap(({ rule, place }) =>
    rule.direction === 'inbound' &&
    rule.to === type &&
    rule.link === 'project' &&
    !rule.disabled &&
    !when.includes(rule.system)
      ? [
          {
            file: place.file,
            ...place.at(['link']),
            path: 'link',
            message: `it projects ${type} objects from "${rule.system}", which does not keep them: they would go at once`,
            advice: `Add ${rule.system} to metaverse.types.${type}.deletion.when in workspace.yaml, or use link: join`,
          },
        ]
      : [],
  )
  return [...unknown, ...strangers]
}
