import { createHash } from 'node:crypto'
import type { ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import { isoOf } from './values.ts'

/**
 * Where a delta read begins. Servers give no position in a list of changes, only a time at each entry; so a read starts a little before
 * what is surely known, and what it gets again unchanged is recognised by its digest.
 */
export interface Watermark {
  readonly version: 1
  /** Times of different servers are not compared. */
  readonly host: string
  /** What was read, so that another configuration begins anew. */
  readonly scope: string
  /** Milliseconds, by the clock of the server: entries changed from then on are read. */
  readonly from: number
  /** The latest change that was seen. */
  readonly high: number
  /** Anchor → digest of the entries that the next read gets again. */
  readonly recent: Readonly<Record<string, string>>
  /** Anchor → digest of the DN of entries with others below them. A renamed container renames all of those without touching them. */
  readonly containers: Readonly<Record<string, string>>
}

/**
 * Beyond these the next read stages entries again that did not change; to hold more of them costs each read more than that (see also
 * `itemsAtOnce` of the reader).
 */
const mostRecent = 32
/** Milliseconds beyond the overlap: longer reads than this stage some entries again, which changes nothing. */
const lookBack = 60_000
const mostContainers = 20_000

export function parseWatermark(text: string | undefined, host: string, scope: string): Watermark {
  let parsed: Watermark | undefined
  try {
    parsed = text === undefined ? undefined : (JSON.parse(text) as Watermark)
  } catch {
    parsed = undefined
  }
  if (parsed?.version !== 1) throw fullReadNeeded('There is no watermark of an earlier import', host)
  if (parsed.host !== host)
    throw fullReadNeeded(
      `The last import was from ${parsed.host}, this is ${host}: their times are not compared.`,
      host,
    )
  if (parsed.scope !== scope) throw fullReadNeeded('What is read was changed since the last import.', host)
  return parsed
}

export function fullReadNeeded(why: string, where: string): ConnectorError {
  return new ConnectorError('precondition', why, { advice: 'Run a full import', where })
}

export const digest = (text: string): string => createHash('sha1').update(text).digest('base64').slice(0, 12)

/** `20260310081500Z` or an entryCSN `20260310081500.123456Z#…` → milliseconds. */
export function timeOfMark(mark: string): number {
  // The usual form, without a regular expression for each of a million entries.
  if (mark.length === 15 && mark.endsWith('Z')) {
    const part = (from: number, to: number) => Number(mark.slice(from, to))
    const at = Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14))
    if (!Number.isNaN(at)) return at
  }
  return Date.parse(isoOf(mark.split('#')[0] as string))
}

/** The first mark of a time, as a filter compares it. */
export function markOfTime(at: number, kind: 'modifyTimestamp' | 'entryCSN'): string {
  const text = new Date(at).toISOString()
  const whole = text.slice(0, 19).replace(/[-:T]/g, '')
  return kind === 'modifyTimestamp' ? `${whole}Z` : `${whole}.${text.slice(20, 23)}000Z#000000#000#000000`
}

interface Seen {
  readonly mark: string
  readonly item: ObjectItem
}

/** Collects a read's marks and builds the watermark after it. */
export class WatermarkBuilder {
  readonly #host: string
  readonly #scope: string
  readonly #overlap: number
  readonly #before: Watermark | undefined
  readonly #started = performance.now()
  /** The last ones that were seen, in a ring. */
  readonly #recent: Seen[] = []
  #next = 0
  readonly #containers: Map<string, string>
  /** Marks are ordered as text: only those that are needed as times are parsed. */
  #highest = ''
  #oldest = ''

  constructor(host: string, scope: string, overlap: number, before: Watermark | undefined) {
    this.#host = host
    this.#scope = scope
    this.#overlap = overlap
    this.#before = before
    this.#containers = new Map(Object.entries(before?.containers ?? {}))
  }

  saw(item: ObjectItem, mark: string): void {
    // Most are older than anything the next read looks at.
    if (mark < this.#oldest) return
    if (mark > this.#highest) this.#highest = mark
    this.#recent[this.#next] = { mark, item }
    this.#next = (this.#next + 1) % mostRecent
    if (this.#next % (mostRecent / 4) === 0) this.#oldest = this.#tooOld()
  }

  container(anchor: string, dn: string): void {
    if (this.#containers.size < mostContainers) this.#containers.set(anchor, digest(dn))
  }

  /**
   * Changes during the read carry times between its begin and its end by the server's clock, and the latest time seen is not after its end:
   * so the time at its begin is at least the latest time less the read's duration, whatever the clock here says.
   */
  build(): string {
    const lasted = Math.ceil(performance.now() - this.#started) + 1000
    const high = this.#high()
    const from = Math.max(this.#before?.from ?? 0, high - lasted - this.#overlap)
    const since = Math.floor(from / 1000) * 1000
    const recent = [...this.#recent.slice(this.#next), ...this.#recent.slice(0, this.#next)].filter(
      ({ mark }) => timeOfMark(mark) >= since,
    )
    return JSON.stringify({
      version: 1,
      host: this.#host,
      scope: this.#scope,
      from,
      high,
      // Those that have no place here are staged again, which changes nothing.
      recent: Object.fromEntries(recent.map(({ item }) => [item.anchor, digestOf(item)])),
      containers: Object.fromEntries(this.#containers),
    } satisfies Watermark)
  }

  #high(): number {
    const before = this.#before?.high ?? 0
    return this.#highest === '' ? before : Math.max(before, timeOfMark(this.#highest))
  }

  /** Entries that were changed before are not looked at by the next read. */
  #tooOld(): string {
    const from = Math.max(0, this.#high() - this.#overlap - lookBack)
    return markOfTime(from, 'modifyTimestamp').slice(0, 14)
  }
}

/** An item's content, whatever the order in which the server gave it. */
export function digestOf({ dn, attributes, references = {} }: ObjectItem): string {
  const sorted = (all: Readonly<Record<string, unknown>>) =>
    Object.entries(all)
      .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return digest(JSON.stringify([dn, sorted(attributes), sorted(references)]))
}
