import type { ComponentType } from 'react'
import { ChangesScreen } from '../features/changes/ChangesScreen.tsx'
import { SessionScreen } from '../features/session/SessionScreen.tsx'
import { SystemsScreen } from '../features/systems/SystemsScreen.tsx'
import { t } from '../language/text.ts'
import { codeOf, Later } from '../ui/Later.tsx'
import { Page, PageHead } from '../ui/Page.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { type ScreenName, screenList } from './screenList.ts'

/** The screens of every day come with the first download. */
const everyDay: Partial<Record<ScreenName, ComponentType>> = {
  session: SessionScreen,
  changes: ChangesScreen,
  systems: SystemsScreen,
}

/** These follow when the first one stands and nothing else is to do. */
const light = {
  identities: codeOf(() => import('../features/identities/IdentitiesScreen.tsx')),
  joins: codeOf(() => import('../features/joins/JoinsScreen.tsx')),
  history: codeOf(() => import('../features/history/HistoryScreen.tsx')),
  drift: codeOf(() => import('../features/drift/DriftScreen.tsx')),
  audit: codeOf(() => import('../features/audit/AuditScreen.tsx')),
  settings: codeOf(() => import('../features/settings/SettingsScreen.tsx')),
  help: codeOf(() => import('../features/help/HelpScreen.tsx')),
}

const others = {
  ...light,
  // Its editor is heavy: it comes when it is opened.
  rules: codeOf(() => import('../features/rules/RulesScreen.tsx')),
} satisfies Partial<Record<ScreenName, unknown>>

export function Screen({ screen }: { screen: ScreenName }) {
  const Known = everyDay[screen]
  if (Known !== undefined) return <Known />
  const code = others[screen as keyof typeof others]
  return <Later key={screen} code={code} meanwhile={<Loading screen={screen} />} />
}

/** Loads the light screens one by one, each when the window is idle. @returns stops it */
export function fetchLightScreens(): () => void {
  const waiting = Object.values(light)
  let request = 0
  const next = (): void => {
    request = requestIdleCallback(() => void waiting.shift()?.fetch().then(next, next))
  }
  next()
  return () => {
    waiting.length = 0
    cancelIdleCallback(request)
  }
}

function Loading({ screen }: { screen: ScreenName }) {
  const title = screenList.find(({ name }) => name === screen)?.title ?? ''
  return (
    <Page className={screen}>
      <PageHead title={title} />
      <SkeletonRows rows={6} label={t`Opening ${title}`} />
    </Page>
  )
}
