import { type RetryState, retryState } from '../../../preload/contract/causes.ts'
import { type UndoFilter, undoState } from '../../../preload/contract/undo.ts'
import { formatRoute, type Route } from '../../shell/route.ts'
import type { Period } from './figures.ts'

/** What of the overview is drawn over time. */
export const trends = ['exported', 'read', 'found', 'time'] as const
export type Trend = (typeof trends)[number]

export interface Overview {
  readonly view: 'overview'
  readonly session: number | null
  readonly period: Period
  readonly trend: Trend
}
interface Runs {
  readonly view: 'runs'
  readonly session: number
  readonly run: number | null
}
export interface Findings {
  readonly view: 'findings'
  readonly session: number
  /** Only what one run found. */
  readonly run: number | null
  /** The cause that is open; null: the list of causes. */
  readonly cause: string | null
  readonly system: string | null
  readonly retry: RetryState | null
  readonly search: string
}
export interface Undo {
  readonly view: 'undo'
  readonly run: number
  readonly filter: UndoFilter
}
export type HistoryPlace = Overview | Runs | Findings | Undo

const numberIn = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
const oneOf = <T extends string>(words: readonly T[], text: string | null): T | null =>
  words.find((word) => word === text) ?? null

/**
 * Reads `#/history/46`, `#/history/46?view=runs&run=12`, `#/history/46?view=findings&cause=…`, `#/history/undo?run=12`; `#/history?session=46&run=12`
 * is the same as the second.
 */
export function parseHistoryPlace({ item, query }: Pick<Route, 'item' | 'query'>): HistoryPlace {
  const params = new URLSearchParams(query)
  const session = numberIn(item) ?? numberIn(params.get('session'))
  const run = numberIn(params.get('run'))
  if (item === 'undo' && run !== null) {
    const states = params.getAll('state').flatMap((text) => oneOf(undoState.options, text) ?? [])
    const system = params.get('system')
    const search = params.get('q')
    return {
      view: 'undo',
      run,
      filter: {
        ...(states.length > 0 ? { states } : {}),
        ...(system ? { system } : {}),
        ...(search ? { search } : {}),
      },
    }
  }
  const view = params.get('view')
  if (session !== null && view === 'findings')
    return {
      view,
      session,
      run,
      cause: params.get('cause'),
      system: params.get('system'),
      retry: oneOf(retryState.options, params.get('retry')),
      search: params.get('q') ?? '',
    }
  if (session !== null && (view === 'runs' || run !== null)) return { view: 'runs', session, run }
  return {
    view: 'overview',
    session,
    period: oneOf(['7', '30', '365'], params.get('days')) ?? '30',
    trend: oneOf(trends, params.get('trend')) ?? 'exported',
  }
}

export function formatHistoryPlace(place: HistoryPlace): string {
  const params = new URLSearchParams()
  const set = (name: string, value: string | number | null | undefined) => {
    if (value != null && value !== '') params.set(name, String(value))
  }
  switch (place.view) {
    case 'overview':
      if (place.period !== '30') set('days', place.period)
      if (place.trend !== 'exported') set('trend', place.trend)
      return formatRoute('history', place.session, params.toString())
    case 'runs':
      set('view', 'runs')
      set('run', place.run)
      return formatRoute('history', place.session, params.toString())
    case 'findings':
      set('view', 'findings')
      set('run', place.run)
      set('cause', place.cause)
      set('system', place.system)
      set('retry', place.retry)
      set('q', place.search)
      return formatRoute('history', place.session, params.toString())
    case 'undo':
      set('run', place.run)
      for (const state of place.filter.states ?? []) params.append('state', state)
      set('system', place.filter.system)
      set('q', place.filter.search)
      return formatRoute('history', 'undo', params.toString())
  }
}

export const overviewOf = (session: number | null): HistoryPlace => ({
  view: 'overview',
  session,
  period: '30',
  trend: 'exported',
})

export const findingsOf = (session: number, more: Partial<Findings> = {}): Findings => ({
  view: 'findings',
  session,
  run: null,
  cause: null,
  system: null,
  retry: null,
  search: '',
  ...more,
})
