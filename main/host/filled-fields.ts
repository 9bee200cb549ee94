import { parse, stringify, YAMLParseError } from 'yaml'
import type { ConnectorField, SystemDraft } from '../../preload/contract/connectors.ts'

export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** What a person filled in → the configuration as workspace.yaml has it. What is empty is left out and has its default. */
export function configurationFrom(
  fields: readonly ConnectorField[],
  filled: SystemDraft['fields'],
): { readonly config: Readonly<Record<string, unknown>>; readonly problems: readonly FieldProblem[] } {
  const config: Record<string, unknown> = {}
  const problems: FieldProblem[] = []
  for (const field of fields) {
    const given = filled[field.name]
    if (given === undefined || field.kind === 'secret') continue
    const value = valueIn(field, given)
    if (value instanceof Refusal) problems.push({ field: field.name, message: value.message })
    else if (value !== undefined) config[field.name] = value
  }
  return { config, problems }
}

class Refusal {
  readonly message: string
  constructor(message: string) {
    this.message = message
  }
}

function valueIn(field: ConnectorField, given: string | boolean): unknown {
  if (typeof given === 'boolean') return String(given) === field.initial ? undefined : given
  const text = given.trim()
  if (text === '' || text === field.initial) return undefined
  switch (field.kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : new Refusal(`"${text}" is not a number`)
    case 'texts':
      return text
        .split('\n')
        .map((line) => line.replace(/^- /, '').trim())
        .filter((line) => line !== '')
    case 'structure':
      return structureOf(text)
    default:
      return text
  }
}

function structureOf(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const [at] = error.linePos ?? []
    const place = at === undefined ? '' : `line ${at.line}, column ${at.col}: `
    return new Refusal(`${place}${error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '')}`)
  }
}

/** A value as a person would have filled it in. */
export function filledFrom(field: ConnectorField, value: unknown): string | boolean {
  if (typeof value === 'boolean') return value
  if (field.kind === 'texts' && Array.isArray(value)) return value.map(String).join('\n')
  return typeof value === 'object' ? stringify(value).trim() : String(value)
}
