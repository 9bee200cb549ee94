import type { ConfigProblem } from './config-error.ts'
import { nearest } from './nearest-name.ts'
import type { RuleSource } from './rule-schema.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** What the schema of run profiles cannot say: names of their own, systems that are there, and that a rule writes to what is exported to. */
export function validateRunProfiles(
  { runProfiles = [], systems }: WorkspaceSource,
  at: RulePlace['at'],
  rules: readonly RuleSource[],
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const report = (path: readonly PropertyKey[], message: string, advice: string): void => {
    problems.push({ file: 'workspace.yaml', ...at(path), path: path.join('.'), message, advice })
  }
  const known = systems.map(({ name }) => name)
  const written = new Set(rules.flatMap((rule) => (rule.direction === 'outbound' ? [rule.system] : [])))
  const names = new Set<string>()
  runProfiles.forEach((profile, p) => {
    const place = ['runProfiles', p]
    if (names.has(profile.name))
      report([...place, 'name'], `two run profiles are named "${profile.name}"`, 'Rename one of them')
    names.add(profile.name)
    profile.steps.forEach((step, s) => {
      const named = 'systems' in step ? (step.systems ?? []) : []
      named.forEach((name, n) => {
        const there = [...place, 'steps', s, 'systems', n]
        if (!known.includes(name))
          report(
            there,
            `there is no system "${name}", which the run profile "${profile.name}" names`,
            `${nearest(name, known)}Known systems: ${known.join(', ')}`,
          )
        else if (step.step !== 'import' && !written.has(name))
          report(
            there,
            `no rule writes to "${name}", so there is nothing to ${step.step}`,
            `Take it out of this step${written.size > 0 ? `; rules write to ${[...written].join(', ')}` : ''}`,
          )
      })
    })
  })
  return problems
}
