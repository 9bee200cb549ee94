import type { ChangeFacets, ChangeFilter } from '../../../preload/contract/changes.ts'
import { t } from '../../language/text.ts'
import { Chip } from '../../ui/Chip.tsx'
import { type Choice, FacetMenu } from '../../ui/FacetMenu.tsx'
import { OperationMark } from '../../ui/OperationMark.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { decisionWord, operations, operationWord, riskWord, stateWord } from '../../ui/words.ts'
import { type ListFacet, toggleFacet, withFacet } from './filter.ts'

interface FacetsProps {
  /** Over all changes: which facets there are. */
  all: ChangeFacets
  /** Over what the filter leaves: their counts. */
  left: ChangeFacets
  filter: ChangeFilter
  onFilter: (filter: ChangeFilter) => void
}

/** Chips and menus that narrow the list down. A facet in use counts over all, the others over what is left. */
export function Facets({ all, left, filter, onFilter }: FacetsProps) {
  const from = (facet: ListFacet) => (filter[facet]?.length ? all : left)
  const isOn = (facet: ListFacet, value: string) =>
    (filter[facet] as string[] | undefined)?.includes(value) ?? false
  const toggle = (facet: ListFacet, value: string) => () => onFilter(toggleFacet(filter, facet, value))
  const countOf = (list: readonly { value: string; count: number }[], value: string) =>
    list.find((entry) => entry.value === value)?.count ?? 0
  const choices = (
    list: readonly { value: string; count: number }[],
    words?: Record<string, string>,
  ): Choice[] => list.filter((e) => e.count > 0).map((e) => ({ ...e, label: words?.[e.value] ?? e.value }))
  const decisions = Object.entries(from('decisions').decisions).map(([value, count]) => ({ value, count }))
  const menu = (title: string, facet: ListFacet, list: Choice[]) => (
    <FacetMenu
      title={title}
      choices={list}
      chosen={filter[facet] ?? []}
      onChoose={(values) => onFilter(withFacet(filter, facet, values))}
    />
  )
  return (
    <div className="facets" role="toolbar" aria-label={t('Facets')}>
      {all.systems.map((system) => (
        <Chip
          key={system.name}
          pressed={isOn('systems', system.name)}
          count={from('systems').systems.find((s) => s.name === system.name)?.count ?? 0}
          mark={<SystemTile tile={system} size="small" />}
          onClick={toggle('systems', system.name)}
        >
          {system.title}
        </Chip>
      ))}
      <span className="gap" />
      {operations
        .filter((operation) => countOf(all.operations, operation) > 0)
        .map((operation) => (
          <Chip
            key={operation}
            pressed={isOn('operations', operation)}
            count={countOf(from('operations').operations, operation)}
            mark={<OperationMark operation={operation} decorative />}
            onClick={toggle('operations', operation)}
          >
            {operationWord[operation]}
          </Chip>
        ))}
      <span className="gap" />
      {menu(t('Attribute'), 'attributes', choices(from('attributes').attributes))}
      {menu(t('Risk'), 'risks', choices(from('risks').risks, riskWord))}
      {menu(t('Rule'), 'rules', choices(from('rules').rules))}
      {menu(t('Decision'), 'decisions', choices(decisions, decisionWord))}
      {all.states.some((s) => s.value !== 'planned' && s.count > 0)
        ? menu(t('State'), 'states', choices(from('states').states, stateWord))
        : null}
    </div>
  )
}
