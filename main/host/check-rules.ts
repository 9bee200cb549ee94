import { join } from 'node:path'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { ConfigProblem } from '../config/config-error.ts'
import { type ConfigTexts, textsIn } from '../config/config-texts.ts'
import { readConfiguration } from '../config/load.ts'
import { validateAgainstSchemas } from '../config/validate-schema.ts'
import { knownSchemas } from '../store/known-schemas.ts'
import { connectorInspector } from './connector-inspector.ts'

export type JudgedProblem = ConfigProblem & { readonly severity: 'error' | 'warning' }

/**
 * Everything there is to say of a workspace's text files, in the order of the files: errors, what is suspicious, and what the connected
 * systems, as they were last read, do not have.
 * @throws ConfigError when workspace.yaml cannot be read
 */
export const checkRules = (dir: string): readonly JudgedProblem[] =>
  checkTexts(textsIn(dir), knownSchemas(join(dir, 'joinery.db'))).problems

/** The same of texts that may not have been saved, with what was understood of them. */
export function checkTexts(
  texts: ConfigTexts,
  schemas: ReadonlyMap<string, SystemSchema>,
): ReturnType<typeof readConfiguration> & { readonly problems: readonly JudgedProblem[] } {
  const read = readConfiguration(texts, connectorInspector)
  const seen = validateAgainstSchemas(read.workspace, read.rules, schemas)
  const problems = [...read.problems, ...seen]
    .map((problem) => ({ ...problem, severity: problem.severity ?? ('error' as const) }))
    .sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1))
  return { ...read, problems }
}
