import { type AttributeType, attributeTypes, type Scalar, type Value } from '../../connectors/spi/value.ts'
import { fromBase64 } from '../expressions/binary.ts'
import { JoineryError } from '../host/joinery-error.ts'

/** Values as they are written on the command line, and the types that were said with them. */
export interface TypedValues {
  readonly values: Readonly<Record<string, Value>>
  readonly types: Readonly<Record<string, AttributeType>>
}

const typed = new RegExp(`^(.+):(${attributeTypes.join('|')})$`)

/**
 * Reads `name=value` and `name:type=value`; a name that comes again gets several values.
 * @param option the option they were given with, for messages
 */
export function readTypedValues(option: string, assignments: readonly string[]): TypedValues {
  const values: Record<string, Value> = {}
  const types: Record<string, AttributeType> = {}
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=')
    if (equals < 1) throw usage(`${option} ${assignment} gives no value`, `Write ${option} attribute=value.`)
    const written = assignment.slice(0, equals)
    const [, name = written, type = 'string'] = typed.exec(written) ?? []
    if (Object.hasOwn(types, name) && types[name] !== type)
      throw usage(
        `${option} gives "${name}" as ${types[name]} and as ${type}`,
        'Give all values of an attribute the same type.',
      )
    types[name] = type as AttributeType
    const value = scalar(assignment.slice(equals + 1), type as AttributeType, option, name)
    const before = Object.hasOwn(values, name) ? values[name]! : []
    const all = [...(typeof before === 'object' ? before : [before]), value]
    values[name] = all.length === 1 ? value : all
  }
  return { values, types }
}

function scalar(text: string, type: AttributeType, option: string, name: string): Scalar {
  const wrong = (what: string): never => {
    throw usage(
      `${option} ${name}:${type}: "${text}" is not ${what}`,
      'Correct the value, or leave the type out.',
    )
  }
  switch (type) {
    case 'integer':
      if (!/^-?\d+$/.test(text)) return wrong('an integer')
      return Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'boolean':
      if (!/^(?:true|false)$/i.test(text)) return wrong('true or false')
      return text.toLowerCase() === 'true'
    case 'binary':
      return fromBase64(text) === undefined ? wrong('Base64') : text
    default:
      return text
  }
}

function usage(message: string, advice: string): JoineryError {
  return new JoineryError('usage', message, { advice, exitCode: 2 })
}
