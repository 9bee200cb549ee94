import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import Papa from 'papaparse'
import { ConnectorError } from '../spi/error.ts'
import type { Scalar, Value } from '../spi/value.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import type { DropFile, HrCsvConfig } from './config.ts'
import { fileError } from './source.ts'

type Update = Extract<WriteRequest, { operation: 'update' }>

/** Header names of the columns beside the key and the attributes. */
const changedColumn = 'changed'
const requestColumn = 'request_id'
const timeColumn = 'written_at'

/** Appends updates to the drop file the HR system picks up: one row for each, on disk before its result is given. */
export async function* writeDrops(
  config: HrCsvConfig,
  workspaceDir: string,
  requests: readonly WriteRequest[],
  now: () => Date,
): AsyncGenerator<WriteResult> {
  const drop = config.write
  const rows: { readonly id: string; readonly cells: readonly string[] }[] = []
  for (const request of requests) {
    const refusal = refusalOf(request, drop)
    if (refusal) yield { id: request.id, ok: false, error: refusal }
    else rows.push({ id: request.id, cells: cellsOf(request as Update, drop!, now()) })
  }
  if (rows.length === 0) return
  const failure = await appendNew(resolve(workspaceDir, drop!.file), headerOf(config.key, drop!), rows).catch(
    (cause: unknown) => fileError(drop!.file, cause),
  )
  for (const { id } of rows) yield failure ? { id, ok: false, error: failure } : { id, ok: true }
}

function refusalOf(request: WriteRequest, drop: DropFile | undefined): ConnectorError | undefined {
  if (!drop) {
    return new ConnectorError('permission', 'This HR system is read only: it has no drop file', {
      advice: 'Name a file and its attributes under write, or remove the outbound rules to this system.',
    })
  }
  if (request.operation !== 'update') {
    const what = request.operation === 'add' ? 'created' : 'deleted'
    return new ConnectorError('constraint', `A person of an HR export is not ${what} here, only updated`, {
      advice: `People are ${what} in the HR system itself; do not provision or deprovision to it.`,
    })
  }
  const names = [...request.attributes, ...request.references].map((change) => change.attribute)
  const foreign = names.find((name) => !drop.attributes.includes(name))
  if (foreign === undefined) return undefined
  return new ConnectorError('constraint', `The attribute ${foreign} is not written back`, {
    where: drop.file,
    advice: `Add ${foreign} to write.attributes, or remove the flow to it.`,
  })
}

function headerOf(key: string, drop: DropFile): string[] {
  return [key, ...drop.attributes, changedColumn, requestColumn, timeColumn]
}

/** An attribute that is named in `changed` and has an empty cell is cleared; one that is not named stays as it is. */
function cellsOf(request: Update, drop: DropFile, now: Date): string[] {
  const values = new Map<string, string>()
  for (const change of request.attributes) values.set(change.attribute, textOf(change.new))
  for (const change of request.references) values.set(change.attribute, textOf([...change.add]))
  const changed = drop.attributes.filter((attribute) => values.has(attribute))
  return [
    request.anchor,
    ...drop.attributes.map((attribute) => values.get(attribute) ?? ''),
    changed.join(' '),
    request.id,
    now.toISOString(),
  ]
}

/** One row is one line, so that an interrupted write can be told from a finished one. */
function textOf(value: Value | undefined): string {
  if (value === undefined) return ''
  const scalars = Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar]
  return scalars.map((scalar) => String(scalar).replace(/[\r\n]+/g, ' ')).join('|')
}

async function appendNew(
  path: string,
  header: readonly string[],
  rows: readonly { readonly id: string; readonly cells: readonly string[] }[],
): Promise<undefined> {
  await mkdir(dirname(path), { recursive: true })
  const handle = await open(path, 'a+')
  try {
    const written = await writtenRequests(handle, path, header)
    const fresh = rows.filter(({ id }) => !written.ids.has(id)).map(({ cells }) => cells)
    const lines = written.isNew ? [header, ...fresh] : fresh
    if (lines.length > 0) {
      const text = Papa.unparse(lines as string[][], { newline: '\n', escapeFormulae: true })
      await handle.appendFile(`${text}\n`)
      await handle.sync()
    }
  } finally {
    await handle.close()
  }
}

/** The requests the file already holds. A last line without an end is from a write that was cut off, and goes. */
async function writtenRequests(
  handle: FileHandle,
  path: string,
  header: readonly string[],
): Promise<{ readonly ids: ReadonlySet<string>; readonly isNew: boolean }> {
  const bytes = await readFile(path)
  const end = bytes.lastIndexOf(0x0a) + 1
  if (end < bytes.length) await handle.truncate(end)
  if (end === 0) return { ids: new Set(), isNew: true }
  const { data } = Papa.parse<string[]>(bytes.toString('utf8', 0, end), { newline: '\n', delimiter: ',' })
  const found = data[0] ?? []
  if (found.join('\n') !== header.join('\n')) {
    throw new ConnectorError('precondition', `${path} has other columns: ${found.join(', ')}`, {
      where: `${path} line 1`,
      advice: 'Move the file away, or put write.attributes back to what it was when the file was begun.',
    })
  }
  const at = header.indexOf(requestColumn)
  // An id that looks like a formula was neutralised as well.
  return { ids: new Set(data.map((row) => (row[at] ?? '').replace(/^'/, ''))), isNew: false }
}
