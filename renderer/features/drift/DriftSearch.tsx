import { useRef } from 'react'
import type { DriftFilter } from '../../../preload/contract/drift.ts'
import { t } from '../../language/text.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { SearchField } from '../../ui/SearchField.tsx'
import { searched } from './driftPlace.ts'

interface DriftSearchProps {
  filter: DriftFilter
  onFilter: (filter: DriftFilter) => void
}

export function DriftSearch({ filter, onFilter }: DriftSearchProps) {
  const field = useRef<HTMLInputElement>(null)
  useKeys([['/', () => field.current?.focus()]])
  return (
    <SearchField
      field={field}
      label={t('Find in drift')}
      placeholder={t('Name, DN or anchor')}
      value={filter.search ?? ''}
      onSearch={(text) => onFilter(searched(filter, text))}
      onLeave={() => document.querySelector<HTMLElement>('.drift-list')?.focus()}
    />
  )
}
