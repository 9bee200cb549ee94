import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import type { archiveReport, HistoryArchiveState } from '../../preload/contract/retention.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace } from '../host/workspace.ts'
import { cellText } from '../reports/cell-text.ts'
import { byteOrderMark, csvLines } from '../reports/csv-lines.ts'
import type { ReportCell } from '../reports/report.ts'
import { session as sessionReport } from '../reports/session.ts'
import type { HistoryArchive } from '../store/port.ts'
import { readLines } from './read-lines.ts'
import { fileHash } from './write-lines.ts'

/** The archives of sessions; with `verify`, each compared with what was recorded of it. */
export async function listArchives(
  workspace: Workspace,
  { verify }: { verify: boolean },
): Promise<HistoryArchiveState[]> {
  const archives = await workspace.store.call('historyArchives', null)
  const audited = await workspace.store.call('auditedArchives', null)
  const states: HistoryArchiveState[] = []
  for (const archive of archives) {
    const verdict = verify
      ? await verdictOn(join(workspace.dir, 'archive', archive.name), archive, audited[archive.name])
      : { verdict: null, text: '' }
    const { name, author, sha256, at, sessions, first, last, changes, runs, approvals, findings } = archive
    const content = { sessions, first, last, changes, runs, approvals, findings }
    states.push({ archive: `archive/${name}`, sha256, at, by: author, ...content, ...verdict })
  }
  return states
}

/** @param audited the hash that the audit has; undefined when that entry has gone into an archive itself */
async function verdictOn(
  path: string,
  archive: HistoryArchive,
  audited: string | undefined,
): Promise<Pick<HistoryArchiveState, 'verdict' | 'text'>> {
  if (!existsSync(path)) return { verdict: 'missing', text: 'the file is not there' }
  if (audited !== undefined && audited !== archive.sha256)
    return { verdict: 'changed', text: 'the audit names another hash than the list of archives does' }
  if ((await fileHash(path)) !== archive.sha256)
    return { verdict: 'changed', text: 'the file is not what was written' }
  return {
    verdict: 'whole',
    text:
      audited === undefined
        ? 'the file is what was written; the entry of the audit that names it is in an archive itself'
        : 'the file is what was written, as the audit has it',
  }
}

interface ArchivedChange {
  readonly kind: string
  readonly session: number
  readonly reference: number
  readonly [column: string]: ReportCell
}

/**
 * Writes the session report of what an archive holds, as it would have been written before.
 * @throws JoineryError `usage` when there is no such file, or it holds no such session
 */
export async function reportArchive(
  workspace: Workspace,
  order: z.output<typeof archiveReport>,
  signal: AbortSignal,
): Promise<{ path: string; rows: number }> {
  const file = isAbsolute(order.archive)
    ? order.archive
    : join(workspace.dir, 'archive', basename(order.archive))
  if (!existsSync(file))
    throw new JoineryError('usage', `there is no archive ${order.archive}`, {
      advice: 'See which there are with joinery archive list',
      where: file,
      exitCode: 2,
    })
  const narrowed = order.session === undefined ? '' : `-session-${order.session}`
  const path = join(workspace.dir, 'reports', `${basename(file).replace(/\.jsonl\.gz$/, '')}${narrowed}.csv`)
  mkdirSync(join(workspace.dir, 'reports'), { recursive: true })
  let rows = 0
  async function* text(): AsyncGenerator<string> {
    yield `${byteOrderMark}${csvLines([sessionReport.columns.map(({ name }) => name)])}`
    for await (const line of readLines(file)) {
      const change = JSON.parse(line) as ArchivedChange
      if (change.kind !== 'change') continue
      if (order.session !== undefined && change.session !== order.session) continue
      rows++
      yield csvLines([
        cellsOf(change).map((cell, at) =>
          cellText(sessionReport.columns[at] ?? { name: '', about: '' }, cell),
        ),
      ])
    }
  }
  try {
    await pipeline(Readable.from(text()), createWriteStream(`${path}.part`), { signal })
  } catch (cause) {
    rmSync(`${path}.part`, { force: true })
    if (signal.aborted) throw cause
    throw new JoineryError('archive-changed', `${file} cannot be read: ${(cause as Error).message}`, {
      advice: 'Put it back from a copy',
      where: file,
      cause,
    })
  }
  if (rows === 0 && order.session !== undefined) {
    rmSync(`${path}.part`, { force: true })
    throw new JoineryError('usage', `${basename(file)} holds nothing of session ${order.session}`, {
      advice: 'See which sessions each archive holds with joinery archive list',
      exitCode: 2,
    })
  }
  renameSync(`${path}.part`, path)
  return { path, rows }
}

/** In the order of the session report's columns. */
const cellsOf = (change: ArchivedChange): ReportCell[] => {
  const cell = (name: string): ReportCell => change[name] ?? null
  const value = (name: 'old' | 'new'): ReportCell =>
    change.reference === 1 ? cell(`${name}Names`) : cell(name)
  return [
    cell('session'),
    cell('id'),
    cell('written'),
    cell('systemTitle'),
    cell('operation'),
    cell('name'),
    cell('key'),
    cell('attribute'),
    value('old'),
    value('new'),
    cell('rule'),
    cell('approvedBy'),
    cell('approvedAt'),
    cell('state'),
    cell('error'),
    cell('hash'),
  ]
}
