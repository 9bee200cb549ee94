import type { ChangeFilter } from '../../../preload/contract/changes.ts'
import { changeFilter } from '../../../preload/contract/changes.ts'

export type ChangesView = 'patterns' | 'objects'

/** What the address says about the changes: which of them, and in which view. */
export interface ChangesPlace {
  filter: ChangeFilter
  view: ChangesView
}

/** Facets that take several values, and their names in the address. */
const lists = {
  systems: 'system',
  operations: 'operation',
  attributes: 'attribute',
  risks: 'risk',
  rules: 'rule',
  decisions: 'decision',
  states: 'state',
} as const
export type ListFacet = keyof typeof lists
const facets = Object.keys(lists) as ListFacet[]

/** Reads the part of an address behind `?`. Values the contract does not know are left out. */
export function parsePlace(query: string): ChangesPlace {
  const params = new URLSearchParams(query)
  let filter: ChangeFilter = {}
  for (const facet of facets) {
    for (const value of params.getAll(lists[facet])) {
      const next = changeFilter.safeParse({ [facet]: [...(filter[facet] ?? []), value] })
      if (next.success) filter = { ...filter, ...next.data }
    }
  }
  const search = params.get('q')
  if (search) filter.search = search
  return { filter, view: params.get('view') === 'objects' ? 'objects' : 'patterns' }
}

export function formatPlace({ filter, view }: ChangesPlace): string {
  const params = new URLSearchParams()
  for (const facet of facets) for (const value of filter[facet] ?? []) params.append(lists[facet], value)
  if (filter.search) params.set('q', filter.search)
  if (view === 'objects') params.set('view', view)
  return params.toString()
}

/** Adds a value to a facet, or takes it away; an empty facet is no condition. */
export function toggleFacet(filter: ChangeFilter, facet: ListFacet, value: string): ChangeFilter {
  const values: readonly string[] = filter[facet] ?? []
  const next = values.includes(value) ? values.filter((v) => v !== value) : [...values, value]
  return withFacet(filter, facet, next)
}

export function withFacet(filter: ChangeFilter, facet: ListFacet, values: readonly string[]): ChangeFilter {
  const { [facet]: _, ...rest } = filter
  return values.length === 0 ? rest : changeFilter.parse({ ...rest, [facet]: values })
}

export function withSearch(filter: ChangeFilter, search: string): ChangeFilter {
  const { search: _, ...rest } = filter
  return search.trim() ? { ...rest, search: search.trim() } : rest
}

export function isUnfiltered(filter: ChangeFilter): boolean {
  return !filter.search && facets.every((facet) => !filter[facet]?.length)
}
