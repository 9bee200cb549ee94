import type { SpaceRow, SpaceState } from '../../../preload/contract/space.ts'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { keyOf, spaceStateWord } from './spaceWords.ts'

/** States that are as they should be are said quietly. */
const quiet: readonly SpaceState[] = ['joined', 'filtered', 'explicit']

/** The cells of one object. */
export function SpaceCells({ row }: { row: SpaceRow }) {
  return (
    <>
      <Cell className="medium clip">
        <span title={row.name}>{row.name}</span>
      </Cell>
      <Cell className="mono muted clip">{row.type || '–'}</Cell>
      <Cell className="mono clip">
        <span title={keyOf(row)}>{keyOf(row)}</span>
      </Cell>
      <Cell className={quiet.includes(row.state) ? 'faint' : undefined}>
        {spaceStateWord[row.state]}
        {row.unsynchronized && row.state !== 'new' ? t(', newer than the last synchronization') : ''}
      </Cell>
      <Cell className={`num right${row.pending + row.unconfirmed ? '' : ' zero'}`}>{wayOf(row)}</Cell>
    </>
  )
}

function wayOf({ pending, unconfirmed }: SpaceRow): string {
  const parts = [
    ...(pending > 0 ? [t`${formatNumber(pending)} pending`] : []),
    ...(unconfirmed > 0 ? [t`${formatNumber(unconfirmed)} unconfirmed`] : []),
  ]
  return parts.join(', ') || '–'
}
