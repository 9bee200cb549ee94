import type { AttributeType } from '../../connectors/spi/value.ts'
import type { Dialect, Node } from './ast.ts'
import { lookUp } from './functions/table.ts'

export type TypeOfAttribute = (attribute: string) => AttributeType | undefined

/**
 * What a part of an expression gives, as far as that can be told from its functions and the attributes they read. Binary values, dates
 * and references are texts, so that the value itself does not show it.
 */
export function typeOfNode(node: Node, dialect: Dialect, typeOf: TypeOfAttribute): AttributeType | undefined {
  if (node.kind === 'attribute') return typeOf(node.name)
  if (node.kind !== 'call') return undefined
  const entry = lookUp(node.name, dialect)
  if (entry?.returns !== undefined) return entry.returns
  if (entry === undefined || !handsOn.has(entry.name)) return undefined
  const types = new Set<AttributeType>()
  for (const [index, argument] of node.arguments.entries()) {
    const type = entry.parameters[index]?.type
    if (!argument || type === 'condition' || type === 'integer' || type === 'variable') continue
    const found = typeOfNode(argument, dialect, typeOf)
    if (found !== undefined) types.add(found)
  }
  const [only] = types
  return types.size === 1 ? only : undefined
}

/** Functions whose result is one of their arguments, or some of its values. */
const handsOn = new Set([
  'IIF',
  'Coalesce',
  'Item',
  'ItemOrNull',
  'RemoveDuplicates',
  'Redact',
  'IgnoreFlowIfNullOrEmpty',
])
