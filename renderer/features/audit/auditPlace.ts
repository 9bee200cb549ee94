import type { AuditFilter } from '../../../preload/contract/audit.ts'

/** What of the audit is shown: the query of `#/audit/1234?…`, whose item is the open entry. */
export interface AuditPlace {
  readonly view: 'entries' | 'reports'
  readonly filter: AuditFilter
  /** The list begins below this entry; null: with the newest. */
  readonly below: number | null
}

/** A day as date fields write it, `2026-03-10`, in local time. */
const day = /^\d{4}-\d{2}-\d{2}$/
const startOf = (text: string): number => new Date(`${text}T00:00:00`).getTime()
const dayLength = 86_400_000

export function parseAuditPlace(query: string): AuditPlace {
  const params = new URLSearchParams(query)
  const text = (name: string) => params.get(name) || undefined
  const days = (name: string) => {
    const value = text(name)
    return value !== undefined && day.test(value) && !Number.isNaN(startOf(value)) ? value : undefined
  }
  const [from, to] = [days('from'), days('to')]
  const below = Number(params.get('below') ?? Number.NaN)
  const filter: AuditFilter = {}
  const [words, event, author] = [text('q'), text('event'), text('author')]
  if (words !== undefined) filter.text = words
  if (event !== undefined) filter.event = event
  if (author !== undefined) filter.author = author
  if (from !== undefined) filter.from = startOf(from)
  // The last day counts as a whole; a day may have 23 or 25 hours.
  if (to !== undefined) filter.to = startOf(dayOf(startOf(to) + dayLength * 1.2)) - 1
  return {
    view: params.get('view') === 'reports' ? 'reports' : 'entries',
    filter,
    below: Number.isInteger(below) && below > 0 ? below : null,
  }
}

export function formatAuditPlace({ view, filter, below }: AuditPlace): string {
  const params = new URLSearchParams()
  if (view === 'reports') params.set('view', view)
  if (filter.text) params.set('q', filter.text)
  if (filter.event) params.set('event', filter.event)
  if (filter.author) params.set('author', filter.author)
  if (filter.from !== undefined) params.set('from', dayOf(filter.from))
  if (filter.to !== undefined) params.set('to', dayOf(filter.to))
  if (below !== null) params.set('below', String(below))
  return params.toString()
}

/** The day of a time, as date fields write it; empty without a time. */
export function dayOf(at: number | undefined): string {
  if (at === undefined) return ''
  const date = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The filter with one part set, or without it where the value says nothing. */
export function narrowedBy<K extends keyof AuditFilter>(
  filter: AuditFilter,
  part: K,
  value: AuditFilter[K],
): AuditFilter {
  const { [part]: _, ...rest } = filter
  return value === undefined || value === '' ? rest : { ...rest, [part]: value }
}

/** `#1,234` names an entry by its number. */
export function entryNamed(text: string): number | undefined {
  const digits = /^#([\d,]{1,12})$/.exec(text.trim())?.[1]?.replaceAll(',', '')
  return digits ? Number(digits) : undefined
}
