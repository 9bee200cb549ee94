import type { ConfigProblem } from './config-error.ts'
import { isDn } from './is-dn.ts'
import { limitsSchema } from './limit-schema.ts'
import { nearest } from './nearest-name.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** What the schema of limits cannot say: names of one's own that are unique, systems that exist, DNs that are DNs. */
export function validateLimits(workspace: WorkspaceSource, at: RulePlace['at']): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const known = workspace.systems.map(({ name }) => name)
  const taken = new Set(Object.keys(limitsSchema.shape))
  workspace.limits.more.forEach((limit, index) => {
    const report = (path: readonly PropertyKey[], message: string, advice: string): void => {
      const whole = ['limits', 'more', index, ...path]
      problems.push({ file: 'workspace.yaml', ...at(whole), path: whole.join('.'), message, advice })
    }
    if (taken.has(limit.name))
      report(['name'], `there is a limit "${limit.name}" already`, 'Give each limit a name of its own')
    taken.add(limit.name)
    limit.systems?.forEach((name, n) => {
      if (!known.includes(name))
        report(
          ['systems', n],
          `there is no system "${name}"`,
          `${nearest(name, known)}Known systems: ${known.join(', ')}`,
        )
    })
    limit.under?.forEach((text, n) => {
      if (!isDn(text))
        report(
          ['under', n],
          `"${text}" is not a DN`,
          'Write it as the directory does, such as OU=Munich,DC=corp,DC=example',
        )
    })
    if (
      limit.operations.includes('remove-member') &&
      (limit.operations.length > 1 || limit.percent !== undefined)
    )
      report(
        ['operations'],
        'members that are removed are counted by themselves, and not as a percentage of objects',
        'Make a limit of its own for remove-member, with a count',
      )
  })
  return problems
}
