import type { IdentityPreview } from '../../../preload/contract/identities.ts'
import { t } from '../../language/text.ts'
import { formatCounted } from '../../ui/format.ts'

/** What a synchronization would do, in one sentence. */
export function previewSentence({ gone, values, changes, dropped }: IdentityPreview): string {
  if (gone) return t('A synchronization would delete the identity: nothing holds it any more.')
  const fresh = changes.filter(({ planned }) => !planned).length
  const parts = [
    ...(values.length > 0 ? [t`change ${formatCounted(values.length, 'value')}`] : []),
    ...(fresh > 0 ? [t`plan ${formatCounted(fresh, 'change')}`] : []),
    ...(dropped.length > 0 ? [t`take ${formatCounted(dropped.length, 'change')} off the plan`] : []),
  ]
  if (parts.length === 0)
    return changes.length === 0
      ? t('A synchronization would change nothing.')
      : t`A synchronization would change nothing: the ${formatCounted(changes.length, 'change')} it wants ${changes.length === 1 ? t('is') : t('are')} on the plan.`
  const last = parts.pop()
  return t`A synchronization would ${parts.length > 0 ? t`${parts.join(', ')} and ` : ''}${last}.`
}
