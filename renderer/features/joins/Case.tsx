import { Input } from '@fluentui/react-components'
import { useState } from 'react'
import type { JoinCase, JoinCounts } from '../../../preload/contract/joins.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { SystemTile } from '../../ui/SystemTile.tsx'
import { Compare } from './Compare.tsx'
import type { Chosen } from './chosen.ts'
import { Effect } from './Effect.tsx'
import { reasonOf, shortKey } from './joinWords.ts'
import type { JoinChoice, ObjectKey } from './useJoinDecisions.ts'

interface CaseProps {
  object: ObjectKey
  systems: JoinCounts['systems']
  onDecide: (choice: JoinChoice) => Promise<void>
  onLater: () => void
}

/** One object: whose it may be, why, and what each decision would do. */
export function Case({ object, ...props }: CaseProps) {
  const { data, error } = useCall('joins.get', { ...object })
  return (
    <section className="case" aria-label={t('Selected account')}>
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : data ? (
        <OpenCase join={data} {...props} />
      ) : (
        <SkeletonRows rows={8} label={t('Reading the candidates')} />
      )}
    </section>
  )
}

/** The best candidate, else what can be decided at all. */
function firstOf(join: JoinCase): Chosen {
  if (join.candidates.length > 0) return 0
  return join.project.refused === null ? 'project' : 'disconnect'
}

function OpenCase({ join, systems, onDecide, onLater }: Omit<CaseProps, 'object'> & { join: JoinCase }) {
  const [chosen, setChosen] = useState<Chosen>(firstOf(join))
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const tile = systems.find((system) => system.name === join.system)
  const optionOf = (of: Chosen) => (typeof of === 'number' ? join.candidates[of] : join[of])
  const decide = async (of: Chosen) => {
    const option = optionOf(of)
    setChosen(of)
    if (busy || option === undefined || option.refused !== null) return
    setBusy(true)
    await onDecide({
      ...(typeof of === 'number'
        ? { decision: 'join' as const, identity: join.candidates[of]?.id as number }
        : { decision: of }),
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    })
    setBusy(false)
  }
  const show = (by: number) => {
    const at = typeof chosen === 'number' ? chosen : -1
    const next = Math.max(0, Math.min(join.candidates.length - 1, at + by))
    if (join.candidates.length > 0) setChosen(next)
  }
  useKeys([
    ...join.candidates.slice(0, 9).map((_, index) => [String(index + 1), () => void decide(index)] as const),
    ['N', () => void decide('project')],
    ['D', () => void decide('disconnect')],
    ['ArrowRight', () => show(1)],
    ['ArrowLeft', () => show(-1)],
    ['Enter', () => void decide(chosen)],
  ])
  const first = typeof chosen === 'number' ? chosen : 0
  const candidate = join.candidates[first]
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area has to be reachable by keyboard */}
      <section className="case-body" data-area data-scrolls tabIndex={0} aria-label={t('Candidates')}>
        <div className="case-subject">
          <h2>
            {tile ? <SystemTile tile={tile} /> : null}
            <span>{rich`Whose account is ${<span className="mono">{join.name}</span>}?`}</span>
          </h2>
          <p className="mono small faint">{shortKey(join)}</p>
          <p className="muted">{reasonOf(join)}</p>
        </div>
        {join.candidates.length > 0 ? (
          <Compare join={join} chosen={chosen} onChoose={setChosen} />
        ) : (
          <Attributes join={join} />
        )}
        <Effect join={join} chosen={chosen} systems={systems} />
      </section>
      <div className="case-decision">
        {candidate ? (
          <Button
            kind="primary"
            shortcut={String(first + 1)}
            disabled={busy || candidate.refused !== null}
            onClick={() => void decide(first)}
          >
            {t`Join to ${candidate.name}`}
          </Button>
        ) : null}
        <Button
          shortcut="N"
          disabled={busy || join.project.refused !== null}
          onClick={() => void decide('project')}
        >
          {t('New identity')}
        </Button>
        <Button
          shortcut="D"
          disabled={busy || join.disconnect.refused !== null}
          onClick={() => void decide('disconnect')}
        >
          {t('Never join')}
        </Button>
        <Button kind="quiet" shortcut="S" onClick={onLater}>
          {t('Later')}
        </Button>
        <Input
          className="field reason"
          value={reason}
          placeholder={t('Reason, kept in the audit')}
          aria-label={t('Reason, kept in the audit')}
          maxLength={2000}
          onChange={(_, data) => setReason(data.value)}
        />
      </div>
    </>
  )
}

/** Nobody to compare with: what the object itself says. */
function Attributes({ join }: { join: JoinCase }) {
  return (
    <dl className="own-values">
      {join.attributes.map(({ attribute, value }) => (
        <div key={attribute}>
          <dt className="mono clip" title={attribute}>
            {attribute}
          </dt>
          <dd>{Array.isArray(value) ? value.join(', ') : String(value ?? '')}</dd>
        </div>
      ))}
    </dl>
  )
}
