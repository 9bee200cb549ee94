import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { RuleVocabulary } from '../../../preload/contract/rules.ts'
import { ruleWords, type WordPlace } from '../../config/rule-words.ts'
import { signature } from '../../expressions/function-entry.ts'
import { functionTable } from '../../expressions/functions/table.ts'
import { tileOf } from '../session-view.ts'
import type { Workspace } from '../workspace.ts'

/** Every word that may stand in a rule of this workspace: what an editor can offer. */
export function ruleVocabulary(
  workspace: Workspace,
  schemas: ReadonlyMap<string, SystemSchema>,
): RuleVocabulary {
  const { metaverse, parameters } = workspace.configuration.workspace
  return {
    systems: workspace.systems.map((system) => ({
      ...tileOf(system),
      types: (schemas.get(system.source.name)?.types ?? []).map(({ type, attributes }) => ({
        type,
        attributes: [
          ...Object.entries(attributes).map(([name, { type: kind, multi }]) => ({
            name,
            type: kind,
            multi: multi ?? false,
            indexed: false,
          })),
          ...(system.connector.capabilities.hierarchical && attributes.dn === undefined
            ? [{ name: 'dn', type: 'string', multi: false, indexed: false }]
            : []),
        ],
      })),
    })),
    metaverse: Object.entries(metaverse.types).map(([type, { attributes }]) => ({
      type,
      attributes: Object.entries(attributes).map(([name, one]) => ({
        name,
        type: one.type,
        multi: one.multi,
        indexed: one.indexed,
      })),
    })),
    parameters: Object.keys(parameters ?? {}),
    keys: (Object.keys(ruleWords) as WordPlace[]).flatMap((place) =>
      ruleWords[place].map(({ key, means, values = [] }) => ({ place, key, means, values: [...values] })),
    ),
    functions: functionTable.map((entry) => ({
      name: entry.name,
      signature: signature(entry),
      summary: firstSentence(entry.documentation),
      dialects: [...entry.dialects],
    })),
  }
}

/** Up to the first full stop or colon that ends a clause. */
export const firstSentence = (text: string): string =>
  /^[\s\S]*?[.;](?=\s|$)/.exec(text)?.[0].slice(0, -1) ?? text
