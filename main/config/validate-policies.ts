import { parseRelativeDay } from '../engine/relative-day.ts'
import type { ConfigProblem } from './config-error.ts'
import { isDn } from './is-dn.ts'
import { nearest } from './nearest-name.ts'
import type { PolicySource } from './policy-schema.ts'
import type { RulePlace } from './validate.ts'
import { clauseProblem } from './validate-clauses.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

export interface PlacedPolicy {
  readonly policy: PolicySource
  readonly place: RulePlace
}

/** What the schema of policies cannot say: names that must exist, DNs that must be DNs, and conditions that would catch everything. */
export function validatePolicies(
  workspace: WorkspaceSource,
  policies: readonly PlacedPolicy[],
): ConfigProblem[] {
  const seen = new Map<string, string>()
  return policies.flatMap((placed) => {
    const { policy, place } = placed
    const problems: ConfigProblem[] = []
    const report = (path: readonly PropertyKey[], message: string, advice: string): void => {
      problems.push({ file: place.file, ...place.at(path), path: path.join('.'), message, advice })
    }
    const other = seen.get(policy.name)
    if (other !== undefined)
      report(
        ['name'],
        `two policies are named "${policy.name}" (the other is in ${other})`,
        'Rename one of them',
      )
    seen.set(policy.name, place.file)
    systemProblems(workspace, policy, report)
    dnProblems(policy, report)
    clauseProblems(policy, report)
    breadthProblems(policy, report)
    return problems
  })
}

type Report = (path: readonly PropertyKey[], message: string, advice: string) => void

function systemProblems(workspace: WorkspaceSource, policy: PolicySource, report: Report): void {
  const known = workspace.systems.map(({ name }) => name)
  policy.systems?.forEach((name, index) => {
    if (!known.includes(name))
      report(
        ['systems', index],
        `there is no system "${name}"`,
        `${nearest(name, known)}Known systems: ${known.join(', ')}`,
      )
  })
}

function dnProblems(policy: PolicySource, report: Report): void {
  for (const key of ['dn', 'under'] as const)
    policy[key]?.forEach((text, index) => {
      if (!isDn(text))
        report(
          [key, index],
          `"${text}" is not a DN`,
          'Write it as the directory does, such as OU=Tier 0,DC=corp,DC=example',
        )
    })
}

function clauseProblems(policy: PolicySource, report: Report): void {
  policy.scope.forEach((group, g) => {
    group.forEach((clause, c) => {
      const wrong = clauseProblem(clause)
      if (wrong !== undefined) report(['scope', g, c, wrong.at], wrong.message, wrong.advice)
      // What is protected today must not be open tomorrow without anybody having changed anything.
      if (typeof clause.value === 'string' && parseRelativeDay(clause.value) !== undefined)
        report(
          ['scope', g, c, 'value'],
          'a policy does not depend on the day',
          'Compare with a value that stays the same',
        )
    })
  })
}

function breadthProblems(policy: PolicySource, report: Report): void {
  const { systems, types, operations, attributes, risks, dn, under, scope } = policy
  const open =
    [systems, types, operations, attributes, risks, dn, under].every((one) => one === undefined) &&
    scope.length === 0
  if (open && policy.effect !== 'two-people')
    report(
      [],
      `"${policy.name}" has no condition: it would ${policy.effect === 'protect' ? 'let nothing be written' : 'approve everything'}`,
      'Say what it is about: systems, types, operations, attributes, risks, dn, under or scope',
    )
  if (attributes !== undefined && operations?.every((one) => one !== 'update' && one !== 'disable') === true)
    report(
      ['attributes'],
      'only update and disable are about an attribute: this catches nothing',
      'Leave attributes out, or add update to operations',
    )
}
