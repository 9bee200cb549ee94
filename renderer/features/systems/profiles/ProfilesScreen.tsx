import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import type { SystemStatus } from '../../../../preload/contract/workspace.ts'
import { useCall } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { AuditLine } from '../../../shell/AuditLine.tsx'
import { formatRoute, navigate } from '../../../shell/route.ts'
import { useKeys } from '../../../shell/useKeys.ts'
import { useTitle } from '../../../shell/useTitle.ts'
import { Button } from '../../../ui/Button.tsx'
import { Empty } from '../../../ui/Empty.tsx'
import { formatCounted } from '../../../ui/format.ts'
import { KeyStrip } from '../../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../../ui/Notice.tsx'
import { Page, PageHead } from '../../../ui/Page.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { ProfileFormPage } from './ProfileFormPage.tsx'
import { ProfileGrid } from './ProfileGrid.tsx'
import { ProfilePane } from './ProfilePane.tsx'
import { formatProfilePlace, type ProfilePlace } from './profilePlace.ts'
import { RemoveProfile } from './RemoveProfile.tsx'
import './profiles.css'

const hints = [
  { keys: ['J', 'K'], does: t('Profile') },
  { keys: ['R'], does: t('Run it') },
  { keys: ['E'], does: t('Edit') },
  { keys: ['Esc'], does: t('Back to Systems') },
  { keys: ['?'], does: t('All keys') },
]

interface ProfilesScreenProps {
  place: ProfilePlace
  systems: readonly SystemStatus[]
}

/** Run profiles: which there are, what each does step by step, how it went last; run, edited, added and taken out. */
export default function ProfilesScreen({ place, systems }: ProfilesScreenProps) {
  const { data, error } = useCall('profiles.list', {})
  const named = data?.profiles.find(({ name }) => name === place.profile)
  if (data && place.view === 'profile-add')
    return <ProfileFormPage key="add" profiles={data.profiles} systems={systems} />
  if (data && place.view === 'profile-edit' && named)
    return <ProfileFormPage key={named.name} edited={named} profiles={data.profiles} systems={systems} />
  const current = named ?? data?.profiles[0]
  return (
    <ProfileList
      profiles={data?.profiles}
      current={current}
      error={error}
      removing={place.view === 'profile-remove' && named !== undefined}
    />
  )
}

interface ProfileListProps {
  profiles: readonly RunProfileView[] | undefined
  current: RunProfileView | undefined
  error: unknown
  removing: boolean
}

function ProfileList({ profiles, current, error, removing }: ProfileListProps) {
  useTitle(t('Run profiles'))
  useKeys([['Escape', () => navigate(formatRoute('systems'))]])
  const add = (
    <Button
      kind={profiles?.length === 0 ? 'primary' : 'default'}
      onClick={() => navigate(formatProfilePlace('profile-add'))}
    >
      {t('Add a run profile')}
    </Button>
  )
  return (
    <Page className="systems profiles">
      <PageHead
        title={t('Run profiles')}
        sub={profiles && profiles.length > 0 ? formatCounted(profiles.length, 'profile') : null}
        actions={
          <>
            <Button kind="quiet" icon="systems" onClick={() => navigate(formatRoute('systems'))}>
              {t('Systems')}
            </Button>
            {profiles && profiles.length > 0 ? add : null}
          </>
        }
      />
      {error ? (
        <div className="page-message">
          <ErrorNotice error={error} />
        </div>
      ) : !profiles ? (
        <SkeletonRows rows={4} label={t('Reading the run profiles')} />
      ) : !current ? (
        <div className="page-message">
          <Empty title={t('No run profiles yet')} action={add}>
            {t(
              'A run profile is what you do every morning, under one name: import this, synchronize, export what is approved, confirm. It runs its steps in order, stops at the first that does not end well, and approves nothing.',
            )}
          </Empty>
        </div>
      ) : (
        <>
          <ProfileGrid profiles={profiles} current={current} />
          <ProfilePane key={current.name} profile={current} />
          {removing ? <RemoveProfile key={current.name} profile={current} /> : null}
        </>
      )}
      <KeyStrip hints={hints} end={<AuditLine />} />
    </Page>
  )
}
