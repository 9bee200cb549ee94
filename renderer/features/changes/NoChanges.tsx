import { useCall } from '../../client/queries.tsx'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatNumber } from '../../ui/format.ts'

/** No rows: the filter leaves none, or nothing has to change. */
export function NoChanges({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const session = useCall('session.get', {}).data
  if (filtered) {
    return (
      <Empty title="No change matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
        There are pending changes, but none of them has all that the filter asks for.
      </Empty>
    )
  }
  if (!session) {
    return (
      <Empty
        title="Nothing is planned yet"
        action={<Button onClick={() => navigate(formatRoute('session'))}>Go to Session</Button>}
      >
        Changes appear here once a session has read the systems and synchronized them.
      </Empty>
    )
  }
  return (
    <Empty
      title="Nothing to change"
      action={
        <Button icon="history" onClick={() => navigate(formatRoute('history', session.number))}>
          {`Open session ${session.number}`}
        </Button>
      }
    >
      All {formatNumber(session.metaverse.joined)} joined accounts are as the rules want them.
    </Empty>
  )
}
