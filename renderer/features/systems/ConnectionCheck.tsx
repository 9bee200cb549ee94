import { useMutation } from '@tanstack/react-query'
import { useClient } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { PanePart } from '../../ui/Pane.tsx'
import { CheckList } from './CheckList.tsx'

/** Asks the system whether it can be reached and read, and lists each check with what to do. */
export function ConnectionCheck({ system }: { system: string }) {
  const client = useClient()
  const announce = useAnnounce()
  const check = useMutation({
    mutationFn: () => client.call('systems.check', { system }),
    onSuccess: (results) => {
      const failed = results.filter((result) => !result.ok).length
      announce(failed === 0 ? t('The connection works') : t`${failed} of ${results.length} checks failed`)
    },
  })
  return (
    <PanePart title={t('Connection')}>
      {check.data ? <CheckList results={check.data} /> : null}
      {check.error ? <ErrorNotice error={check.error} /> : null}
      <Button disabled={check.isPending} onClick={() => check.mutate()}>
        {check.isPending ? t('Checking') : check.data ? t('Check again') : t('Check connection')}
      </Button>
    </PanePart>
  )
}
