import { type ComponentType, lazy, Suspense } from 'react'
import { ChangesScreen } from '../features/changes/ChangesScreen.tsx'
import { SessionScreen } from '../features/session/SessionScreen.tsx'
import { SystemsScreen } from '../features/systems/SystemsScreen.tsx'
import { Page, PageHead } from '../ui/Page.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { type ScreenName, screenList } from './screenList.ts'

/** The screens of every day come with the first download; what is heavy or looked at now and then comes when it is opened. */
const components: Record<ScreenName, ComponentType> = {
  session: SessionScreen,
  changes: ChangesScreen,
  identities: lazy(() => import('../features/identities/IdentitiesScreen.tsx')),
  joins: lazy(() => import('../features/joins/JoinsScreen.tsx')),
  rules: lazy(() => import('../features/rules/RulesScreen.tsx')),
  systems: SystemsScreen,
  history: lazy(() => import('../features/history/HistoryScreen.tsx')),
  drift: lazy(() => import('../features/drift/DriftScreen.tsx')),
  audit: lazy(() => import('../features/audit/AuditScreen.tsx')),
  settings: lazy(() => import('../features/settings/SettingsScreen.tsx')),
  help: lazy(() => import('../features/help/HelpScreen.tsx')),
}

export function Screen({ screen }: { screen: ScreenName }) {
  const Component = components[screen]
  return (
    <Suspense fallback={<Loading screen={screen} />}>
      <Component />
    </Suspense>
  )
}

function Loading({ screen }: { screen: ScreenName }) {
  const title = screenList.find(({ name }) => name === screen)?.title ?? ''
  return (
    <Page className={screen}>
      <PageHead title={title} />
      <SkeletonRows rows={6} label={`Opening ${title}`} />
    </Page>
  )
}
