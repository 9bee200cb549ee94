import { type ScreenName, screenList } from '../../shell/screenList.ts'
import { slugOf } from './slug.ts'

/** A place in Help: `#/help/rules#limits?q=limit`. */
export interface HelpPlace {
  /** Null: none was named. */
  readonly page: string | null
  readonly heading: string | null
  /** What is searched, or was when the page was opened. */
  readonly search: string
}

/** @param item the address after `help/`, @param query after `?` */
export function parseHelpPlace(item: string | null, query: string): HelpPlace {
  const [page = '', heading = ''] = (item ?? '').split('#', 2)
  return {
    page: page || null,
    heading: heading || null,
    search: new URLSearchParams(query).get('q') ?? '',
  }
}

export function formatHelpPlace({ page, heading, search }: Partial<HelpPlace>): string {
  const path = page ? `/${page.split('/').map(encodeURIComponent).join('/')}` : ''
  const fragment = page && heading ? `#${encodeURIComponent(heading)}` : ''
  return `#/help${path}${fragment}${search ? `?${new URLSearchParams({ q: search })}` : ''}`
}

/** Where Help tells of a screen: `docs/workbench.md` has a heading for each, called as the screen is. */
export function helpAddress(screen: ScreenName): string {
  const title = screenList.find(({ name }) => name === screen)?.title ?? ''
  return formatHelpPlace({ page: 'workbench', heading: slugOf(title) })
}
