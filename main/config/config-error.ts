/** One thing wrong in the workspace's text files. Line and column count from 1. */
export interface ConfigProblem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** `systems.0.hue`, or empty for the whole file. */
  readonly path: string
  /** An error where it is absent. A warning stops nothing. */
  readonly severity?: 'error' | 'warning'
  readonly message: string
  readonly advice: string
}

/** The configuration cannot be used; every problem found is listed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'configuration'
  readonly advice = 'Correct the lines named above and run the command again. Nothing was changed.'
  readonly exitCode = 2
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map((p) => `${p.file}:${p.line}:${p.column}: ${p.message}. ${p.advice}`).join('\n'))
    this.problems = problems
  }
}
