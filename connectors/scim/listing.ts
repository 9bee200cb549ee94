import { ConnectorError } from '../spi/error.ts'
import type { ScimAnswer, ScimClient } from './client.ts'
import { ScimRefusal } from './errors.ts'
import { idOf } from './flatten.ts'
import { isJson, type Json, pick } from './values.ts'

export interface ListOptions {
  readonly endpoint: string
  readonly count: number
  readonly paging: 'auto' | 'index' | 'cursor'
  readonly filter?: string
}

/** One page: resources that no earlier page of this listing had. */
export interface ListPage {
  readonly resources: readonly Json[]
  /** What the service says there is in all. */
  readonly total: number | undefined
}

/** How a listing ended. `shortfall` is a sentence when not everything was seen. */
export interface ListEnd {
  readonly shortfall?: string
  readonly withoutId: number
}

interface Page {
  readonly resources: readonly Json[]
  readonly total: number | undefined
  readonly nextCursor: string | undefined
}

const maximumRestarts = 2

/**
 * Every resource of an endpoint, page by page, each once. Advances by the number of resources received, follows a
 * cursor when there is one, starts again when the cursor has expired, and ends at an empty page or at one that brings
 * nothing new: some services answer page one to whatever lies past the end.
 */
export async function* list(client: ScimClient, options: ListOptions): AsyncGenerator<ListPage, ListEnd> {
  const given = new Set<string>()
  for (let restarts = 0; ; restarts++) {
    try {
      return yield* listOnce(client, options, given)
    } catch (error) {
      const expired = error instanceof ScimRefusal && cursorWords.test(error.scimType ?? '')
      if (!expired || restarts >= maximumRestarts) throw error
    }
  }
}

const cursorWords = /^(expiredCursor|invalidCursor)$/i

async function* listOnce(
  client: ScimClient,
  options: ListOptions,
  given: Set<string>,
): AsyncGenerator<ListPage, ListEnd> {
  const seen = new Set<string>()
  const cursors = new Set<string>()
  let withoutId = 0
  let received = 0
  let total: number | undefined
  let cursor: string | undefined = options.paging === 'cursor' ? '' : undefined
  for (;;) {
    const reached = total !== undefined && received >= total
    const page = await pageOrEnd(client, options, cursor, received, reached && cursor === undefined)
    if (page === undefined) break
    // A total that shrinks on the way is not believed: a failing back end says 0, too.
    total = larger(total, page.total)
    const fresh: Json[] = []
    let advanced = false
    for (const resource of page.resources) {
      const id = idOf(resource)
      if (id === undefined) withoutId++
      else if (!seen.has(id)) {
        seen.add(id)
        advanced = true
        if (!given.has(id)) fresh.push(resource)
        given.add(id)
      }
    }
    received += page.resources.length
    if (fresh.length > 0 || page.resources.length > 0) yield { resources: fresh, total }
    if (page.nextCursor !== undefined && options.paging !== 'index') {
      cursor = page.nextCursor
      if (cursors.has(cursor)) return { withoutId, shortfall: 'The service gave the same cursor twice' }
      cursors.add(cursor)
      continue
    }
    if (cursor !== undefined || page.resources.length === 0 || !advanced) break
  }
  return { withoutId, ...shortfallOf(seen.size + withoutId, total, cursor !== undefined) }
}

/**
 * The page after `received` resources. Past the promised total one more page is asked for, because some services count
 * the page instead of the whole; what they answer there instead of an empty page ends the listing, too.
 */
async function pageOrEnd(
  client: ScimClient,
  options: ListOptions,
  cursor: string | undefined,
  received: number,
  pastTotal: boolean,
): Promise<Page | undefined> {
  if (pastTotal && received === 0) return undefined
  try {
    const query = {
      ...(cursor === undefined ? { startIndex: received + 1 } : { cursor }),
      count: options.count,
      ...(options.filter === undefined ? {} : { filter: options.filter }),
    }
    return pageOf(await client.get(options.endpoint, query), options.endpoint)
  } catch (error) {
    if (pastTotal && error instanceof ScimRefusal && error.status >= 400 && error.status < 500) {
      if (!['auth', 'throttled', 'timeout'].includes(error.kind)) return undefined
    }
    throw error
  }
}

export function pageOf({ body }: ScimAnswer, where: string): Page {
  const resources = pick(body, 'Resources')
  const total = Number(pick(body, 'totalResults') ?? Number.NaN)
  const nextCursor = pick(body, 'nextCursor')
  const isList = Array.isArray(resources) || ((resources ?? undefined) === undefined && !Number.isNaN(total))
  if (!isList) {
    throw new ConnectorError('config', 'The service answered a list without a list of Resources', {
      advice: 'Check that baseUrl is the SCIM address of the service',
      where,
    })
  }
  return {
    resources: Array.isArray(resources) ? resources.filter(isJson) : [],
    total: Number.isInteger(total) && total >= 0 ? total : undefined,
    nextCursor: typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : undefined,
  }
}

/** Cursor paging need not count (RFC 9865); an empty list by index that does not count proves nothing. */
function shortfallOf(seen: number, total: number | undefined, byCursor: boolean): { shortfall?: string } {
  if (total === undefined) {
    if (seen > 0 || byCursor) return {}
    return { shortfall: 'The service gave an empty list and does not say how many objects there are' }
  }
  return seen >= total ? {} : { shortfall: `The service says there are ${total} objects and gave ${seen}` }
}

function larger(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.max(a, b)
}
