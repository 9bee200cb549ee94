import { useMutation } from '@tanstack/react-query'
import { saveCopy } from '../client/bridge.ts'
import { useClient } from '../client/queries.tsx'
import { rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { Button } from '../ui/Button.tsx'
import { formatCounted } from '../ui/format.ts'
import { ErrorNotice, Notice } from '../ui/Notice.tsx'

/** Writes the audit trail as CSV and says where. */
export function AuditExport() {
  const client = useClient()
  const write = useMutation({
    mutationFn: async () => {
      const written = await client.call('audit.export', {})
      return { ...written, copy: await saveCopy(written.path) }
    },
  })
  return (
    <>
      <Button icon="download" disabled={write.isPending} onClick={() => write.mutate()}>
        {t('CSV')}
      </Button>
      {write.data || write.error ? (
        <div className="written">
          {write.data ? (
            <Notice
              tone="info"
              title={t`${formatCounted(write.data.rows, 'line')} written`}
              code={write.data.copy ?? write.data.path}
              action={
                <Button small kind="quiet" onClick={() => write.reset()}>
                  {t('Close')}
                </Button>
              }
            >
              {rich`The whole audit trail as CSV.${write.data.copy ? ` ${t('The workspace keeps its own in reports.')}` : ''}`}
            </Notice>
          ) : (
            <ErrorNotice error={write.error} />
          )}
        </div>
      ) : null}
    </>
  )
}
