import { type Control, PagedResultsControl, SearchRequest } from 'ldapts'
import type { LdapResult, RawAttribute, RawEntry } from './answer.ts'
import { BerCursor } from './ber.ts'
import type { LdapSession } from './connect.ts'
import { oid } from './controls.ts'
import { code, ldapError } from './errors.ts'
import { everything, type Filter } from './filter.ts'
import type { Reply } from './wire.ts'

export interface Search {
  readonly base: string
  readonly scope?: 'base' | 'one' | 'sub'
  /** Default: every entry. */
  readonly filter?: Filter
  /** Default: all user attributes. `+` for operational ones, `1.1` for none. */
  readonly attributes?: readonly string[]
  /** Besides the paging control. */
  readonly controls?: readonly Control[]
  /** The most entries that are wanted. */
  readonly sizeLimit?: number
}

export interface PagedSearch extends Search {
  readonly pageSize: number
  /** Called with the URLs of entries that other servers hold. */
  readonly onReferences?: (urls: readonly string[]) => void
  /** The result of each page, for response controls. */
  readonly onResult?: (result: LdapResult) => void
}

function requestOf(search: Search, controls: readonly Control[]): SearchRequest {
  return new SearchRequest({
    messageId: 0,
    baseDN: search.base,
    scope: search.scope ?? 'sub',
    filter: search.filter ?? everything,
    attributes: [...(search.attributes ?? [])],
    sizeLimit: search.sizeLimit ?? 0,
    timeLimit: 0,
    controls: [...controls],
  })
}

/**
 * Entries page by page, until the server's cookie is empty: a page without entries that has a cookie is not the end. The next page is asked
 * for while the caller works on this one. One paged search at a time on a session (servers keep one cookie for each connection).
 * Throws ConnectorError; what was yielded before is then not everything.
 */
export async function* searchPages(
  session: LdapSession,
  search: PagedSearch,
): AsyncGenerator<readonly RawEntry[]> {
  let next: Promise<Reply> | undefined = askPage(session, search, Buffer.alloc(0))
  try {
    while (next) {
      const reply: Reply = await next
      next = undefined
      const { result } = reply
      if (result.code !== code.success)
        throw ldapError(result, 'The search below', search.base || session.host)
      const cookie = cookieOf(result)
      if (cookie.length > 0) next = askPage(session, search, cookie)
      // Looked at in the next turn of the loop; until then nobody listens.
      next?.catch(() => undefined)
      search.onResult?.(result)
      if (reply.references.length > 0) search.onReferences?.(reply.references)
      if (reply.entries.length > 0) yield reply.entries
    }
  } finally {
    // A caller that stops early must not leave a page under way to the next search.
    await next?.catch(() => undefined)
  }
}

function askPage(session: LdapSession, search: PagedSearch, cookie: Buffer): Promise<Reply> {
  const paging = new PagedResultsControl({ critical: true, value: { size: search.pageSize, cookie } })
  return session.request(requestOf(search, [paging, ...(search.controls ?? [])]))
}

function cookieOf(result: LdapResult): Buffer {
  const value = result.controls.get(oid.pagedResults)
  if (value === undefined) return Buffer.alloc(0)
  const content = new BerCursor(value).inside(0x30)
  content.integer()
  return content.bytes(0x04)
}

/**
 * A search of few entries, without pages, with its result whatever the code. For controls whose answers the caller reads, such as DirSync.
 */
export function searchOnce(session: LdapSession, search: Search): Promise<Reply> {
  return session.request(requestOf(search, search.controls ?? []))
}

/** The few entries a search finds; undefined results throw, but a base that does not exist has none. */
export async function findEntries(session: LdapSession, search: Search): Promise<readonly RawEntry[]> {
  const { entries, result } = await searchOnce(session, search)
  if (result.code === code.noSuchObject) return []
  // The limit that was asked for is no trouble.
  if (result.code === code.sizeLimitExceeded && search.sizeLimit && entries.length >= search.sizeLimit)
    return entries
  if (result.code !== code.success) throw ldapError(result, 'The search below', search.base || session.host)
  return entries
}

/** One entry by its DN; undefined when there is none. */
export async function readEntry(
  session: LdapSession,
  dn: string,
  attributes?: readonly string[],
  controls?: readonly Control[],
): Promise<RawEntry | undefined> {
  const [entry] = await findEntries(session, {
    base: dn,
    scope: 'base',
    ...(attributes ? { attributes } : {}),
    ...(controls ? { controls } : {}),
  })
  return entry
}

/** The attribute by its name without options, in any case; undefined when it was not returned. */
export function attributeOf(entry: RawEntry, name: string): RawAttribute | undefined {
  // Servers write names as their schema does, which is how they are asked for.
  for (const attribute of entry.attributes) if (attribute.name === name) return attribute
  const wanted = name.toLowerCase()
  return entry.attributes.find((attribute) => attribute.name.toLowerCase() === wanted)
}

/** The values of an attribute as text; none when it was not returned or is empty. */
export function textsOf(entry: RawEntry, name: string): readonly string[] {
  return attributeOf(entry, name)?.values.map((value) => value.toString('utf8')) ?? []
}

/** The first value as text. */
export function textOf(entry: RawEntry, name: string): string | undefined {
  return attributeOf(entry, name)?.values[0]?.toString('utf8')
}
