import { useMemo } from 'react'
import { useRoute } from '../../shell/route.ts'
import { FindingsPage } from './FindingsPage.tsx'
import './history.css'
import { parseHistoryPlace } from './historyPlace.ts'
import { Overview } from './Overview.tsx'
import { RunsPage } from './RunsPage.tsx'
import { UndoPage } from './UndoPage.tsx'

/** What every session did; of one session its runs and what they found; and the way back from an export. */
export default function HistoryScreen() {
  const { item, query } = useRoute()
  const place = useMemo(() => parseHistoryPlace({ item, query }), [item, query])
  switch (place.view) {
    case 'overview':
      return <Overview place={place} />
    case 'runs':
      return <RunsPage session={place.session} run={place.run} />
    case 'findings':
      return <FindingsPage place={place} />
    case 'undo':
      return <UndoPage key={place.run} place={place} />
  }
}
