import type { CheckResult, ConnectorContext } from '../spi/connector.ts'
import type { ReadItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { HrCsvConfig } from './config.ts'
import { sampleRows } from './dialect.ts'
import { RowCheck } from './fault.ts'
import { PeoplePass } from './people-pass.ts'
import { prepare, type Reading } from './read.ts'
import { Source, sampleBytes } from './source.ts'

const dayMs = 86_400_000
/** Exports run daily or weekly; older ones are usually forgotten ones, but can still be read. */
const staleDays = 14

/** Whether the file is there, has the columns, and its first rows can be read. */
export async function checkFile(config: HrCsvConfig, context: ConnectorContext): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  let source: Source | undefined
  try {
    source = await Source.open(context.workspaceDir, config.file, context.signal)
    const { size, modified } = await source.stat()
    results.push({ ok: true, title: 'Open the file', detail: `${source.name}, ${size} bytes` })
    results.push(ageOf(modified))
    const reading = await prepare(config, context, source)
    const { headers, columns, key } = reading.plan
    const detail = `${headers.length} columns, ${columns.length} of them read, key ${key.header}, ${reading.dialect.encoding}`
    results.push({ ok: true, title: 'Find the columns', detail })
    results.push(await firstRows(reading, size))
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error
    const title = results.length === 0 ? 'Open the file' : 'Find the columns'
    results.push({ ok: false, title, detail: error.message, advice: error.advice })
  } finally {
    await source?.close()
  }
  return results
}

function ageOf(modified: Date): CheckResult {
  const days = Math.floor((Date.now() - modified.getTime()) / dayMs)
  const title = 'Age of the file'
  if (days <= staleDays)
    return { ok: true, title, detail: days <= 0 ? 'written today' : `written ${days} days ago` }
  const advice = 'Check whether the export still runs, and whether this is the file it writes.'
  return { ok: true, title, detail: `written ${days} days ago`, advice }
}

async function firstRows(reading: Reading, size: number): Promise<CheckResult> {
  const { config, plan, source, dialect } = reading
  const title = 'Read the first rows'
  const { rows, block } = sampleRows(dialect, await source.sample(), size < sampleBytes)
  // Which row of a person counts is no question of whether it can be read: all are looked at.
  const winners = plan.severalRows ? { has: () => true, future: 0 } : undefined
  const check = new RowCheck(plan, dialect, config.skipRowsMatching)
  const pass = new PeoplePass(config, plan, source.name, check, { winners, trial: true })
  const items: ReadItem[] = []
  pass.take(block, items)
  const bad = items.find((item) => item.kind === 'rejected')
  if (!bad) return { ok: true, title, detail: `${pass.people} rows can be read` }
  const detail = `${pass.rejected} of the first ${rows.length} rows cannot be read; ${bad.where}: ${bad.reason}`
  return { ok: pass.rejected * 2 < rows.length, title, detail, advice: bad.advice }
}
