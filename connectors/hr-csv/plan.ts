import { ConnectorError } from '../spi/error.ts'
import type { AttributeSchema, ObjectSchema } from '../spi/schema.ts'
import type { ColumnType, HrCsvConfig } from './config.ts'
import { type Convert, converterFor } from './convert.ts'

/** One column of the file and what becomes of its cells. */
export interface Column {
  /** Its place in a row. */
  readonly at: number
  readonly header: string
  readonly attribute: string
  readonly type: ColumnType
  readonly required: boolean
  /** Absent for text, which is taken as it is. */
  readonly convert: Convert | undefined
  /** The second header row's words. */
  readonly title: string | undefined
}

/** The configuration, bound to the header of one file. */
export interface Plan {
  readonly headers: readonly string[]
  readonly columns: readonly Column[]
  readonly key: Column
  readonly effectiveDate: Column | undefined
  readonly assignment: Column | undefined
  readonly primary: Column | undefined
  /** Several rows may describe one person. */
  readonly severalRows: boolean
}

/** Binds the configuration to the header; throws `config` for what does not fit, naming the columns. */
export function planFor(config: HrCsvConfig, header: readonly string[][], file: string): Plan {
  const headers = uniqueHeaders(config, header[0] ?? [], file)
  for (const mapped of Object.keys(config.columns)) {
    if (!headers.includes(mapped)) throw missing(file, 'columns', `the column "${mapped}"`, headers)
  }
  const columns = headers.flatMap((name, at) => columnFor(config, name, at, header[1]?.[at]) ?? [])
  refuseTwins(columns, file)
  const named = (field: string, attribute: string | undefined): Column | undefined => {
    if (attribute === undefined) return undefined
    const column = columns.find((candidate) => candidate.attribute === attribute)
    if (!column) throw missing(file, field, `a column for the attribute "${attribute}"`, headers)
    return column
  }
  for (const reference of config.references) named('references', reference)
  return {
    headers,
    columns,
    key: named('key', config.key)!,
    effectiveDate: named('effectiveDate', config.effectiveDate),
    assignment: named('assignment.id', config.assignment?.id),
    primary: named('assignment.primary', config.assignment?.primary),
    severalRows: config.effectiveDate !== undefined || config.assignment !== undefined,
  }
}

/** What the file and the configuration say of the objects. */
export function schemaOf(config: HrCsvConfig, plan: Plan): ObjectSchema {
  const written = new Set(config.write?.attributes)
  const writable = (attribute: string): 'always' | 'never' => (written.has(attribute) ? 'always' : 'never')
  const attributes: Record<string, AttributeSchema> = {}
  for (const { attribute, type, required, title, header } of plan.columns) {
    const isKey = attribute === plan.key.attribute
    attributes[attribute] = {
      type,
      ...(required || isKey ? { required: true } : {}),
      ...(isKey ? { unique: true } : {}),
      writable: writable(attribute),
      ...(title || header !== attribute ? { title: title || header } : {}),
    }
  }
  for (const attribute of written) attributes[attribute] ??= { type: 'string', writable: 'always' }
  const names = ['displayName', 'display_name', 'name', 'last_name', 'lastName', 'sn', 'surname']
  const display = [...names.filter((name) => name in attributes), plan.key.attribute]
  return { type: config.objectType, attributes, anchor: plan.key.attribute, display }
}

function columnFor(
  config: HrCsvConfig,
  header: string,
  at: number,
  title: string | undefined,
): Column | undefined {
  const target = config.columns[header]
  if (header === '' || (target === undefined && config.onlyMapped)) return undefined
  const attribute = target === undefined ? header : typeof target === 'string' ? target : target.attribute
  const settings = typeof target === 'object' ? target : undefined
  const type = typeFor(config, attribute, settings?.type ?? 'string')
  return {
    at,
    header,
    attribute,
    type,
    required: settings?.required ?? false,
    convert: converterFor(config, type, settings?.format, attribute === config.effectiveDate),
    title,
  }
}

/** `references`, `effectiveDate` and `assignment.primary` say the type of their attributes as well. */
function typeFor(config: HrCsvConfig, attribute: string, configured: ColumnType): ColumnType {
  if (config.references.includes(attribute)) return 'reference'
  if (attribute === config.effectiveDate) return 'date'
  if (attribute === config.assignment?.primary) return 'boolean'
  return configured
}

function uniqueHeaders(config: HrCsvConfig, header: readonly string[], file: string): string[] {
  const firstAt = new Map<string, number>()
  const counts = new Map<string, number>()
  return header.map((name, at) => {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    if (count === 1 || name === '') {
      firstAt.set(name, at)
      return name
    }
    if (config.duplicateHeaders === 'number') return `${name}#${count}`
    throw new ConnectorError(
      'config',
      `${file}: the columns ${firstAt.get(name)! + 1} and ${at + 1} are both named "${name}"`,
      {
        where: `${file} header, columns ${firstAt.get(name)! + 1} and ${at + 1}`,
        advice: `Rename one in the export, or set duplicateHeaders to number and map the second as "${name}#2".`,
      },
    )
  })
}

function refuseTwins(columns: readonly Column[], file: string): void {
  const byAttribute = new Map<string, Column>()
  for (const column of columns) {
    const other = byAttribute.get(column.attribute)
    if (other || column.attribute === '__proto__') {
      const clash = other ? `"${other.header}" and "${column.header}" both give` : `"${column.header}" gives`
      throw new ConnectorError('config', `${file}: ${clash} the attribute "${column.attribute}"`, {
        where: `${file} header`,
        advice: 'Map one of them to another attribute name in columns, or set onlyMapped.',
      })
    }
    byAttribute.set(column.attribute, column)
  }
}

function missing(file: string, field: string, what: string, headers: readonly string[]): ConnectorError {
  const found = headers.length > 0 ? `its header has ${headers.join(', ')}` : 'it has no header'
  return new ConnectorError('config', `${field}: ${file} does not have ${what}; ${found}`, {
    where: `${file} header`,
    advice: `Correct ${field}, or the delimiter, skipRows and headerRows when the header was not recognized.`,
  })
}
