import { type DriftFilter, driftState } from '../../../preload/contract/drift.ts'

/** Which drift is listed, and which one is open: the query of `#/drift/12?state=open&…`. */
export function parseDriftFilter(query: string): DriftFilter {
  const params = new URLSearchParams(query)
  const state = driftState.safeParse(params.get('state'))
  const system = params.get('system')
  const search = params.get('search')
  return {
    ...(state.success ? { state: state.data } : {}),
    ...(system ? { system } : {}),
    ...(search ? { search } : {}),
  }
}

export function formatDriftFilter({ state, system, search }: DriftFilter): string {
  const params = new URLSearchParams()
  if (state) params.set('state', state)
  if (system) params.set('system', system)
  if (search) params.set('search', search)
  return params.toString()
}

/** Sets a facet, or takes it away where it is set so already. */
export function toggled<K extends 'state' | 'system'>(
  filter: DriftFilter,
  facet: K,
  value: NonNullable<DriftFilter[K]>,
): DriftFilter {
  const { [facet]: before, ...rest } = filter
  return before === value ? rest : { ...rest, [facet]: value }
}

export const searched = (filter: DriftFilter, search: string): DriftFilter => {
  const { search: _, ...rest } = filter
  return search.trim() ? { ...rest, search: search.trim() } : rest
}
