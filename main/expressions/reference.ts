import { shown, toText } from './conversion.ts'
import type { Example, FunctionEntry, Parameter } from './function-entry.ts'
import { functionTable } from './functions/table.ts'
import { signature } from './parse.ts'

/** The function reference of docs/expressions.md, in Markdown: one section for each function of the table. */
export function functionReference(): string {
  return functionTable.map(section).join('\n')
}

function section(entry: FunctionEntry): string {
  const parameters = entry.parameters.map(describe).join(', ')
  const lines = [
    `### ${signature(entry)}`,
    '',
    entry.documentation,
    '',
    `Dialects: ${entry.dialects.join(', ')}. Parameters: ${parameters}.`,
    '',
    ...entry.examples.map(exampleLine),
    '',
  ]
  return lines.join('\n')
}

function describe({ name, type, optional }: Parameter): string {
  return `${name} (${optional ? `${type}, optional` : type})`
}

function exampleLine({ expression, attributes = {}, result, note }: Example): string {
  const given = Object.entries(attributes).map(([name, value]) => `${name} = ${shown(value)}`)
  const from = given.length > 0 ? ` with ${given.join(', ')}` : ''
  const to = typeof result === 'boolean' ? toText(result) : shown(result)
  return `- \`${expression}\`${from} → ${to}${note ? ` (${note})` : ''}`
}
