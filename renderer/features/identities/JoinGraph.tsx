import type { CSSProperties } from 'react'
import type { Identity, IdentityRecord } from '../../../preload/contract/identities.ts'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { formatRoute } from '../../shell/route.ts'
import { Badge } from '../../ui/Badge.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { MetaverseTile, SystemTile } from '../../ui/SystemTile.tsx'
import { recordState, recordWords } from './recordWords.ts'

/** More records than this scroll sideways under the line. */
const inView = 4

/** The records that are joined: who gives from the left, who takes at the right, each with how and when. */
export function JoinGraph({ identity }: { identity: Identity }) {
  const records = identity.records.toSorted(
    (a, b) => Number(a.takes) - Number(b.takes) || a.object - b.object,
  )
  const columns = Math.max(1, records.length)
  return (
    <section className="joined" aria-labelledby="joined-head">
      <h2 className="section-head" id="joined-head">
        {rich`Joined records ${<span className="sub num">{formatNumber(records.length)}</span>}`}
      </h2>
      {records.length === 0 ? (
        <p className="small muted">
          {t(
            'No system holds it any more. It keeps its last values, so that whoever comes back is recognised.',
          )}
        </p>
      ) : (
        <div
          className="graph"
          style={{ '--records': columns, '--in-view': Math.min(inView, columns) } as CSSProperties}
        >
          <p className="hub" aria-hidden="true">
            <MetaverseTile /> <span className="clip">{identity.name}</span>
          </p>
          <ul className="accts">
            {records.map((record) => (
              <Record key={record.object} record={record} />
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function Record({ record }: { record: IdentityRecord }) {
  const { how, when } = recordWords(record, Date.now())
  const state = recordState(record)
  const key = record.dn ?? record.anchor ?? ''
  return (
    <li className={`acct${record.gives && !record.takes ? ' gives' : ' takes'}`}>
      <header>
        <SystemTile tile={record.system} />
        <a
          className="clip"
          href={formatRoute('systems', record.system.name, `view=objects&object=${record.object}`)}
          title={t`Open in the connector space of ${record.system.title}`}
        >
          {record.system.title}
        </a>
        {state ? <Badge>{state}</Badge> : null}
      </header>
      <p className="mono clip" title={key}>
        {key || record.name}
      </p>
      <p className="how" title={how}>
        <Glyph name={record.kind === 'joined' ? 'joins' : 'person'} />
        <span className="clip">{how}</span>
      </p>
      <p className="clip faint num" title={when}>
        {when}
      </p>
    </li>
  )
}
