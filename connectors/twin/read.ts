import type { Database } from 'better-sqlite3'
import { normalizeDn } from '../kit/dn.ts'
import type { ReadRequest } from '../spi/connector.ts'
import type { Batch, ReadItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import { highestUsn, type TwinSettings } from './file.ts'
import { type TwinTable, toItem } from './table.ts'

const pageSize = 1000

export function formatWatermark(settings: TwinSettings, usn: number): string {
  return JSON.stringify({ incarnation: settings.incarnation, usn })
}

/** The change number of a watermark. Throws `precondition` when it is of another twin, or none at all. */
export function readWatermark(settings: TwinSettings, watermark: string | undefined, file: string): number {
  const full = (why: string) =>
    new ConnectorError('precondition', `A full import is needed: ${why}`, {
      advice: 'Run a full import of this system; delta imports work again after it.',
      where: file,
    })
  if (watermark === undefined) throw full('there is no watermark of an earlier read')
  let parsed: { incarnation?: unknown; usn?: unknown }
  try {
    parsed = JSON.parse(watermark)
  } catch {
    throw full('the watermark cannot be read')
  }
  if (parsed?.incarnation !== settings.incarnation) throw full('the watermark belongs to another incarnation')
  if (!Number.isSafeInteger(parsed.usn)) throw full('the watermark cannot be read')
  return parsed.usn as number
}

/** Says whether a normalized DN belongs to the wanted partitions. */
function partitionFilter(
  settings: TwinSettings,
  request: ReadRequest,
  file: string,
): (dnKey: string) => boolean {
  if (request.partitions === undefined) return () => true
  for (const id of request.partitions) {
    if (!settings.roots.includes(id)) {
      throw new ConnectorError('config', `There is no partition "${id}"`, {
        advice: `Choose from ${settings.roots.join('; ')}.`,
        where: file,
      })
    }
  }
  const ends = request.partitions.map((root) => `,${normalizeDn(root)}`)
  return (dnKey) => ends.some((end) => dnKey.endsWith(end) || dnKey === end.slice(1))
}

interface Source {
  readonly db: Database
  readonly table: TwinTable
  readonly settings: TwinSettings
  readonly file: string
  /** Throws when the read was cancelled; called before each page. */
  readonly proceed: () => void
}

/**
 * Everything, in the order it was created. The watermark is taken before the first page, so that a change made
 * while reading is seen again by the next delta read rather than missed.
 */
export async function* readFull(source: Source, request: ReadRequest): AsyncIterable<Batch> {
  const { table, settings } = source
  const wanted = partitionFilter(settings, request, source.file)
  const watermark = formatWatermark(settings, highestUsn(source.db))
  const estimate = table.count()
  let last = 0
  for (;;) {
    source.proceed()
    const page = table.after(last, pageSize)
    last = page.at(-1)?.id ?? last
    const items = page.filter((object) => wanted(object.dnKey)).map((object) => toItem(table, object))
    const complete = page.length < pageSize
    yield complete ? { items, estimate, complete, watermark } : { items, estimate, complete }
    if (complete) return
  }
}

/** Objects that changed since the watermark, whole, and the anchors of those that were deleted. */
export async function* readDelta(source: Source, request: ReadRequest): AsyncIterable<Batch> {
  const { table, settings } = source
  const wanted = partitionFilter(settings, request, source.file)
  const since = readWatermark(settings, request.watermark, source.file)
  const upTo = highestUsn(source.db)
  const watermark = formatWatermark(settings, upTo)
  let last = since
  for (;;) {
    source.proceed()
    const page = table.changed(last, upTo, pageSize)
    last = page.at(-1)?.usn ?? last
    const items: ReadItem[] = page
      .filter((object) => wanted(object.dnKey))
      .map((object) => toItem(table, object))
    const complete = page.length < pageSize
    if (!complete) {
      yield { items, complete }
      continue
    }
    for (const grave of table.buried(since, upTo)) {
      if (wanted(grave.dn_key)) items.push({ kind: 'delete', anchor: grave.anchor })
    }
    yield { items, complete, watermark }
    return
  }
}
