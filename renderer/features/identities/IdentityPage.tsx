import { useState } from 'react'
import type { Identity } from '../../../preload/contract/identities.ts'
import { useCall } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { AuditLine } from '../../shell/AuditLine.tsx'
import { formatRoute, navigate } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page } from '../../ui/Page.tsx'
import { Pane } from '../../ui/Pane.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { Attributes } from './Attributes.tsx'
import { FindingsPart } from './FindingsPart.tsx'
import { IdentityHead } from './IdentityHead.tsx'
import { formatListPlace, type ListPlace } from './identityPlace.ts'
import { JoinGraph } from './JoinGraph.tsx'
import { Members } from './Members.tsx'
import { PendingPart } from './PendingPart.tsx'
import { PreviewPart } from './PreviewPart.tsx'
import { ReferrersPart } from './ReferrersPart.tsx'
import { Timeline } from './Timeline.tsx'
import { useNeighbours } from './useNeighbours.ts'

const hints = [
  { keys: ['J', 'K'], does: t('Attribute') },
  { keys: ['E'], does: t('Other candidates') },
  { keys: ['P'], does: t('Preview') },
  { keys: ['[', ']'], does: t('Previous, next') },
  { keys: ['Esc'], does: t('Back to the list') },
]

/** One identity: who it is, what is joined, where each value comes from, what waits, and what happened. */
export function IdentityPage({ id, place }: { id: number; place: ListPlace }) {
  const { data, error } = useCall('identities.get', { id })
  useTitle(data?.name ?? t('Identity'))
  const back = () => navigate(formatRoute('identities', null, formatListPlace(place)))
  useKeys([['Escape', back]])
  return (
    <Page className="identity">
      {error ? (
        <div className="page-message">
          <ErrorNotice
            error={error}
            action={
              <Button small onClick={back}>
                {t('Back to Identities')}
              </Button>
            }
          />
        </div>
      ) : data ? (
        <Whole identity={data} place={place} />
      ) : (
        <SkeletonRows rows={10} label={t('Reading the identity')} />
      )}
      <KeyStrip hints={hints} end={rich`Metaverse object ${id} · ${<AuditLine />}`} />
    </Page>
  )
}

function Whole({ identity, place }: { identity: Identity; place: ListPlace }) {
  const [previewed, setPreviewed] = useState(false)
  const neighbours = useNeighbours(identity, place)
  useKeys([
    ['P', () => setPreviewed((shown) => !shown)],
    ['[', () => neighbours.previous?.()],
    [']', () => neighbours.next?.()],
  ])
  return (
    <>
      <IdentityHead
        identity={identity}
        place={place}
        neighbours={neighbours}
        previewed={previewed}
        onPreview={() => setPreviewed(!previewed)}
      />
      <JoinGraph identity={identity} />
      <div className="attrs">
        <Attributes identity={identity} />
        <Members identity={identity} />
      </div>
      <Pane label={t('What waits and what happened')}>
        {previewed ? <PreviewPart id={identity.id} onClose={() => setPreviewed(false)} /> : null}
        <FindingsPart findings={identity.findings} />
        <PendingPart identity={identity} />
        <Timeline id={identity.id} />
        <ReferrersPart id={identity.id} />
      </Pane>
    </>
  )
}
