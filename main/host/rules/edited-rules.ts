import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { RuleEdits } from '../../../preload/contract/rules.ts'
import { type ConfigTexts, textsIn, withEdits } from '../../config/config-texts.ts'
import { type Configuration, loadConfiguration } from '../../config/load.ts'
import { checkTexts } from '../check-rules.ts'
import { connectorInspector } from '../connector-inspector.ts'
import { JoineryError } from '../joinery-error.ts'
import type { Workspace } from '../workspace.ts'
import { type FiledRule, filedRules, matchRules } from './rule-book.ts'

/** The text files as they are on the disk, with what is not saved yet laid over. */
export const editedTexts = (workspace: Workspace, edits: RuleEdits): ConfigTexts =>
  withEdits(textsIn(workspace.dir), new Map(edits.map(({ file, text }) => [file, text])))

/** @throws ConfigError when the edited rules cannot be used */
export const editedConfiguration = (workspace: Workspace, edits: RuleEdits): Configuration =>
  loadConfiguration(editedTexts(workspace, edits), connectorInspector)

/** One rule as edited, and as it is in use. */
export interface RuleInEdit {
  readonly is: FiledRule
  readonly was: FiledRule | undefined
}

/** @throws JoineryError `unknown-rule` */
export function ruleInEdit(
  workspace: Workspace,
  { file, index, edits }: { readonly file: string; readonly index: number; readonly edits: RuleEdits },
): RuleInEdit {
  const rules = filedRules(checkTexts(editedTexts(workspace, edits), noSchemas))
  const is = rules.find((one) => one.file === file && one.index === index)
  if (is === undefined)
    throw new JoineryError('unknown-rule', `${file} has no rule ${index + 1} that can be read`, {
      advice: 'Correct what the editor marks in the file',
      where: file,
    })
  return { is, was: matchRules(rules, activeRules(workspace)).get(is) }
}

const noSchemas: ReadonlyMap<string, SystemSchema> = new Map()

/** The rules in use, off ones too. They are read once for each version. */
export function activeRules({ texts }: Workspace): readonly FiledRule[] {
  const known = read.get(texts)
  if (known !== undefined) return known
  const rules = filedRules(checkTexts(texts, noSchemas))
  read.set(texts, rules)
  return rules
}

const read = new WeakMap<ConfigTexts, readonly FiledRule[]>()
