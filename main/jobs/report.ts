import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { makeCheckpoint } from '../audit/checkpoints.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { csvLines } from '../reports/csv-lines.ts'
import { session as sessionReport } from '../reports/session.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'
import { writeReport } from './write-report.ts'

const pageSize = 5000

/** Writes the session's audit report as CSV and closes the session. One line for each change that was written or tried. */
export async function reportSession(
  context: StepContext,
  session: number,
): Promise<{ result: StepResult; path: string }> {
  const { workspace } = context
  const file = `session-${session}.csv`
  const path = join(workspace.dir, 'reports', file)
  const result = await recordRun(context, { step: 'report', system: undefined, mode: 'csv' }, async () => {
    const { rows } = await writeReport(
      workspace,
      {
        report: sessionReport,
        parameters: { session, system: null, asOf: null },
        format: 'csv',
        bom: true,
        file,
      },
      context.signal,
    )
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
      csvLines(rows.map((row) => [row.id, time(row.at), row.author, row.event, row.details, row.hash])),
    )
  }
  file.end()
  await finished(file)
  renameSync(`${path}.part`, path)
  return { path, rows: count }
}
