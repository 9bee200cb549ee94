import type { Batch, ReadNote } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { ResourceMap } from './attributes.ts'
import type { ScimClient } from './client.ts'
import { flatten } from './flatten.ts'
import { type ListOptions, list } from './listing.ts'
import { isJson, type Json, pick } from './values.ts'

export interface ReadPlan {
  readonly resources: readonly ResourceMap[]
  readonly options: (map: ResourceMap) => ListOptions
  /** False when the service's lists are known to leave resources out. */
  readonly listsEverything: boolean
  /** Where a delta read begins: the newest `meta.lastModified` of an earlier read. */
  readonly since?: string
}

/** Changes that were under way while the last read ended are found by reading this far back, in milliseconds. */
const overlap = 60_000

/** All resources, one batch for each page; the last batch is empty and says whether everything was seen. */
export async function* readResources(client: ScimClient, plan: ReadPlan): AsyncGenerator<Batch> {
  const notes: ReadNote[] = []
  const scope = plan.since === undefined ? 'full' : 'delta'
  let newest = plan.since ?? ''
  let whole = plan.listsEverything || scope === 'delta'
  let before = 0
  if (!whole) notes.push(partialNote(client.host))

  for (const map of plan.resources) {
    const filter = plan.since === undefined ? {} : { filter: sinceFilter(plan.since) }
    const pages = list(client, { ...plan.options(map), ...filter })
    let total = 0
    for (;;) {
      const next = await pages.next()
      if (next.done) {
        const { shortfall, withoutId } = next.value
        if (shortfall) notes.push(shortfallNote(map.type, shortfall))
        if (withoutId > 0) notes.push(withoutIdNote(map.type, withoutId))
        if (shortfall || withoutId > 0) whole = false
        break
      }
      const { resources } = next.value
      total = next.value.total ?? total
      for (const resource of resources) {
        const modified = lastModified(resource)
        if (plan.since !== undefined) checkHonoured(map.type, modified, plan.since)
        if (modified !== undefined && modified > newest) newest = modified
      }
      yield {
        items: resources.map((resource) => flatten(resource, map)).filter((item) => item !== undefined),
        estimate: before + total,
        complete: false,
        scope,
      }
    }
    before += total
  }
  yield {
    items: [],
    complete: whole,
    scope,
    ...(whole && newest !== '' ? { watermark: newest } : {}),
    ...(notes.length > 0 ? { notes } : {}),
  }
}

export function lastModified(resource: Json): string | undefined {
  const meta = pick(resource, 'meta')
  const raw = isJson(meta) ? pick(meta, 'lastModified') : undefined
  const at = typeof raw === 'string' ? Date.parse(raw) : Number.NaN
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

function sinceFilter(since: string): string {
  return `meta.lastModified ge "${reachBack(since)}"`
}

function reachBack(since: string): string {
  return new Date(Date.parse(since) - overlap).toISOString()
}

function checkHonoured(type: string, modified: string | undefined, since: string): void {
  if (modified !== undefined && modified >= reachBack(since)) return
  throw new ConnectorError(
    'precondition',
    `The service ignored the filter on meta.lastModified when ${type} objects were read`,
    {
      advice: 'Read this system in full, and set deltaFilter to false in profileOverrides',
      where: `${type}: meta.lastModified`,
    },
  )
}

function shortfallNote(type: string, shortfall: string): ReadNote {
  return {
    code: 'scim-incomplete-list',
    where: type,
    text: `${type}: ${shortfall}; nothing is taken as deleted`,
    advice: 'Import again; if it stays, lower pageSize or ask the operator of the service',
  }
}

function withoutIdNote(type: string, count: number): ReadNote {
  return {
    code: 'scim-without-id',
    where: type,
    text: `${count} objects of type ${type} came without an id and were left out; nothing is taken as deleted`,
    advice: 'Ask the operator of the service: SCIM requires an id',
  }
}

function partialNote(host: string): ReadNote {
  return {
    code: 'scim-partial-list',
    where: host,
    text: 'The lists of this service are known to leave objects out; nothing is taken as deleted',
    advice: 'Set listsEverything in profileOverrides once you have seen that the lists are whole',
  }
}
