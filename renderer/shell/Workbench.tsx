import { useEffect, useInsertionEffect, useRef, useState } from 'react'
import { useFreshness } from '../client/freshness.ts'
import { useCall } from '../client/queries.tsx'
import { helpAddress } from '../features/help/helpPlace.ts'
import { t } from '../language/text.ts'
import { Button } from '../ui/Button.tsx'
import { formatChoice } from '../ui/formats.ts'
import { codeOf, Later } from '../ui/Later.tsx'
import { ErrorNotice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { followPlaces } from './places.ts'
import { Rail } from './Rail.tsx'
import { formatRoute, navigate, useRoute } from './route.ts'
import { fetchLightScreens, Screen } from './Screen.tsx'
import { type ScreenName, screenList } from './screenList.ts'
import { TitleBar } from './TitleBar.tsx'
import { useKeys } from './useKeys.ts'

const palette = codeOf(() => import('./palette/Palette.tsx'))

/** Title bar, rail and the screen that the address names. */
export function Workbench() {
  const route = useRoute()
  const workspace = useCall('workspace.get', {})
  const lost = useFreshness()
  const [keysOpen, setKeysOpen] = useState(false)
  const [finding, setFinding] = useState(false)
  // Every number and date is written anew when others are chosen.
  formatChoice.use()
  const help = () => {
    setKeysOpen(false)
    navigate(helpAddress(route.screen))
  }
  // What a screen's own stylesheets go by; dialogs and menus stand outside of the page. Before layout effects: a list that measures its room
  // without its style has room for a million rows.
  useInsertionEffect(() => {
    document.documentElement.dataset.screen = route.screen
  }, [route.screen])
  useScreenFocus(route.screen)
  useEffect(followPlaces, [])
  useKeys([
    ...screenList.map(({ name, key }) => [`G ${key}`, () => navigate(formatRoute(name))] as const),
    ['Ctrl+K', () => setFinding(true)],
    ['?', () => setKeysOpen(true)],
    ['F1', () => help()],
    ['F6', () => focusNextArea(1)],
    ['Shift+F6', () => focusNextArea(-1)],
  ])
  const stands = workspace.data !== undefined
  useEffect(() => (stands ? fetchLightScreens() : undefined), [stands])
  const failed = lost ?? workspace.error
  return (
    <div className="app">
      <TitleBar workspace={workspace.data} onFind={() => setFinding(true)} />
      <Rail screen={route.screen} waiting={workspace.data?.waiting} />
      {failed ? <LostPage error={failed} /> : <Screen screen={route.screen} />}
      {finding ? (
        <Later
          code={palette}
          meanwhile={null}
          onClose={() => setFinding(false)}
          onKeys={() => setKeysOpen(true)}
        />
      ) : null}
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} onHelp={help} />
    </div>
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
              {t('Reload')}
            </Button>
          }
        />
      </div>
    </Page>
  )
}

/** A new screen takes the focus, so readers start at its top, or where it has put it; the first one leaves it where it is. */
function useScreenFocus(screen: ScreenName) {
  const shown = useRef(screen)
  useEffect(() => {
    if (shown.current === screen) return
    shown.current = screen
    const page = document.getElementById('page')
    if (!page?.contains(document.activeElement)) page?.focus()
  }, [screen])
}

function focusNextArea(direction: 1 | -1) {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')]
  const here = areas.findIndex((area) => area.contains(document.activeElement))
  areas.at((here + direction + areas.length) % areas.length)?.focus()
}
