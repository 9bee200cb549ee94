import type { IdentityRow } from '../../../preload/contract/identities.ts'
import { formatNumber } from '../../ui/format.ts'
import { Cell } from '../../ui/Grid.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'

/** The cells of one identity in the list. */
export function IdentityCells({ row }: { row: IdentityRow }) {
  return (
    <>
      <Cell className="medium clip">
        <span title={row.name}>{row.name}</span>
      </Cell>
      <Cell className="muted clip">{row.type}</Cell>
      <Cell className="mono clip known-by">
        {row.identifiers.length === 0 ? <span className="zero">–</span> : null}
        {row.identifiers.map(({ attribute, value }) => (
          <span key={attribute} title={`${attribute} ${value}`}>
            {value}
          </span>
        ))}
      </Cell>
      <Cell className="tiles">
        {row.systems.length === 0 ? <span className="zero">–</span> : null}
        {row.systems.map((system) => (
          <SystemTile key={system.name} tile={system} size="small" />
        ))}
      </Cell>
      <Cell className={`num right${row.pending ? '' : ' zero'}`}>
        {row.pending ? formatNumber(row.pending) : '–'}
      </Cell>
    </>
  )
}
