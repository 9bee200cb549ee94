import { join } from 'node:path'
import type { ConfigProblem } from '../config/config-error.ts'
import { readConfiguration } from '../config/load.ts'
import { validateAgainstSchemas } from '../config/validate-schema.ts'
import { knownSchemas } from '../store/known-schemas.ts'
import { connectorInspector } from './connector-inspector.ts'

/**
 * Everything there is to say of a workspace's text files, in the order of the files: errors, what is suspicious, and what the connected
 * systems, as they were last read, do not have.
 * @throws ConfigError when workspace.yaml cannot be read
 */
export function checkRules(
  dir: string,
): readonly (ConfigProblem & { readonly severity: 'error' | 'warning' })[] {
  const { workspace, rules, problems } = readConfiguration(dir, connectorInspector)
  const seen = validateAgainstSchemas(workspace, rules, knownSchemas(join(dir, 'joinery.db')))
  return [...problems, ...seen]
    .map((problem) => ({ ...problem, severity: problem.severity ?? ('error' as const) }))
    .sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1))
}
