/** What of the metaverse is listed: the query of `#/identities?type=person&search=…`, which a person's page keeps for the way back. */
export interface ListPlace {
  readonly type: string | null
  readonly search: string
  /** The position in that list, for the way to the next one; null when the page was opened from elsewhere. */
  readonly at: number | null
}

export const wholeList: ListPlace = { type: null, search: '', at: null }

export function parseListPlace(query: string): ListPlace {
  const params = new URLSearchParams(query)
  const at = params.get('at')
  return {
    type: params.get('type') || null,
    search: params.get('search') ?? '',
    at: at !== null && /^\d{1,9}$/.test(at) ? Number(at) : null,
  }
}

export function formatListPlace({ type, search, at }: ListPlace): string {
  const params = new URLSearchParams()
  if (type) params.set('type', type)
  if (search) params.set('search', search)
  if (at !== null) params.set('at', String(at))
  return params.toString()
}

/** As the host is asked for the list. */
export const askedOf = ({ type, search }: ListPlace) => ({
  ...(type ? { type } : {}),
  ...(search ? { search } : {}),
})
