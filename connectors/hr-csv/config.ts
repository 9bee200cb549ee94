import { z } from 'zod'
import type { ConfigSpec } from '../spi/connector.ts'
import { formatFault } from './dates.ts'

const attributeType = z.enum(['string', 'integer', 'boolean', 'date', 'reference'])

const columnTarget = z.union([
  z.string().min(1),
  z.strictObject({
    attribute: z.string().min(1),
    type: attributeType.default('string'),
    required: z.boolean().default(false),
    /** A date format of this column alone, tried before `dateFormats`. */
    format: z.string().optional(),
  }),
])

const percent = z.number().min(0).max(100)

const plausibility = z.strictObject({
  /** How many per cent fewer people than last time are still believed. */
  rowCount: z.union([percent, z.literal(false)]).default(20),
  /** By how many points the share of empty cells of a column may rise. */
  nullRate: z.union([percent, z.literal(false)]).default(25),
  /** How many per cent of the last import's keys must be there again. */
  keys: z.union([percent, z.literal(false)]).default(80),
  /** A difference of fewer people than this is always believed, so that small files may move. */
  tolerance: z.int().min(0).default(5),
})

const write = z.strictObject({
  /** The drop file, relative to the workspace; made when it is missing. */
  file: z.string().min(1),
  /** The attributes that may be written back, in the order of their columns. */
  attributes: z.array(z.string().min(1)).min(1),
})

const fieldsOfHrCsv = z.strictObject({
  file: z.string().min(1),
  encoding: z.enum(['auto', 'utf-8', 'utf-16le', 'windows-1252']).default('auto'),
  delimiter: z.enum(['auto', ',', ';', 'tab', 'pipe']).default('auto'),
  quote: z.enum(['"', "'"]).default('"'),
  headerRows: z.union([z.literal(1), z.literal(2)]).default(1),
  skipRows: z.int().min(0).max(1000).default(0),
  skipRowsMatching: z.string().min(1).optional(),
  columns: z.record(z.string(), columnTarget).default({}),
  onlyMapped: z.boolean().default(false),
  duplicateHeaders: z.enum(['refuse', 'number']).default('refuse'),
  key: z.string().min(1),
  objectType: z.string().min(1).default('employee'),
  dateFormats: z.array(z.string().min(1)).min(1).default(['ISO']),
  sentinels: z.array(z.iso.date()).default(['1900-01-01', '9999-12-31']),
  trueValues: z.array(z.string().min(1)).default(['true', 'yes', 'y', '1', 'x', 'ja', 'j', 'wahr', 'active']),
  falseValues: z
    .array(z.string().min(1))
    .default(['false', 'no', 'n', '0', 'nein', 'falsch', 'inactive', 'terminated']),
  references: z.array(z.string().min(1)).default([]),
  effectiveDate: z.string().min(1).optional(),
  assignment: z.strictObject({ id: z.string().min(1), primary: z.string().min(1).optional() }).optional(),
  futureHires: z.enum(['keep', 'skip']).default('keep'),
  onBadRow: z.enum(['reject-row', 'reject-file']).default('reject-row'),
  plausibility: z.union([plausibility, z.literal(false)]).prefault({}),
  write: write.optional(),
})

export type HrCsvConfig = z.infer<typeof fieldsOfHrCsv>
export type Plausibility = z.infer<typeof plausibility>
export type DropFile = z.infer<typeof write>
export type ColumnType = z.infer<typeof attributeType>

type Complaint = { readonly path: readonly (string | number)[]; readonly message: string }

const schema = fieldsOfHrCsv.superRefine((config, context) => {
  for (const { path, message } of complaints(config)) {
    context.addIssue({ code: 'custom', path: [...path], message })
  }
})

/** What zod cannot say field by field. */
function complaints(config: HrCsvConfig): Complaint[] {
  return [...twiceMapped(config), ...wrongFormats(config), ...wrongPattern(config)]
}

function twiceMapped(config: HrCsvConfig): Complaint[] {
  const headers = new Map<string, string>()
  const found: Complaint[] = []
  for (const [header, target] of Object.entries(config.columns)) {
    const attribute = typeof target === 'string' ? target : target.attribute
    const other = headers.get(attribute)
    if (other !== undefined) {
      const message = `the columns "${other}" and "${header}" are both mapped to the attribute "${attribute}"; give one of them another attribute`
      found.push({ path: ['columns', header], message })
    }
    headers.set(attribute, header)
  }
  return found
}

function wrongFormats(config: HrCsvConfig): Complaint[] {
  const named = config.dateFormats.map((format, at) => ({ path: ['dateFormats', at], format }))
  const own = Object.entries(config.columns).flatMap(([header, target]) =>
    typeof target === 'string' || target.format === undefined
      ? []
      : [{ path: ['columns', header, 'format'], format: target.format }],
  )
  return [...named, ...own].flatMap(({ path, format }) => {
    const message = formatFault(format)
    return message === undefined ? [] : [{ path, message }]
  })
}

function wrongPattern(config: HrCsvConfig): Complaint[] {
  if (config.skipRowsMatching === undefined) return []
  try {
    new RegExp(config.skipRowsMatching, 'i')
    return []
  } catch (error) {
    return [{ path: ['skipRowsMatching'], message: `not a regular expression: ${(error as Error).message}` }]
  }
}

export const configSpec: ConfigSpec<HrCsvConfig> = {
  schema,
  fields: {
    file: {
      label: 'File',
      help: 'The export, relative to the workspace folder.',
      placeholder: 'hr/employees.csv',
      path: 'csv',
      group: 'File',
      step: 1,
    },
    encoding: {
      label: 'Encoding',
      group: 'File',
      step: 1,
      choices: [
        { value: 'auto', label: 'Recognize' },
        { value: 'utf-8', label: 'UTF-8' },
        { value: 'utf-16le', label: 'UTF-16 (little endian)' },
        { value: 'windows-1252', label: 'Windows-1252 (Western European)' },
      ],
    },
    delimiter: {
      label: 'Delimiter',
      group: 'File',
      step: 1,
      choices: [
        { value: 'auto', label: 'Recognize' },
        { value: ',', label: 'Comma' },
        { value: ';', label: 'Semicolon' },
        { value: 'tab', label: 'Tab' },
        { value: 'pipe', label: 'Pipe' },
      ],
    },
    quote: {
      label: 'Quote',
      group: 'File',
      step: 1,
      choices: [
        { value: '"', label: 'Double quote' },
        { value: "'", label: 'Single quote' },
      ],
    },
    headerRows: { label: 'Header rows', help: 'SuccessFactors templates have two.', group: 'File', step: 1 },
    skipRows: { label: 'Lines before the header', group: 'File', step: 1 },
    skipRowsMatching: {
      label: 'Leave out rows matching',
      help: 'A regular expression over the whole row, for totals.',
      placeholder: '^Total',
      group: 'File',
      step: 1,
    },
    columns: {
      label: 'Columns',
      help: 'Column header to attribute, with a type where it is not text.',
      group: 'Columns',
      step: 2,
    },
    onlyMapped: {
      label: 'Only mapped columns',
      help: 'Otherwise other columns keep their header as attribute.',
      group: 'Columns',
      step: 2,
    },
    duplicateHeaders: {
      label: 'Two columns of one name',
      group: 'Columns',
      step: 2,
      choices: [
        { value: 'refuse', label: 'Refuse the file' },
        { value: 'number', label: 'Name the second Header#2' },
      ],
    },
    key: {
      label: 'Key',
      help: 'The attribute that identifies a person and never changes.',
      group: 'Columns',
      step: 2,
    },
    objectType: { label: 'Object type', group: 'Columns', step: 2 },
    dateFormats: {
      label: 'Date formats',
      help: 'Tried in this order: ISO, dd.MM.yyyy, MM/dd/yyyy, yyyyMMdd, dd-MMM-yyyy.',
      group: 'Values',
      step: 3,
    },
    sentinels: { label: 'Dates that mean no date', group: 'Values', step: 3 },
    trueValues: { label: 'Words for true', group: 'Values', step: 3 },
    falseValues: { label: 'Words for false', group: 'Values', step: 3 },
    references: {
      label: 'References',
      help: 'Attributes that hold the key of another row, such as the manager.',
      group: 'Values',
      step: 3,
    },
    effectiveDate: {
      label: 'Effective date',
      help: 'The attribute from which on a row is valid, when a person has several rows.',
      group: 'Several rows a person',
      step: 4,
    },
    assignment: {
      label: 'Assignment',
      help: 'The attributes that tell assignments apart and mark the primary one.',
      group: 'Several rows a person',
      step: 4,
    },
    futureHires: {
      label: 'People who start later',
      group: 'Several rows a person',
      step: 4,
      choices: [
        { value: 'keep', label: 'Read with their first row' },
        { value: 'skip', label: 'Leave out until they start' },
      ],
    },
    onBadRow: {
      label: 'A row that cannot be read',
      group: 'Safety',
      step: 5,
      choices: [
        { value: 'reject-row', label: 'Reject the row, keep the person as is' },
        { value: 'reject-file', label: 'Reject the whole file' },
      ],
    },
    plausibility: {
      label: 'Plausibility',
      help: 'How far the file may differ from the last import.',
      group: 'Safety',
      step: 5,
    },
    write: {
      label: 'Write-back',
      help: 'The drop file and the attributes written to it.',
      group: 'Write-back',
      step: 6,
    },
  },
}
