import { shown, toText } from './conversion.ts'
import { type Example, type FunctionEntry, type Parameter, signature } from './function-entry.ts'
import { functionTable } from './functions/table.ts'

/** The function reference of docs/expressions.md, in Markdown: one section for each function of the table. */
export function functionReference(): string {
  return functionTable.map(section).join('\n')
}

/** A certificate is cut, a list of roles is not. */
const longestShown = 240

function section(entry: FunctionEntry): string {
  const parameters = entry.parameters.map(describe).join(', ')
  const lines = [
    `### ${signature(entry)}`,
    '',
    entry.documentation,
    '',
    `Dialects: ${entry.dialects.join(', ')}. Parameters: ${parameters || 'none'}.`,
    '',
    ...entry.examples.map(exampleLine),
    '',
  ]
  return lines.join('\n')
}

function describe({ name, type, optional }: Parameter): string {
  if (type === 'variable') return '$variable'
  const kind = type === 'outcome' ? 'any' : type
  return `${name} (${optional ? `${kind}, optional` : kind})`
}

function exampleLine(example: Example): string {
  const { expression, attributes = {}, parameters = {}, imported = {}, note } = example
  const given = [
    ...Object.entries(attributes).map(([name, value]) => `${name} = ${shown(value, longestShown)}`),
    ...Object.entries(parameters).map(([name, value]) => `%${name}% = ${shown(value, longestShown)}`),
    ...Object.entries(imported).map(
      ([name, value]) => `${name} = ${shown(value, longestShown)} in the target`,
    ),
  ]
  const from = given.length > 0 ? ` with ${given.join(', ')}` : ''
  return `- \`${expression}\`${from} → ${outcomeText(example)}${note ? ` (${note})` : ''}`
}

function outcomeText({ result, like, signal, error }: Example): string {
  if (error !== undefined) return `the error "${error}"`
  if (like) return `such as ${shown(like.sample)}`
  if (signal) return signal
  return typeof result === 'boolean' ? toText(result)! : shown(result, longestShown)
}
