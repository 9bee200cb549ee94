import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AuditEntry } from '../../../preload/contract/audit.ts'
import type { Result } from '../../../preload/contract/methods.ts'
import { useClient } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCounted, formatMoment, formatNumber, percentOf } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'

interface ChainPartProps {
  /** The newest one. */
  checkpoint: AuditEntry | null
  /** Leads to an entry. */
  onShow: (entry: number) => void
}

/** Whether the audit is whole: verify it, sign where it stands. */
export function ChainPart({ checkpoint, onShow }: ChainPartProps) {
  const client = useClient()
  const queries = useQueryClient()
  const verify = useMutation({ mutationFn: () => client.call('audit.verify', {}) })
  const sign = useMutation({
    mutationFn: () => client.call('audit.checkpoint', {}),
    onSuccess: () => queries.invalidateQueries(),
  })
  const start = () => {
    if (!verify.isPending) verify.mutate()
  }
  useKeys([['V', start]])
  return (
    <PanePart title={t('The chain')}>
      <p className="small muted">
        {checkpoint
          ? t`${checkpoint.words}, ${formatMoment(checkpoint.at, Date.now())}, by ${checkpoint.author}.`
          : t('No checkpoint was made yet.')}
      </p>
      {verify.isPending ? <VerifyProgress /> : null}
      {verify.data ? <ChainState state={verify.data} onShow={onShow} /> : null}
      {verify.error ? <ErrorNotice error={verify.error} /> : null}
      {sign.data ? (
        <Notice
          tone="info"
          title={t`Signed up to entry ${formatNumber(sign.data.entry)}`}
          code={sign.data.path}
        >
          {t('Keep a copy of the file elsewhere: it proves that nothing up to here was changed.')}
        </Notice>
      ) : null}
      {sign.error ? <ErrorNotice error={sign.error} /> : null}
      <div className="chain-actions">
        <Button small shortcut="V" disabled={verify.isPending} onClick={start}>
          {t('Verify the chain')}
        </Button>
        <Button small kind="quiet" disabled={sign.isPending} onClick={() => sign.mutate()}>
          {t('Make a checkpoint')}
        </Button>
      </div>
    </PanePart>
  )
}

/** Asked for while the verification runs, which is one call. */
function VerifyProgress() {
  const client = useClient()
  const [progress, setProgress] = useState<Result<'audit.progress'>>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      client.call('audit.progress', {}).then(setProgress, () => setProgress(null))
    }, 300)
    return () => clearInterval(timer)
  }, [client])
  const share = progress && progress.total > 0 ? percentOf(progress.done, progress.total) : 0
  return (
    <div className="chain-progress">
      <progress max={100} value={share} aria-label={t('Verifying the chain')} />
      <p className="small muted num">
        {progress
          ? t`${formatNumber(progress.done)} of ${formatCounted(progress.total, 'entry', 'entries')}`
          : t('Verifying')}
      </p>
    </div>
  )
}

function ChainState({ state, onShow }: { state: Result<'audit.verify'>; onShow: (entry: number) => void }) {
  const { brokenAt, problem } = state
  const bad = state.checkpoints.filter(({ verdict }) => verdict !== 'contained' && verdict !== 'archived')
  if (state.ok)
    return (
      <Notice tone="info" title={t`The chain is whole: ${formatCounted(state.entries, 'entry', 'entries')}`}>
        {state.checkpoints.length === 0
          ? t('There is no checkpoint to compare it with.')
          : t`It contains all ${formatCounted(state.checkpoints.length, 'checkpoint')} of this workspace.`}
      </Notice>
    )
  return (
    <>
      {brokenAt === null ? null : (
        <Notice
          tone="error"
          title={t`The chain is broken at entry ${formatNumber(brokenAt)}`}
          action={
            <Button small onClick={() => onShow(brokenAt)}>
              {t`Show entry ${formatNumber(brokenAt)}`}
            </Button>
          }
        >
          {rich`${problem?.text}. The ${formatCounted(state.entries, 'entry', 'entries')} before it are whole. Keep a copy of joinery.db and find out who changed it.`}
        </Notice>
      )}
      {bad.map((one) => (
        <Notice key={one.file} tone="error" title={one.text} code={one.file} />
      ))}
    </>
  )
}
