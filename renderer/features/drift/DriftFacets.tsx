import { type DriftFilter, driftState } from '../../../preload/contract/drift.ts'
import type { Result } from '../../../preload/contract/methods.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { t } from '../../language/text.ts'
import { Chip } from '../../ui/Chip.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { toggled } from './driftPlace.ts'
import { stateWord } from './driftWords.ts'

interface DriftFacetsProps {
  counts: Result<'drift.list'>['counts']
  systems: readonly SystemStatus[]
  filter: DriftFilter
  onFilter: (filter: DriftFilter) => void
}

/** Systems and states, each counted over what the other facet leaves. */
export function DriftFacets({ counts, systems, filter, onFilter }: DriftFacetsProps) {
  const sum = (which: (row: (typeof counts)[number]) => boolean) =>
    counts.reduce((total, row) => total + (which(row) ? row.count : 0), 0)
  return (
    <div className="facets" role="toolbar" aria-label={t('Facets')}>
      {systems
        .filter(({ name }) => counts.some(({ system }) => system === name))
        .map((system) => (
          <Chip
            key={system.name}
            pressed={filter.system === system.name}
            count={sum(
              (row) =>
                row.system === system.name && (filter.state === undefined || row.state === filter.state),
            )}
            mark={<SystemTile tile={system} size="small" />}
            onClick={() => onFilter(toggled(filter, 'system', system.name))}
          >
            {system.title}
          </Chip>
        ))}
      <span className="gap" />
      {driftState.options.map((state) => (
        <Chip
          key={state}
          pressed={filter.state === state}
          count={sum(
            (row) => row.state === state && (filter.system === undefined || row.system === filter.system),
          )}
          onClick={() => onFilter(toggled(filter, 'state', state))}
        >
          {stateWord[state]}
        </Chip>
      ))}
    </div>
  )
}
