import { useSyncExternalStore } from 'react'
import { type ScreenName, screenList } from './screenList.ts'

/** A place in the workbench, as the address after # names it: `#/changes?system=ad`, `#/history/46`. */
export interface Route {
  screen: ScreenName
  /** What is open on the screen: a session's number, a system's name. */
  item: string | null
  query: string
}

/** Reads an address; anything unknown is the session, where every day starts. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const [name, ...rest] = path.split('/')
  const item = rest.join('/')
  const screen = screenList.find((entry) => entry.name === name)?.name
  if (!screen) return { screen: 'session', item: null, query: '' }
  return { screen, item: item ? decode(item) : null, query }
}

export function formatRoute(screen: ScreenName, item?: string | number | null, query = ''): string {
  const path = item == null ? `#/${screen}` : `#/${screen}/${encodeURIComponent(String(item))}`
  return query ? `${path}?${query}` : path
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

let last = { hash: '', route: parseRoute('') }

function current(): Route {
  if (last.hash !== location.hash) last = { hash: location.hash, route: parseRoute(location.hash) }
  return last.route
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current)
}

export function navigate(hash: string): void {
  location.hash = hash
}

/** Changes the address without a step in the browser's history: filters and rows, not places. */
export function replaceRoute(hash: string): void {
  if (location.hash === hash) return
  history.replaceState(history.state, '', hash)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
