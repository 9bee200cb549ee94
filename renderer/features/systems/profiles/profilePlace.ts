import { formatRoute } from '../../../shell/route.ts'

const views = ['profiles', 'profile-add', 'profile-edit', 'profile-remove'] as const
type ProfileView = (typeof views)[number]

/** What of the run profiles is shown: the query of `#/systems?view=profiles&profile=morning`. */
export interface ProfilePlace {
  readonly view: ProfileView
  readonly profile: string | null
}

/** Undefined when the address shows something else. */
export function parseProfilePlace(query: string): ProfilePlace | undefined {
  const params = new URLSearchParams(query)
  const view = views.find((name) => name === params.get('view'))
  return view && { view, profile: params.get('profile') }
}

export function formatProfilePlace(view: ProfileView, profile: string | null = null): string {
  const params = new URLSearchParams({ view })
  if (profile !== null) params.set('profile', profile)
  return formatRoute('systems', null, params.toString())
}
