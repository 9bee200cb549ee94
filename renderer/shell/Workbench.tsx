import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useFreshness } from '../client/freshness.ts'
import { useCall } from '../client/queries.tsx'
import { ChangesScreen } from '../features/changes/ChangesScreen.tsx'
import { SessionScreen } from '../features/session/SessionScreen.tsx'
import { SystemsScreen } from '../features/systems/SystemsScreen.tsx'
import { Button } from '../ui/Button.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Page, PageHead } from '../ui/Page.tsx'
import { SkeletonRows } from '../ui/Skeleton.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { Rail } from './Rail.tsx'
import { formatRoute, navigate, type ScreenName, useRoute } from './route.ts'
import { TitleBar } from './TitleBar.tsx'
import { useKeys } from './useKeys.ts'

// Charts are heavy and looked at last.
const HistoryScreen = lazy(() => import('../features/history/HistoryScreen.tsx'))

/** Title bar, rail and the screen that the address names. */
export function Workbench() {
  const route = useRoute()
  const workspace = useCall('workspace.get', {})
  const lost = useFreshness()
  const [keysOpen, setKeysOpen] = useState(false)
  useScreenFocus(route.screen)
  useKeys([
    ['G S', () => navigate(formatRoute('session'))],
    ['G C', () => navigate(formatRoute('changes'))],
    ['G Y', () => navigate(formatRoute('systems'))],
    ['G H', () => navigate(formatRoute('history'))],
    ['?', () => setKeysOpen(true)],
    ['F6', () => focusNextArea(1)],
    ['Shift+F6', () => focusNextArea(-1)],
  ])
  const failed = lost ?? workspace.error
  return (
    <div className="app">
      <TitleBar workspace={workspace.data} />
      <Rail screen={route.screen} waiting={workspace.data?.waiting.changes ?? 0} />
      {failed ? <LostPage error={failed} /> : <Screen screen={route.screen} />}
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </div>
  )
}

function Screen({ screen }: { screen: ScreenName }) {
  switch (screen) {
    case 'session':
      return <SessionScreen />
    case 'changes':
      return <ChangesScreen />
    case 'systems':
      return <SystemsScreen />
    case 'history':
      return (
        <Suspense fallback={<HistoryLoading />}>
          <HistoryScreen />
        </Suspense>
      )
  }
}

function HistoryLoading() {
  return (
    <Page className="history">
      <PageHead title="History" />
      <SkeletonRows rows={6} label="Reading the sessions" />
    </Page>
  )
}

function LostPage({ error }: { error: unknown }) {
  return (
    <Page className="lost">
      <div className="page-message">
        <ErrorNotice
          error={error}
          action={
            <Button small onClick={() => location.reload()}>
              Reload
            </Button>
          }
        />
      </div>
    </Page>
  )
}

/** A new screen takes the focus, so readers start at its top; the first one leaves it where it is. */
function useScreenFocus(screen: ScreenName) {
  const shown = useRef(screen)
  useEffect(() => {
    if (shown.current === screen) return
    shown.current = screen
    document.getElementById('page')?.focus()
  }, [screen])
}

function focusNextArea(direction: 1 | -1) {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')]
  const here = areas.findIndex((area) => area.contains(document.activeElement))
  areas.at((here + direction + areas.length) % areas.length)?.focus()
}
