import { isBelow, normalizeDn } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, atLeast, equals, everything, type Filter } from '../kit/ldap/filter.ts'
import { parseFilter } from '../kit/ldap/parse-filter.ts'
import { searchPages, textOf } from '../kit/ldap/search.ts'
import type { ReadRequest } from '../spi/connector.ts'
import type { Batch, ReadItem, ReadNote } from '../spi/entry.ts'
import type { LdapConnectorConfig } from './config.ts'
import { anchorOf, type EntryReader, itemOf } from './entry.ts'
import type { LdapSchema, LdapType } from './schema.ts'
import {
  digest,
  digestOf,
  fullReadNeeded,
  markOfTime,
  parseWatermark,
  timeOfMark,
  type Watermark,
  WatermarkBuilder,
} from './watermark.ts'

/** One search of a read. */
interface Sweep {
  readonly base: string
  readonly filter: Filter
  readonly type: LdapType | undefined
}

/**
 * Entries of a page that are taken apart before they are given away: all of them at once are megabytes that the collector carries along. With
 * those that the watermark keeps they are fewer than 85: of a hundred objects made at one place V8 takes as long-lived what 85 outlive.
 */
const itemsAtOnce = 50

/** Attributes a read asks for: the user's own ones, the anchor, and what the delta needs. */
export function askedAttributes(
  config: Pick<LdapConnectorConfig, 'anchor' | 'delta' | 'attributes'>,
): string[] {
  const operational = [
    config.anchor,
    config.delta,
    'createTimestamp',
    'hasSubordinates',
    ...config.attributes,
  ]
  return ['*', ...new Set(operational.filter((name) => name !== 'dn' && name !== 'none'))]
}

export function readerFor(config: LdapConnectorConfig, schema: LdapSchema): EntryReader {
  const hidden = new Set(askedAttributes(config).map((name) => name.toLowerCase()))
  return { schema, anchor: config.anchor, hidden, unknown: new Map() }
}

/** Reads every entry, or those that changed since the watermark. */
export async function* readEntries(
  session: LdapSession,
  config: LdapConnectorConfig,
  schema: LdapSchema,
  request: ReadRequest,
): AsyncGenerator<Batch> {
  const bases = config.baseDns.filter((base) => request.partitions?.includes(base) ?? true)
  const scope = digest(
    JSON.stringify([config.baseDns, config.types, config.anchor, config.attributes, config.delta, bases]),
  )
  const before =
    request.mode === 'delta' ? beginning(config, request.watermark, session.host, scope) : undefined
  const builder = new WatermarkBuilder(session.host, scope, config.deltaOverlapSeconds * 1000, before)
  const reader = readerFor(config, schema)
  const references = new Set<string>()
  const seen = new Set<string>()
  for (const sweep of sweepsOf(config, schema, bases)) {
    const since = before && atLeast(config.delta, markOfTime(before.from, config.delta as 'entryCSN'))
    const pages = searchPages(session, {
      base: sweep.base,
      filter: since ? all(sweep.filter, since) : sweep.filter,
      attributes: askedAttributes(config),
      pageSize: config.pageSize,
      onReferences: (urls) => {
        for (const url of urls) references.add(url)
      },
    })
    for await (const page of pages) {
      let items: ReadItem[] = []
      for (const entry of page) {
        const item = itemOf(entry, reader, sweep.type)
        if (item === undefined) continue
        if (before) refuseRenamedContainer(entry, config, before, session.host)
        if (item.kind === 'object') {
          if (config.types.length > 1 && !once(seen, item.anchor)) continue
          note(builder, entry, item, config)
          const known = before?.recent[item.anchor]
          if (known !== undefined && known === digestOf(item)) continue
        }
        items.push(item)
        if (items.length >= itemsAtOnce) {
          yield { items, complete: false }
          items = []
        }
      }
      if (items.length > 0) yield { items, complete: false }
    }
  }
  const notes = notesOf(reader, references)
  yield {
    items: [],
    complete: true,
    ...(config.delta === 'none' ? {} : { watermark: builder.build() }),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

function beginning(
  config: LdapConnectorConfig,
  watermark: string | undefined,
  host: string,
  scope: string,
): Watermark {
  if (config.delta === 'none')
    throw fullReadNeeded('This system is read whole each time (delta is none).', host)
  return parseWatermark(watermark, host, scope)
}

function once(seen: Set<string>, anchor: string): boolean {
  if (seen.has(anchor)) return false
  seen.add(anchor)
  return true
}

function note(
  builder: WatermarkBuilder,
  entry: RawEntry,
  item: Extract<ReadItem, { kind: 'object' }>,
  config: LdapConnectorConfig,
): void {
  const mark = textOf(entry, config.delta)
  if (mark !== undefined) builder.saw(item, mark)
  if (textOf(entry, 'hasSubordinates') === 'TRUE') builder.container(item.anchor, entry.dn)
}

/** Everything below a renamed container has another DN now and no newer time: only a full read sees it. */
function refuseRenamedContainer(
  entry: RawEntry,
  config: LdapConnectorConfig,
  before: Watermark,
  host: string,
): void {
  if (textOf(entry, 'hasSubordinates') !== 'TRUE') return
  const created = textOf(entry, 'createTimestamp')
  if (created !== undefined && timeOfMark(created) >= before.from) return
  if (before.containers[anchorOf(entry, config.anchor) ?? ''] === digest(entry.dn)) return
  throw fullReadNeeded(`${entry.dn} may have been renamed with everything below it.`, host)
}

function sweepsOf(config: LdapConnectorConfig, schema: LdapSchema, bases: readonly string[]): Sweep[] {
  const outer = withoutInner(bases)
  if (config.types.length === 0) return outer.map((base) => ({ base, filter: everything, type: undefined }))
  return [...schema.types.values()].flatMap((type) => {
    const own = type.config?.base
    const within = own === undefined ? outer : bases.some((base) => covers(base, own)) ? [own] : []
    return within.map((base) => ({ base, filter: filterOf(type), type }))
  })
}

const covers = (base: string, dn: string) => normalizeDn(base) === normalizeDn(dn) || isBelow(dn, base)

/** A base below another one is read with it. */
function withoutInner(bases: readonly string[]): string[] {
  return bases.filter(
    (base, i) =>
      !bases.some(
        (other, j) =>
          (j !== i && isBelow(base, other)) || (j < i && normalizeDn(base) === normalizeDn(other)),
      ),
  )
}

/** Entries of a type: those of its class that pass its filter. */
export function filterOf(type: LdapType): Filter {
  const ofClass = equals('objectClass', type.objectClass)
  return type.config?.filter === undefined ? ofClass : all(ofClass, parseFilter(type.config.filter))
}

function notesOf(reader: EntryReader, references: ReadonlySet<string>): ReadNote[] {
  return [
    ...[...reader.unknown].map(([type, names]) => ({
      code: 'attributes-not-in-schema',
      where: type,
      text: `Some ${type} entries have ${[...names].toSorted().join(', ')}, which the classes of the type do not allow; they were not read`,
      advice: 'Name them in attributes to read them',
    })),
    ...[...references].map((url) => ({
      code: 'continuation-reference',
      where: url,
      text: `Further entries are on another server: ${url}; they were not read`,
      advice: 'Connect that server as a system of its own when its entries are wanted',
    })),
  ]
}
