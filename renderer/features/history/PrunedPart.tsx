import { useState } from 'react'
import type { SessionSummary } from '../../../preload/contract/session.ts'
import { saveCopy } from '../../client/bridge.ts'
import { useClient } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { Button } from '../../ui/Button.tsx'
import { formatCounted, formatLongDate } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'

interface PrunedPartProps {
  session: number
  pruned: NonNullable<SessionSummary['pruned']>
}

/** A session whose details went into archives: what is still here, what is not, where it is, and its report from there. */
export function PrunedPart({ session, pruned }: PrunedPartProps) {
  const client = useClient()
  const announce = useAnnounce()
  const [written, setWritten] = useState<{ path: string; rows: number }[]>([])
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const write = async () => {
    setBusy(true)
    setError(null)
    try {
      const answers = await Promise.allSettled(
        pruned.archives.map((archive) => client.call('archives.report', { archive, session })),
      )
      const reports = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      setWritten(reports)
      // An archive may hold runs of the session and none of its changes: only where none can be read something is wrong.
      if (reports.length > 0) announce(t('The report is written'))
      else setError(answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))[0])
      for (const { path, rows } of reports) {
        const copy = await saveCopy(path)
        if (copy) setWritten((all) => all.map((one) => (one.path === path ? { path: copy, rows } : one)))
      }
    } catch (reason) {
      setError(reason)
    } finally {
      setBusy(false)
    }
  }
  return (
    <PanePart className="pruned" title={t('Pruned')}>
      <p className="pruned-words">
        <Glyph name="history" className="is-ink" />
        <span>{rich`Its details were moved into ${pruned.archives.length === 1 ? t('an archive') : t('archives')} on ${formatLongDate(pruned.at)}. The figures here are as they were; its single changes and their values are not here any more, and what they wrote cannot be undone.`}</span>
      </p>
      <ul className="mono muted wrap">
        {pruned.archives.map((archive) => (
          <li key={archive}>{archive}</li>
        ))}
      </ul>
      <div className="after-button">
        <Button small icon="download" disabled={busy} onClick={() => void write()}>
          {busy ? t('Reading the archive…') : t('Write its report from the archive')}
        </Button>
      </div>
      {written.map(({ path, rows }) => (
        <p key={path} className="small after-button" role="status">
          {rich`${formatCounted(rows, 'change')} in ${<span className="mono wrap">{path}</span>}`}
        </p>
      ))}
      {error ? <ErrorNotice error={error} /> : null}
    </PanePart>
  )
}
