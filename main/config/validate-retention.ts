import type { ConfigProblem } from './config-error.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

/** What the schema of retention cannot say: that nothing goes while something else needs it. */
export function validateRetention(
  { retention, limits }: WorkspaceSource,
  at: RulePlace['at'],
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const report = (name: 'history' | 'undo', message: string, advice: string): void => {
    const path = ['retention', name]
    problems.push({ file: 'workspace.yaml', ...at(path), path: path.join('.'), message, advice })
  }
  if (retention.history !== undefined && retention.history < retention.undo)
    report(
      'history',
      `details would go after ${retention.history} days, and exports can be undone for ${retention.undo}`,
      `Write ${retention.undo} or more, or set retention.undo lower`,
    )
  if (retention.undo < limits.within)
    report(
      'undo',
      `limits count what was written within ${limits.within} days, and it could be gone after ${retention.undo}`,
      `Write ${limits.within} or more, or set limits.within lower`,
    )
  return problems
}
