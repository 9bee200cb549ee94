import { useMutation } from '@tanstack/react-query'
import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import { useCall, useClient } from '../../../client/queries.tsx'
import { t } from '../../../language/text.ts'
import { useAnnounce } from '../../../shell/announce.tsx'
import { navigate } from '../../../shell/route.ts'
import { formatProfilePlace } from './profilePlace.ts'
import { TextChangeDialog } from './TextChangeDialog.tsx'

/** What taking a profile out does to workspace.yaml, and the last word. */
export function RemoveProfile({ profile: { name, title } }: { profile: RunProfileView }) {
  const client = useClient()
  const announce = useAnnounce()
  const { data, error } = useCall('profiles.difference', { name, profile: null }, { fresh: true })
  const remove = useMutation({
    mutationFn: (hash: string) => client.call('profiles.save', { hash, name, profile: null }),
    onSuccess: () => {
      announce(t`${title} is removed`)
      navigate(formatProfilePlace('profiles'))
    },
  })
  return (
    <TextChangeDialog
      title={t`Remove ${title}`}
      preview={data}
      error={error ?? remove.error}
      facts={[t('Nothing that it did is undone. The history and the audit keep its runs.')]}
      action={t`Remove ${title}`}
      back={t`Keep ${title}`}
      busy={remove.isPending}
      onAct={() => data && remove.mutate(data.hash)}
      onClose={() => navigate(formatProfilePlace('profiles', name))}
    />
  )
}
