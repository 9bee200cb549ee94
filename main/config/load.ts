import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { readYaml } from './read-yaml.ts'
import { type RuleSource, ruleFileSchema } from './rule-schema.ts'
import { type RulePlace, validateRules } from './validate.ts'
import { validateLeaving } from './validate-leaving.ts'
import { type SystemSource, type WorkspaceSource, workspaceSchema } from './workspace-schema.ts'

/** The workspace's text files, checked. Plain data: it crosses to the store's thread as it is. */
export interface Configuration {
  readonly workspace: WorkspaceSource
  /** By precedence, then name; disabled rules are left out. */
  readonly rules: readonly RuleSource[]
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
 * @throws ConfigError listing every problem with file, line and column.
 */
export function loadConfiguration(dir: string, inspector?: Inspector): Configuration {
  const problems: ConfigProblem[] = []
  const workspaceText = readText(dir, 'workspace.yaml')
  const workspace = readYaml('workspace.yaml', workspaceText, workspaceSchema)
  if (!workspace.ok) throw new ConfigError(workspace.problems)

  const rules: { rule: RuleSource; place: RulePlace }[] = []
  for (const name of ruleFiles(dir)) {
    const file = join('rules', name)
    const read = readYaml(file, readText(dir, file), ruleFileSchema)
    if (!read.ok) {
      problems.push(...read.problems)
      continue
    }
    const { value, at } = read.file
    if (Array.isArray(value))
      value.forEach((rule, index) => {
        rules.push({ rule, place: { file, at: (path) => at([index, ...path]) } })
      })
    else rules.push({ rule: value, place: { file, at } })
  }
  problems.push(...validateRules(workspace.file.value, workspace.file.at, rules))
  problems.push(...validateLeaving(workspace.file.value, workspace.file.at, rules))
  if (inspector !== undefined) problems.push(...inspect(inspector, workspace.file, rules))
  if (problems.length > 0) throw new ConfigError(problems)

  const active = rules.map(({ rule }) => rule).filter((rule) => !rule.disabled)
  active.sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1))
  return { workspace: workspace.file.value, rules: active }
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

function ruleFiles(dir: string): string[] {
  try {
    return readdirSync(join(dir, 'rules'))
      .filter((name) => name.endsWith('.yaml') || name.endsWith('.yml'))
      .sort()
  } catch {
    return []
  }
}

function readText(dir: string, file: string): string {
  try {
    return readFileSync(join(dir, file), 'utf8')
  } catch (cause) {
    throw new ConfigError([
      {
        file,
        line: 1,
        column: 1,
        path: '',
        message: `cannot read ${join(dir, file)} (${(cause as NodeJS.ErrnoException).code ?? 'error'})`,
        advice: 'Run `joinery init` to create a workspace, or name its folder with --workspace',
      },
    ])
  }
}
