import type { RefObject } from 'react'
import type { Result } from '../../../preload/contract/methods.ts'
import { t } from '../../language/text.ts'
import { FacetMenu } from '../../ui/FacetMenu.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import {
  type AuditPlace,
  dayOf,
  entryNamed,
  formatAuditPlace,
  narrowedBy,
  parseAuditPlace,
} from './auditPlace.ts'

interface AuditFiltersProps {
  facets: Result<'audit.facets'>
  place: AuditPlace
  search: RefObject<HTMLInputElement | null>
  onPlace: (place: AuditPlace) => void
  onLeave: () => void
}

/** Text, kind, author and days. `#1234` as text leads to that entry. */
export function AuditFilters({ facets, place, search, onPlace, onLeave }: AuditFiltersProps) {
  const { filter } = place
  const narrow = (next: typeof filter) => onPlace({ view: 'entries', filter: next, below: null })
  const setDay = (part: 'from' | 'to', text: string) => {
    const { [part]: _, ...rest } = filter
    const params = new URLSearchParams(formatAuditPlace({ view: 'entries', filter: rest, below: null }))
    if (text) params.set(part, text)
    onPlace(parseAuditPlace(params.toString()))
  }
  return (
    <div className="facets" role="toolbar" aria-label={t('Search the audit')}>
      <SearchField
        field={search}
        label={t('Search the audit')}
        placeholder={t('Name, value, rule, or #entry')}
        value={filter.text ?? ''}
        onSearch={(text) => {
          const entry = entryNamed(text)
          if (entry === undefined) narrow(narrowedBy(filter, 'text', text.trim()))
          else onPlace({ view: 'entries', filter: {}, below: entry + 1 })
        }}
        onLeave={onLeave}
      />
      <FacetMenu
        title={t('Kind')}
        choices={facets.events.map(({ event, kind }) => ({ value: event, label: kind }))}
        chosen={filter.event === undefined ? [] : [filter.event]}
        onChoose={(values) => narrow(narrowedBy(filter, 'event', values.at(-1)))}
      />
      <FacetMenu
        title={t('Who')}
        choices={facets.authors.map((author) => ({ value: author, label: author }))}
        chosen={filter.author === undefined ? [] : [filter.author]}
        onChoose={(values) => narrow(narrowedBy(filter, 'author', values.at(-1)))}
      />
      {(['from', 'to'] as const).map((part) => (
        <label className="day-field small muted" key={part}>
          {part === 'from' ? t('From') : t('to')}
          <input
            type="date"
            value={dayOf(filter[part])}
            onChange={(event) => setDay(part, event.target.value)}
          />
        </label>
      ))}
    </div>
  )
}
