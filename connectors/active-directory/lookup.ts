import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, any, equals } from '../kit/ldap/filter.ts'
import { rangeOf, readRange } from '../kit/ldap/ranges.ts'
import { findEntries, readEntry, textOf } from '../kit/ldap/search.ts'
import type { ObjectItem } from '../spi/entry.ts'
import { domainScope, showDeleted } from './controls.ts'
import { type Directory, type TypePlan, within } from './directory.ts'
import { anchorOf, classesOf, objectItem } from './entries.ts'
import { guidBytes, guidDn } from './guid.ts'
import { type TypeName, typeOfClasses } from './object-types.ts'
import { generalizedTimeToIso } from './time.ts'

/** Objects asked for in one search; their filter stays well below what a controller accepts. */
const atOnce = 100

/** What an object is and where it is now. */
export interface Located {
  readonly anchor: string
  readonly dn: string
  readonly type: TypeName | undefined
  /** Undefined: no type that is read, or outside of what is read of its type. */
  readonly plan: TypePlan | undefined
  /** A type that is read, but this object is outside of its bases or its filter. */
  readonly left: boolean
}

/** Where the objects are that still exist. */
export async function locate(
  directory: Directory,
  session: LdapSession,
  anchors: readonly string[],
): Promise<ReadonlyMap<string, Located>> {
  const located = new Map<string, Located>()
  for (const chunk of chunks(anchors)) {
    const entries = await byAnchors(directory, session, chunk, [
      'objectGUID',
      'objectClass',
      'isCriticalSystemObject',
    ])
    const matching = await ownFilterMatches(directory, session, entries)
    for (const entry of entries) {
      const anchor = anchorOf(entry)
      if (anchor !== undefined) located.set(anchor, judge(directory, entry, anchor, matching))
    }
  }
  return located
}

function judge(
  directory: Directory,
  entry: RawEntry,
  anchor: string,
  matching: ReadonlySet<string>,
): Located {
  const { dn } = entry
  const type = typeOfClasses(classesOf(entry) ?? [])
  const plan = directory.plans.find((one) => one.name === type)
  const located = { anchor, dn, type }
  if (plan === undefined) return { ...located, plan, left: false }
  const system = textOf(entry, 'isCriticalSystemObject') === 'TRUE' && !directory.config.includeSystemObjects
  const inside =
    plan.bases.some((base) => within(dn, base)) && (plan.ownFilter === undefined || matching.has(anchor))
  return { ...located, plan: inside && !system ? plan : undefined, left: !inside && !system }
}

/** The directory alone knows which objects match an admin's filter. */
async function ownFilterMatches(
  directory: Directory,
  session: LdapSession,
  entries: readonly RawEntry[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const plan of directory.plans) {
    const candidates = entries.filter((entry) => typeOfClasses(classesOf(entry) ?? []) === plan.name)
    if (plan.ownFilter === undefined || candidates.length === 0) continue
    const anchors = candidates.flatMap((entry) => anchorOf(entry) ?? [])
    const matches = await findEntries(session, {
      base: directory.domain,
      filter: all(plan.ownFilter, anyOf(anchors)),
      attributes: ['objectGUID'],
      controls: [domainScope],
    })
    for (const entry of matches) found.add(anchorOf(entry) ?? '')
  }
  return found
}

/** Whole objects by anchor, wherever they are. Those that are not there, or of no type that is read, are absent. */
export async function readObjects(
  directory: Directory,
  session: LdapSession,
  anchors: readonly string[],
): Promise<ReadonlyMap<string, ObjectItem>> {
  const items = new Map<string, ObjectItem>()
  const attributes = new Set(directory.plans.flatMap((plan) => plan.attributes))
  for (const chunk of chunks(anchors)) {
    const entries = await byAnchors(directory, session, chunk, ['objectGUID', 'objectClass', ...attributes])
    for (const entry of entries) {
      const plan = planOfEntry(directory, entry)
      const item = plan && (await itemOf(directory, session, plan, entry))
      if (item !== undefined) items.set(item.anchor, item)
    }
  }
  return items
}

/** When objects were last changed, by anchor; of deleted ones as well, as long as they are kept. */
export async function changeTimes(
  directory: Directory,
  session: LdapSession,
  anchors: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const entries = await findEntries(session, {
    base: directory.domain,
    filter: anyOf(anchors),
    attributes: ['objectGUID', 'whenChanged'],
    controls: [domainScope, showDeleted],
  })
  return new Map(
    entries.flatMap((entry) => {
      const anchor = anchorOf(entry)
      const at = generalizedTimeToIso(textOf(entry, 'whenChanged') ?? '')
      return anchor === undefined || at === undefined ? [] : [[anchor, at] as const]
    }),
  )
}

/** The plan of the entry's type, wherever it is. The entry was asked for objectClass. */
export function planOfEntry(directory: Directory, entry: RawEntry): TypePlan | undefined {
  const type = typeOfClasses(classesOf(entry) ?? [])
  return directory.plans.find((plan) => plan.name === type)
}

/** The entry as an object, long lists completed; undefined when it was deleted meanwhile. */
export async function itemOf(
  directory: Directory,
  session: LdapSession,
  plan: TypePlan,
  entry: RawEntry,
): Promise<ObjectItem | undefined> {
  const anchor = anchorOf(entry)
  const whole = anchor === undefined ? undefined : await withAllValues(session, entry, anchor)
  if (anchor === undefined || whole === undefined) return undefined
  return objectItem(whole, plan.name, anchor, directory.schema, plan.wanted)
}

/** Lists that came as their first window (`member;range=0-1499`) are read to the end. */
async function withAllValues(
  session: LdapSession,
  entry: RawEntry,
  anchor: string,
): Promise<RawEntry | undefined> {
  const ranged = entry.attributes.filter(({ name }) => rangeOf(name) !== undefined)
  if (ranged.length === 0) return entry
  const names = new Set(ranged.map(({ name }) => rangeOf(name)?.attribute.toLowerCase()))
  const attributes = entry.attributes.filter(
    (raw) => !ranged.includes(raw) && !names.has(raw.name.toLowerCase()),
  )
  for (const { name, values } of ranged) {
    const range = rangeOf(name) as NonNullable<ReturnType<typeof rangeOf>>
    const list = [...values]
    if (range.last !== undefined) {
      // By its identifier: the object may be moved between two windows.
      const from = range.last + 1
      const options = { from, step: Math.max(1, values.length), controls: [domainScope] }
      for await (const window of readRange(session, guidDn(anchor), range.attribute, options))
        list.push(...window)
      // A list that ended because the object is gone would look like one that lost its members.
      if (!(await readEntry(session, guidDn(anchor), ['1.1'], [domainScope]))) return undefined
    }
    attributes.push({ name: range.attribute, values: list })
  }
  return { dn: entry.dn, attributes }
}

async function byAnchors(
  directory: Directory,
  session: LdapSession,
  anchors: readonly string[],
  attributes: readonly string[],
): Promise<readonly RawEntry[]> {
  return findEntries(session, {
    base: directory.domain,
    filter: anyOf(anchors),
    attributes,
    controls: [domainScope],
  })
}

const anyOf = (anchors: readonly string[]) =>
  any(...anchors.map((anchor) => equals('objectGUID', guidBytes(anchor) ?? Buffer.alloc(16))))

export function chunks<T>(items: readonly T[], size = atOnce): T[][] {
  const result: T[][] = []
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size))
  return result
}
