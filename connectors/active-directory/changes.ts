import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { code, ldapError } from '../kit/ldap/errors.ts'
import { all, any, atLeast, equals, type Filter } from '../kit/ldap/filter.ts'
import { attributeOf, searchOnce, searchPages, textOf } from '../kit/ldap/search.ts'
import { domainScope, showDeleted } from './controls.ts'
import { classFilter, type Directory, nothing } from './directory.ts'
import { decodeDirSync, dirSyncControl, dirSyncFlags, dirSyncOid } from './dirsync.ts'
import { anchorOf } from './entries.ts'
import { fullImportNeeded } from './watermark.ts'

/** What a controller says changed, before anybody looked at the objects. */
export interface Found {
  readonly deleted: readonly string[]
  /** Objects to be read whole: new, renamed or moved ones, or all where nothing more is known. */
  readonly whole: readonly string[]
  /** Objects of which single attributes changed: what DirSync said of each. */
  readonly parts: ReadonlyMap<string, RawEntry>
  /** Of the whole ones, those that may have been renamed or moved: what is below a container then has another DN. */
  readonly moved: readonly string[]
}

/** The types that are read, and containers: when one of those moves, the DNs below it change. */
function changedFilter(directory: Directory): Filter {
  const classes = directory.plans.map((plan) => plan.classFilter)
  return any(...classes, classFilter('organizationalUnit', false), equals('objectCategory', 'container'))
}

/** Objects with a change number above `since`, and tombstones, page by page. */
export async function* usnChanges(
  directory: Directory,
  session: LdapSession,
  since: number,
): AsyncGenerator<Found> {
  const above = atLeast('uSNChanged', String(since + 1))
  const graves = searchPages(session, {
    base: `CN=Deleted Objects,${directory.domain}`,
    filter: all(equals('isDeleted', 'TRUE'), above),
    attributes: ['objectGUID'],
    controls: [showDeleted],
    pageSize: directory.config.pageSize,
  })
  for await (const page of graves)
    yield { deleted: page.flatMap((entry) => anchorOf(entry) ?? []), whole: [], parts: new Map(), moved: [] }
  yield* changedObjects(directory, session, since)
}

/** Objects with a change number above `since` that are there. */
export async function* changedObjects(
  directory: Directory,
  session: LdapSession,
  since: number,
): AsyncGenerator<Found> {
  const pages = searchPages(session, {
    base: directory.domain,
    filter: all(atLeast('uSNChanged', String(since + 1)), changedFilter(directory)),
    attributes: ['objectGUID', 'uSNCreated'],
    controls: [domainScope],
    pageSize: directory.config.pageSize,
  })
  for await (const page of pages) {
    const whole = page.flatMap((entry) => anchorOf(entry) ?? [])
    const old = page.filter((entry) => Number(textOf(entry, 'uSNCreated')) <= since)
    yield { deleted: [], whole, parts: new Map(), moved: old.flatMap((entry) => anchorOf(entry) ?? []) }
  }
}

/** What DirSync says changed since the cookie; `onCookie` gets the next one with each page, the last counts. */
export async function* dirSyncChanges(
  directory: Directory,
  session: LdapSession,
  cookie: Buffer,
  onCookie: (cookie: Buffer) => void,
): AsyncGenerator<Found> {
  const attributes = new Set(directory.plans.flatMap((plan) => [...plan.attributes, ...plan.filteredBy]))
  const filter = any(changedFilter(directory), equals('isDeleted', 'TRUE'))
  const wanted = ['objectGUID', 'objectClass', 'isDeleted', 'parentGUID', 'name', ...attributes]
  for await (const page of dirSyncPages(directory, session, cookie, filter, wanted, onCookie))
    yield sorted(page)
}

/** The cookie that stands for now: no object is sent, the controller only says how far it is. */
export async function dirSyncCookie(directory: Directory, session: LdapSession): Promise<Buffer> {
  let cookie: Buffer = Buffer.alloc(0)
  const keep = (next: Buffer) => {
    cookie = next
  }
  for await (const _ of dirSyncPages(directory, session, cookie, nothing, ['objectGUID'], keep));
  return cookie
}

async function* dirSyncPages(
  directory: Directory,
  session: LdapSession,
  from: Buffer,
  filter: Filter,
  attributes: readonly string[],
  onCookie: (cookie: Buffer) => void,
): AsyncGenerator<readonly RawEntry[]> {
  const flags =
    dirSyncFlags.incrementalValues | (directory.config.replicationRight ? 0 : dirSyncFlags.objectSecurity)
  let cookie = from
  for (;;) {
    const { entries, result } = await searchOnce(session, {
      base: directory.domain,
      filter,
      attributes,
      controls: [dirSyncControl(flags, cookie)],
    })
    if (result.code === code.unavailableCriticalExtension && cookie.length > 0)
      throw fullImportNeeded(
        `${session.host} does not accept the DirSync cookie`,
        session.host,
        result.message,
      )
    if (result.code !== code.success) throw ldapError(result, 'DirSync of', directory.domain)
    const value = result.controls.get(dirSyncOid)
    const answer = value && decodeDirSync(value)
    if (!answer) throw fullImportNeeded(`${session.host} gives no DirSync cookie`, session.host)
    cookie = answer.cookie
    onCookie(cookie)
    yield entries
    if (!answer.more) return
  }
}

function sorted(page: readonly RawEntry[]): Found {
  const deleted: string[] = []
  const whole: string[] = []
  const moved: string[] = []
  const parts = new Map<string, RawEntry>()
  for (const entry of page) {
    const anchor = anchorOf(entry)
    if (anchor === undefined) continue
    const has = (name: string) => attributeOf(entry, name) !== undefined
    if (textOf(entry, 'isDeleted') === 'TRUE') deleted.push(anchor)
    // The class of an object is sent once, when it is new. isDeleted without a value: it was brought back.
    else if (has('objectClass') || has('isDeleted')) whole.push(anchor)
    else if (has('name') || has('parentGUID')) {
      whole.push(anchor)
      moved.push(anchor)
    } else parts.set(anchor, entry)
  }
  return { deleted, whole, parts, moved }
}
