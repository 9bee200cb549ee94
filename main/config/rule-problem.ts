import type { ConfigProblem } from './config-error.ts'
import type { FlowSource, RuleSource } from './rule-schema.ts'
import type { RulePlace } from './validate.ts'
import type { WorkspaceSource } from './workspace-schema.ts'

export interface PlacedRule {
  readonly rule: RuleSource
  readonly place: RulePlace
}

export function ruleProblem(
  { place }: Pick<PlacedRule, 'place'>,
  severity: NonNullable<ConfigProblem['severity']>,
  path: readonly PropertyKey[],
  message: string,
  advice: string,
  within?: number,
): ConfigProblem {
  return { file: place.file, ...place.at(path, within), path: path.join('.'), severity, message, advice }
}

type MvAttributes = WorkspaceSource['metaverse']['types'][string]['attributes']

/** The metaverse types a rule speaks of: one, or for `*` all of them. Empty when there is none of this name. */
export function mvTypesOf(
  rule: RuleSource,
  workspace: WorkspaceSource,
): readonly (readonly [string, MvAttributes])[] {
  const name = rule.direction === 'inbound' ? rule.to : rule.from
  return Object.entries(workspace.metaverse.types)
    .filter(([type]) => name === '*' || type === name)
    .map(([type, { attributes }]) => [type, attributes] as const)
}

export const precedenceOf = (rule: RuleSource, flow: FlowSource): number => flow.precedence ?? rule.precedence
