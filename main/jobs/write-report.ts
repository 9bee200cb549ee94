import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Workspace } from '../host/workspace.ts'
import { cellText } from '../reports/cell-text.ts'
import { byteOrderMark, csvLines } from '../reports/csv-lines.ts'
import { type PageFacts, pageEnd, pageRow, pageStart } from '../reports/html-page.ts'
import type { Report, ReportParameters } from '../reports/report.ts'

/** Rows that cross from the store at once: few enough that they die young. */
const pageSize = 500

export interface ReportOrder {
  readonly report: Report
  readonly parameters: ReportParameters
  readonly format: 'csv' | 'html'
  /** Whether the CSV begins with the mark that spreadsheets know UTF-8 by. */
  readonly bom: boolean
  /** The file's name in the workspace's `reports` folder. */
  readonly file: string
}

/**
 * Writes a report row by row: neither the database nor the file is ever held as a whole. The file is there whole or not at all.
 * @returns where, and how many rows it has
 */
export async function writeReport(
  workspace: Workspace,
  order: ReportOrder,
  signal: AbortSignal,
): Promise<{ path: string; rows: number }> {
  const dir = join(workspace.dir, 'reports')
  const path = join(dir, order.file)
  mkdirSync(dir, { recursive: true })
  const count = { rows: 0 }
  const begun = await workspace.store.call('beginReport', {
    name: order.report.name,
    parameters: order.parameters,
  })
  try {
    const facts = order.format === 'html' ? await pageFacts(workspace, order) : undefined
    const rows = rowsOf(workspace, order.report, begun, count)
    const text = facts === undefined ? csv(order, rows) : html(facts, rows, count)
    // The pipeline asks for the next rows when the file has taken these.
    await pipeline(Readable.from(text), createWriteStream(`${path}.part`), { signal })
    renameSync(`${path}.part`, path)
  } catch (error) {
    rmSync(`${path}.part`, { force: true })
    throw error
  } finally {
    await workspace.store.call('endReport', { report: begun })
  }
  return { path, rows: count.rows }
}

async function* rowsOf(
  { store }: Workspace,
  { columns }: Report,
  report: number,
  count: { rows: number },
): AsyncGenerator<string[][]> {
  for (;;) {
    const rows = await store.call('reportRows', { report, limit: pageSize })
    if (rows.length === 0) return
    count.rows += rows.length
    yield rows.map((row) => columns.map((column, index) => cellText(column, row[index] ?? null)))
  }
}

async function* csv({ report, bom }: ReportOrder, pages: AsyncIterable<string[][]>): AsyncGenerator<string> {
  yield `${bom ? byteOrderMark : ''}${csvLines([report.columns.map(({ name }) => name)])}`
  for await (const rows of pages) yield csvLines(rows)
}

async function* html(
  facts: PageFacts,
  pages: AsyncIterable<string[][]>,
  count: { rows: number },
): AsyncGenerator<string> {
  yield pageStart(facts)
  for await (const rows of pages) yield rows.map((row) => pageRow(row, facts.columns)).join('')
  yield pageEnd(count.rows)
}

async function pageFacts(workspace: Workspace, { report, parameters }: ReportOrder): Promise<PageFacts> {
  const { name, environment } = workspace.configuration.workspace
  const head = await workspace.store.call('auditHead', null)
  const { session, system, asOf } = parameters
  return {
    title: report.title,
    about: report.about,
    workspace: name,
    environment,
    narrowed: [
      ...(session === null ? [] : [`session ${session}`]),
      ...(system === null ? [] : [workspace.systemById(system)?.source.title ?? `system ${system}`]),
      ...(asOf === null ? [] : [`as of ${new Date(asOf).toISOString()}`]),
    ],
    author: workspace.user,
    time: new Date().toISOString(),
    audit: head === undefined ? 'no entries' : `entry ${head.entry}, ${head.hash}`,
    columns: report.columns,
  }
}
