import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { SystemRemoval } from '../../../preload/contract/connectors.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import { useCall, useClient } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { formatRoute, navigate } from '../../shell/route.ts'
import { Button } from '../../ui/Button.tsx'
import { DialogFrame } from '../../ui/DialogFrame.tsx'
import { FormField } from '../../ui/FormField.tsx'
import { formatCounted } from '../../ui/format.ts'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { TextDifference } from './TextDifference.tsx'

/** What removing a system would do, what stands in the way, and the last word. */
export default function RemoveSystem({ system }: { system: SystemStatus }) {
  const client = useClient()
  const announce = useAnnounce()
  const [confirm, setConfirm] = useState('')
  const { data: removal, error } = useCall('systems.removal', { system: system.name })
  const remove = useMutation({
    mutationFn: (hash: string) => client.call('systems.remove', { system: system.name, hash, confirm }),
    onSuccess: () => {
      announce(t`${system.title} is removed`)
      navigate(formatRoute('systems'))
    },
  })
  const close = () => navigate(formatRoute('systems', system.name))
  const blocked = removal !== undefined && removal.uses.length > 0
  return (
    <DialogFrame
      title={blocked ? t`${system.title} is in use` : t`Remove ${system.title}`}
      wide
      className="save-content"
      actions={
        <>
          <Button onClick={close}>{blocked ? t('Close') : t`Keep ${system.title}`}</Button>
          {removal && !blocked ? (
            <Button
              kind="primary"
              disabled={confirm !== system.name || remove.isPending}
              onClick={() => remove.mutate(removal.hash)}
            >
              {t`Remove ${system.title}`}
            </Button>
          ) : null}
        </>
      }
      onClose={close}
    >
      {error ? <ErrorNotice error={error} /> : null}
      {remove.error ? <ErrorNotice error={remove.error} /> : null}
      {!removal ? (
        error ? null : (
          <SkeletonRows rows={4} label={t('Looking at what uses it')} />
        )
      ) : blocked ? (
        <Uses removal={removal} />
      ) : (
        <>
          <Consequences removal={removal} title={system.title} />
          <TextDifference label={t('Difference in workspace.yaml')} lines={removal.lines} />
          <FormField
            label={t`Type ${system.name} to remove it`}
            kind="text"
            value={confirm}
            onChange={(value) => setConfirm(String(value))}
          />
        </>
      )}
    </DialogFrame>
  )
}

function Uses({ removal: { uses } }: { removal: SystemRemoval }) {
  return (
    <>
      <p>
        {t(
          'It can be removed when nothing speaks of it any more. Take these out first: Rules shows what that would change before it is saved. Then synchronize, so that what it means for people is planned and waits for approval.',
        )}
      </p>
      <ul className="uses">
        {uses.map((use) => (
          <li key={`${use.file} ${use.line} ${use.message}`}>
            {use.file.startsWith('rules/') ? (
              <a className="mono" href={formatRoute('rules', use.file.slice('rules/'.length))}>
                {use.file}:{use.line}
              </a>
            ) : (
              <span className="mono">
                {use.file}:{use.line}
              </span>
            )}
            <span className="muted">{use.message}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Consequences({ removal, title }: { removal: SystemRemoval; title: string }) {
  const { objects, joined, pending, approved, unconfirmed, secrets, decides } = removal
  return (
    <>
      {decides && joined > 0 ? (
        <Notice tone="warning" title={t('Synchronize first')}>
          {t`The last synchronization still took people from ${title}. Removed now, ${formatCounted(joined, 'identity', 'identities')} it belongs to stay as they are, and nothing is planned for those whom nothing else brings in.`}
        </Notice>
      ) : null}
      <ul className="facts-list">
        <li>{rich`Nothing is written to ${title}, and nothing in it is deleted.`}</li>
        <li>{rich`Nothing is planned elsewhere because of it. ${formatCounted(objects, 'object')} that were read stay in the workspace’s database; a system that is added under the same name goes on with them.`}</li>
        {pending > 0 ? (
          <li>
            {rich`${formatCounted(pending, 'pending change')}${approved > 0 ? t`, ${formatCounted(approved, 'approved one')} among them,` : ''} can no longer be written and are taken off the plan.`}
          </li>
        ) : null}
        {unconfirmed > 0 ? (
          <li>
            {rich`${formatCounted(unconfirmed, 'written change')} will not be read back any more: confirm before, to know that they took effect.`}
          </li>
        ) : null}
        {secrets.length > 0 ? <li>{rich`Forgotten by the secret store: ${secrets.join(', ')}.`}</li> : null}
        <li>{t('The audit and the history keep what was done with it.')}</li>
      </ul>
    </>
  )
}
