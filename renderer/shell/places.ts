import { formatRoute, parseRoute } from './route.ts'
import { screenList } from './screenList.ts'

/** A place that was looked at. */
export interface Place {
  /** Its address with what was listed there, `#/changes?system=ad`. */
  readonly hash: string
  /** What stands there: a person's name, `Session 47`. */
  readonly title: string
}

const store = 'joinery.places'
const most = 12
let places: readonly Place[] = read()

/** An address without what is listed there: one place, however it is narrowed down. */
const pathOf = (hash: string): string => {
  const { screen, item } = parseRoute(hash)
  return formatRoute(screen, item)
}

const screenTitle = (hash: string): string =>
  screenList.find(({ name }) => name === parseRoute(hash).screen)?.title ?? ''

/** Only as long as the window is open: names of people have no business in a browser's lasting memory. */
function read(): readonly Place[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(store) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isPlace).slice(0, most) : []
  } catch {
    return []
  }
}

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Place).hash === 'string' &&
  (value as Place).hash.startsWith('#/') &&
  typeof (value as Place).title === 'string'

/** The newest first, each once. */
export function withPlace(known: readonly Place[], place: Place): readonly Place[] {
  return [place, ...known.filter(({ hash }) => pathOf(hash) !== pathOf(place.hash))].slice(0, most)
}

function keep(place: Place): void {
  places = withPlace(places, place)
  try {
    sessionStorage.setItem(store, JSON.stringify(places))
  } catch {
    // Storage may be closed to the page; the places then last until it is left.
  }
}

/** Says what stands at the address the page shows now. */
export function namePlace(title: string): void {
  const hash = location.hash || formatRoute('session')
  keep({ hash, title })
}

/** Keeps up with the address while the page is open; the screen names the place when it knows. */
export function followPlaces(): () => void {
  const follow = () => {
    const hash = location.hash || formatRoute('session')
    const known = places.find((place) => pathOf(place.hash) === pathOf(hash))
    keep({ hash, title: known?.title ?? screenTitle(hash) })
  }
  window.addEventListener('hashchange', follow)
  return () => window.removeEventListener('hashchange', follow)
}

/** Where one was before, the newest first, without where one is. */
export function recentPlaces(): readonly Place[] {
  const here = pathOf(location.hash)
  return places.filter(({ hash }) => pathOf(hash) !== here)
}

/** What tells a place from others of its title: its screen, or what is open there. */
export function placeDetail({ hash, title }: Place): string | undefined {
  const { item } = parseRoute(hash)
  const screen = screenTitle(hash)
  return title === screen ? (item ?? undefined) : screen
}
