import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, any } from '../kit/ldap/filter.ts'
import { searchPages } from '../kit/ldap/search.ts'
import type { Batch, ChangeItem, ObjectItem, ReadItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import { changedObjects, dirSyncChanges, dirSyncCookie, type Found, usnChanges } from './changes.ts'
import { domainScope, showDeleted } from './controls.ts'
import { type Directory, type Mark, readMark, seesDeleted, type TypePlan } from './directory.ts'
import { anchorOf, changeItem } from './entries.ts'
import { chunks, itemOf, type Located, locate, readObjects } from './lookup.ts'
import { behind } from './up-to-date.ts'
import { formatWatermark, fullImportNeeded, readWatermark } from './watermark.ts'

/**
 * Everything, type by type, groups last. The watermark is taken before the first page, and what changed while the pages were read is read
 * again at the end: an object that was moved from a place not yet read to one already read is not missed. `before`: the watermark of the last
 * read; from a controller that has not caught up with the one it is of, nothing is taken for deleted.
 */
export async function* readFull(
  directory: Directory,
  session: LdapSession,
  before: string | undefined,
): AsyncGenerator<Batch> {
  const mark = await readMark(session)
  const lag = await behind(directory, session, before, mark)
  const { delta } = directory.config
  const cookie = delta === 'dirsync' ? await dirSyncCookie(directory, session) : undefined
  for (const plan of directory.plans)
    for (const base of plan.bases)
      for await (const items of objectsBelow(directory, session, plan, base)) yield { items, complete: false }
  const late = new LateItems()
  const changed = new DeltaItems(directory, session, late)
  if ((await readMark(session)).usn !== mark.usn)
    for await (const found of changedObjects(directory, session, mark.usn))
      yield { items: (await changed.items(found)).filter(isObject), complete: false }
  for await (const items of changed.rest()) yield { items: items.filter(isObject), complete: false }
  const watermark =
    delta === 'none'
      ? {}
      : {
          watermark: formatWatermark(directory, {
            ...mark,
            ...(cookie === undefined ? {} : { cookie: cookie.toString('base64') }),
          }),
        }
  yield {
    items: [],
    complete: true,
    ...watermark,
    ...(lag === undefined ? {} : { scope: 'delta' as const, notes: [lag] }),
  }
}

const isObject = (item: ReadItem): item is ObjectItem => item.kind === 'object'

async function* objectsBelow(
  directory: Directory,
  session: LdapSession,
  plan: TypePlan,
  base: string,
): AsyncGenerator<readonly ObjectItem[]> {
  const pages = searchPages(session, {
    base,
    filter: plan.ownFilter === undefined ? plan.classFilter : all(plan.classFilter, plan.ownFilter),
    attributes: ['objectGUID', ...plan.attributes],
    controls: [domainScope],
    pageSize: directory.config.pageSize,
  })
  for await (const page of pages) {
    const items: ObjectItem[] = []
    for (const entry of page) {
      if (anchorOf(entry) === undefined) throw noAnchor(entry.dn)
      const item = await itemOf(directory, session, plan, entry)
      if (item !== undefined) items.push(item)
    }
    yield items
  }
}

function noAnchor(dn: string): ConnectorError {
  return new ConnectorError('permission', `The account may not read the objectGUID of ${dn}`, {
    advice: 'Give the account the right to read all properties below the base DNs',
    where: dn,
  })
}

/** What changed since the watermark, by the delta mode of the settings. Throws `precondition` where only a full read can tell. */
export async function* readDelta(
  directory: Directory,
  session: LdapSession,
  watermark: string | undefined,
): AsyncGenerator<Batch> {
  const mark = await readMark(session)
  const since = readWatermark(directory, watermark, mark, session.host)
  if (!(directory.config.replicationRight && since.cookie !== undefined))
    if (!(await seesDeleted(session, directory, [showDeleted])))
      throw fullImportNeeded('the account may not see deleted objects', session.host)
  let cookie = since.cookie
  const keep = (next: Buffer) => {
    cookie = next.toString('base64')
  }
  const changes =
    since.cookie === undefined
      ? usnChanges(directory, session, since.usn)
      : dirSyncChanges(directory, session, Buffer.from(since.cookie, 'base64'), keep)
  const late = new LateItems()
  const delta = new DeltaItems(directory, session, late)
  for await (const found of changes) yield { items: await delta.items(found), complete: false }
  for await (const items of delta.rest()) yield { items, complete: false }
  const next: Mark & { cookie?: string } = { ...mark, ...(cookie === undefined ? {} : { cookie }) }
  yield { items: [], complete: true, watermark: formatWatermark(directory, next) }
}

/** Groups and other items with references: they are given when every DN they may name was told. */
class LateItems {
  readonly #items: ReadItem[] = []

  /** Keeps what must wait, and answers with the rest. */
  sift(items: readonly ReadItem[]): ReadItem[] {
    return items.filter((item) => {
      const waits = (item.kind === 'object' || item.kind === 'change') && item.references !== undefined
      if (waits) this.#items.push(item)
      return !waits
    })
  }

  taken(): readonly ReadItem[] {
    return this.#items.splice(0)
  }
}

/** Turns what a controller says changed into what the product is told. */
class DeltaItems {
  readonly #directory: Directory
  readonly #session: LdapSession
  readonly #late: LateItems
  readonly #told = new Set<string>()
  /** DNs, now, of containers that were moved or renamed. */
  readonly #containers = new Set<string>()

  constructor(directory: Directory, session: LdapSession, late: LateItems) {
    this.#directory = directory
    this.#session = session
    this.#late = late
  }

  async items(found: Found): Promise<ReadItem[]> {
    const items: ReadItem[] = found.deleted.map((anchor) => ({ kind: 'delete', anchor }))
    const located = await locate(this.#directory, this.#session, [...found.whole, ...found.parts.keys()])
    for (const anchor of found.moved) {
      const one = located.get(anchor)
      if (one !== undefined && (one.type === undefined || one.type === 'organizationalUnit'))
        this.#containers.add(one.dn)
    }
    const whole: Located[] = []
    for (const one of located.values()) {
      const part = found.parts.get(one.anchor)
      // An object that comes under a filter only now was never read: a part of it would stand for the whole.
      if (part === undefined || one.plan === undefined || one.plan.ownFilter !== undefined) whole.push(one)
      else items.push(...this.#change(one, one.plan, part))
    }
    items.push(...(await this.#wholes(whole)))
    return this.#late.sift(items)
  }

  /** What is below moved containers, and then everything that refers to other objects. */
  async *rest(): AsyncGenerator<readonly ReadItem[]> {
    for (const base of this.#containers) {
      const pages = searchPages(this.#session, {
        base,
        filter: any(...this.#directory.plans.map((plan) => plan.classFilter)),
        attributes: ['objectGUID'],
        controls: [domainScope],
        pageSize: this.#directory.config.pageSize,
      })
      const anchors: string[] = []
      for await (const page of pages) anchors.push(...page.flatMap((entry) => anchorOf(entry) ?? []))
      const fresh = anchors.filter((anchor) => !this.#told.has(anchor))
      for (const chunk of chunks(fresh)) {
        const located = await locate(this.#directory, this.#session, chunk)
        yield this.#late.sift(await this.#wholes([...located.values()]))
      }
    }
    for (const chunk of chunks(this.#late.taken())) yield chunk
  }

  /** Nothing is said of a change in attributes that nobody reads. */
  #change(one: Located, plan: TypePlan, part: RawEntry): ChangeItem[] {
    const item = changeItem(part, plan.name, one.anchor, this.#directory.schema, plan.wanted)
    const says = Object.keys(item.set).length + item.clear.length + Object.keys(item.references ?? {}).length
    return says === 0 || this.#told.has(one.anchor) ? [] : [item]
  }

  async #wholes(located: readonly Located[]): Promise<ReadItem[]> {
    const inside = located.filter((one) => one.plan !== undefined)
    const objects = await readObjects(
      this.#directory,
      this.#session,
      inside.map((one) => one.anchor),
    )
    for (const anchor of objects.keys()) this.#told.add(anchor)
    const left = located.filter((one) => one.left)
    return [...left.map((one): ReadItem => ({ kind: 'delete', anchor: one.anchor })), ...objects.values()]
  }
}
