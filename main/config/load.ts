import { join } from 'node:path'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { type ConfigTexts, textsIn } from './config-texts.ts'
import { type MembershipRuleSource, ruleFileSchema } from './membership-schema.ts'
import type { PolicySource } from './policy-schema.ts'
import { readPolicies } from './read-policies.ts'
import { readYaml } from './read-yaml.ts'
import type { PlacedRule } from './rule-problem.ts'
import type { RuleSource } from './rule-schema.ts'
import { type RulePlace, validateRules } from './validate.ts'
import { validateClauses, validateWildcards } from './validate-clauses.ts'
import { validateCycles } from './validate-cycles.ts'
import { validateFlows } from './validate-flows.ts'
import { validateLeaving } from './validate-leaving.ts'
import { validateLimits } from './validate-limits.ts'
import {
  asPlacedInbound,
  type PlacedMembership,
  validateGroupFlows,
  validateMemberships,
  withComputedSystem,
} from './validate-memberships.ts'
import { validateParameters } from './validate-parameters.ts'
import { validatePolicies } from './validate-policies.ts'
import { validateRetention } from './validate-retention.ts'
import { validateRunProfiles } from './validate-run-profiles.ts'
import { type SystemSource, type WorkspaceSource, workspaceSchema } from './workspace-schema.ts'

/** The workspace's text files, checked. Plain data: it crosses to the store's thread as it is. */
export interface Configuration {
  readonly workspace: WorkspaceSource
  /** By precedence, then name; disabled rules are left out. */
  readonly rules: readonly RuleSource[]
  /** Rules that say who is in a group, in the same order; absent where there are none. */
  readonly memberships?: readonly MembershipRuleSource[]
  /** In the order of the files; disabled ones are left out; absent where there are none. */
  readonly policies?: readonly PolicySource[]
}

/** What somebody who knows the connectors has to say of a part of the configuration; the path is within that part. */
export interface Remark {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly advice: string
}

/** Checks that need more than the text: whether a connector exists, accepts its settings, and can do what a rule asks of it. */
export interface Inspector {
  system(system: SystemSource): readonly Remark[]
  rule(rule: RuleSource, workspace: WorkspaceSource): readonly Remark[]
}

/**
 * Reads and checks `workspace.yaml` and `rules/*.yaml`.
 * @param from the folder, or the texts themselves
 * @throws ConfigError listing every error with file, line and column; what is only suspicious stops nothing.
 */
export function loadConfiguration(from: string | ConfigTexts, inspector?: Inspector): Configuration {
  const { workspace, rules, memberships, policies, problems } = readConfiguration(from, inspector)
  const errors = problems.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  const computing = activeOf(memberships)
  return {
    workspace,
    rules: activeOf(rules),
    ...(computing.length === 0 ? {} : { memberships: computing }),
    ...(policies.length === 0 ? {} : { policies }),
  }
}

const activeOf = <Rule extends RuleSource | MembershipRuleSource>(
  rules: readonly { readonly rule: Rule }[],
): Rule[] =>
  rules
    .map(({ rule }) => rule)
    .filter((rule) => !rule.disabled)
    .sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1))

/**
 * Reads the text files and says everything there is to say of them, warnings too.
 * @throws ConfigError when `workspace.yaml` cannot be read: nothing can be said of rules then
 */
export function readConfiguration(
  from: string | ConfigTexts,
  inspector?: Inspector,
): {
  readonly workspace: WorkspaceSource
  readonly rules: readonly PlacedRule[]
  readonly memberships: readonly PlacedMembership[]
  readonly policies: readonly PolicySource[]
  readonly problems: readonly ConfigProblem[]
} {
  const texts = typeof from === 'string' ? textsIn(from) : from
  const problems: ConfigProblem[] = []
  const workspace = readYaml('workspace.yaml', texts.read('workspace.yaml'), workspaceSchema)
  if (!workspace.ok) throw new ConfigError(workspace.problems)

  const rules: PlacedRule[] = []
  const memberships: PlacedMembership[] = []
  const place = (rule: RuleSource | MembershipRuleSource, where: RulePlace): void => {
    if (rule.direction === 'membership') memberships.push({ rule, place: where })
    else rules.push({ rule, place: where })
  }
  for (const name of texts.names('rules')) {
    const file = join('rules', name)
    const read = readYaml(file, texts.read(file), ruleFileSchema)
    if (!read.ok) {
      problems.push(...read.problems)
      continue
    }
    const { value, at } = read.file
    if (Array.isArray(value))
      value.forEach((rule, index) => {
        place(rule, { file, at: (path, within) => at([index, ...path], within) })
      })
    else place(value, { file, at })
  }
  problems.push(
    ...validateRules(withComputedSystem(workspace.file.value, memberships), workspace.file.at, [
      ...rules,
      ...memberships.map(asPlacedInbound),
    ]),
  )
  problems.push(...validateMemberships(workspace.file.value, memberships))
  problems.push(...validateParameters(workspace.file.value, [...rules, ...memberships]))
  problems.push(...validateGroupFlows(workspace.file.value, rules, memberships))
  problems.push(...validateLimits(workspace.file.value, workspace.file.at))
  problems.push(...validateRetention(workspace.file.value, workspace.file.at))
  problems.push(
    ...validateRunProfiles(
      workspace.file.value,
      workspace.file.at,
      rules.map(({ rule }) => rule),
    ),
  )
  problems.push(
    ...validateLeaving(workspace.file.value, workspace.file.at, rules, memberships.map(asPlacedInbound)),
  )
  for (const validate of [validateWildcards, validateClauses, validateFlows, validateCycles])
    problems.push(...validate(workspace.file.value, rules))
  if (inspector !== undefined) problems.push(...inspect(inspector, workspace.file, rules))
  const policies = readPolicies(texts)
  problems.push(...policies.problems, ...validatePolicies(workspace.file.value, policies.placed))
  return {
    workspace: workspace.file.value,
    rules,
    memberships,
    policies: policies.placed.map(({ policy }) => policy).filter((policy) => !policy.disabled),
    problems: eachOnce(problems),
  }
}

/** Two checks may find the same: a membership rule is looked at as what it is and as the inbound rule it comes to. */
function eachOnce(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const said = ({ file, line, column, message }: ConfigProblem): string =>
    JSON.stringify([file, line, column, message])
  return [...new Map(problems.map((problem) => [said(problem), problem])).values()]
}

function inspect(
  inspector: Inspector,
  workspace: { readonly value: WorkspaceSource; at: RulePlace['at'] },
  rules: readonly { readonly rule: RuleSource; readonly place: RulePlace }[],
): ConfigProblem[] {
  const placed = (
    file: string,
    at: RulePlace['at'],
    start: readonly PropertyKey[],
    remarks: readonly Remark[],
  ) =>
    remarks.map(({ path, message, advice }) => {
      const whole = [...start, ...path]
      return { file, ...at(whole), path: whole.join('.'), message, advice }
    })
  return [
    ...workspace.value.systems.flatMap((system, index) =>
      placed('workspace.yaml', workspace.at, ['systems', index], inspector.system(system)),
    ),
    ...rules.flatMap(({ rule, place }) =>
      placed(place.file, place.at, [], inspector.rule(rule, workspace.value)),
    ),
  ]
}
