import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import Papa from 'papaparse'
import { makeCheckpoint } from '../audit/checkpoints.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'

const columns = [
  'session',
  'change',
  'written',
  'system',
  'operation',
  'name',
  'object',
  'attribute',
  'old',
  'new',
  'rule',
  'approvedBy',
  'approvedAt',
  'result',
  'error',
  'hash',
] as const

const pageSize = 5000

/** Writes the session's audit report as CSV and closes the session. One line for each change that was written or tried. */
export async function reportSession(
  context: StepContext,
  session: number,
): Promise<{ result: StepResult; path: string }> {
  const { workspace } = context
  const dir = join(workspace.dir, 'reports')
  const path = join(dir, `session-${session}.csv`)
  const result = await recordRun(context, { step: 'report', system: undefined, mode: 'csv' }, async () => {
    mkdirSync(dir, { recursive: true })
    const rows = await write(context, session, `${path}.part`)
    // A report is there whole or not at all.
    renameSync(`${path}.part`, path)
    await workspace.store.call('endSession', {
      session,
      at: Date.now(),
      author: workspace.user,
      auditCsv: path,
    })
    return { state: 'done', statistics: { rows } }
  })
  await checkpointAtEnd(context)
  return { result, path }
}

/** A session that ended leaves a checkpoint. One that cannot be made is told and recorded; the session has ended all the same. */
async function checkpointAtEnd({ workspace, report }: StepContext): Promise<void> {
  try {
    await makeCheckpoint(workspace)
  } catch (error) {
    const { message, advice } = error as Error & { advice?: string }
    report.message(
      `No checkpoint of the audit was made: ${message}. ${advice ?? 'Run joinery audit checkpoint.'}`,
    )
    await workspace.store.call('audit', [
      { at: Date.now(), author: workspace.user, event: 'checkpoint-failed', details: { message } },
    ])
  }
}

async function write(context: StepContext, session: number, path: string): Promise<number> {
  const { workspace, signal } = context
  const file = createWriteStream(path, { encoding: 'utf8' })
  // Without the mark, spreadsheets read UTF-8 as the local code page.
  file.write(`\uFEFF${columns.join(',')}\r\n`)
  let after = 0
  let count = 0
  for (;;) {
    throwIfCancelled(signal)
    const rows = await workspace.store.call('sessionChanges', { session, after, limit: pageSize })
    if (rows.length === 0) break
    after = (rows.at(-1) as { id: number }).id
    count += rows.length
    const lines = rows.map((row) => [
      session,
      row.id,
      time(row.written),
      workspace.systemById(row.system)?.source.title ?? row.system,
      row.operation,
      row.name,
      row.key,
      row.attribute ?? '',
      cell(row.old),
      cell(row.new),
      row.rule,
      row.author ?? '',
      time(row.decided),
      row.state,
      row.error ?? '',
      Buffer.from(row.hash).toString('hex'),
    ])
    file.write(`${toCsv(lines)}\r\n`)
  }
  file.end()
  await finished(file)
  return count
}

/** A value as a person reads it: several in one cell, each attribute of a whole object by its name. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(cell).join('; ')
  if (typeof value !== 'object') return String(value)
  const { attributes, ...rest } = value as { attributes?: Readonly<Record<string, unknown>> }
  return Object.entries({ ...rest, ...attributes })
    .map(([name, one]) => `${name}: ${cell(one)}`)
    .join('; ')
}

/** Cells that a spreadsheet would run as formulas are neutralised. */
export const toCsv = (rows: readonly (readonly unknown[])[]): string =>
  Papa.unparse(rows as unknown[][], { escapeFormulae: true, newline: '\r\n' })

const time = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

/** The whole audit as CSV, hashes included, so that the chain can be checked outside of Joinery. */
export async function exportAudit(
  context: Pick<StepContext, 'workspace' | 'signal'>,
): Promise<{ path: string; rows: number }> {
  const { workspace, signal } = context
  const dir = join(workspace.dir, 'reports')
  mkdirSync(dir, { recursive: true })
  const state = await workspace.store.call('verifyAudit', null)
  if (!state.ok)
    throw new JoineryError('audit-broken', `the audit chain is broken at entry ${state.brokenAt}`, {
      advice: 'Keep a copy of joinery.db and find out who changed it; compare with the last exported audit',
    })
  const path = join(dir, `audit-${state.entries}.csv`)
  const file = createWriteStream(`${path}.part`, { encoding: 'utf8' })
  file.write('\uFEFFentry,time,author,event,details,hash\r\n')
  let after = 0
  let count = 0
  for (;;) {
    throwIfCancelled(signal)
    const rows = await workspace.store.call('auditPage', { after, limit: pageSize })
    if (rows.length === 0) break
    after = (rows.at(-1) as { id: number }).id
    count += rows.length
    file.write(
      `${toCsv(rows.map((row) => [row.id, time(row.at), row.author, row.event, row.details, row.hash]))}\r\n`,
    )
  }
  file.end()
  await finished(file)
  renameSync(`${path}.part`, path)
  return { path, rows: count }
}
