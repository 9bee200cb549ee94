import { type SpaceFilter, spaceFilter } from '../../../preload/contract/space.ts'

/** What of a connector space is listed, and which object is open: the query of `#/systems/ad?view=objects&…`. */
export interface SpacePlace {
  readonly filter: SpaceFilter | null
  readonly search: string
  readonly object: number | null
}

/** Undefined when the address shows the system itself. */
export function parseSpacePlace(query: string): SpacePlace | undefined {
  const params = new URLSearchParams(query)
  if (params.get('view') !== 'objects') return undefined
  const filter = spaceFilter.safeParse(params.get('filter'))
  const object = Number(params.get('object') ?? Number.NaN)
  return {
    filter: filter.success ? filter.data : null,
    search: params.get('search') ?? '',
    object: Number.isInteger(object) ? object : null,
  }
}

export function formatSpacePlace({ filter, search, object }: Partial<SpacePlace>): string {
  const params = new URLSearchParams({ view: 'objects' })
  if (filter) params.set('filter', filter)
  if (search) params.set('search', search)
  if (object != null) params.set('object', String(object))
  return params.toString()
}
