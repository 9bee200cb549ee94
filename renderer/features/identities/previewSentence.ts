import type { IdentityPreview } from '../../../preload/contract/identities.ts'
import { formatCounted } from '../../ui/format.ts'

/** What a synchronization would do, in one sentence. */
export function previewSentence({ gone, values, changes, dropped }: IdentityPreview): string {
  if (gone) return 'A synchronization would delete the identity: nothing holds it any more.'
  const fresh = changes.filter(({ planned }) => !planned).length
  const parts = [
    ...(values.length > 0 ? [`change ${formatCounted(values.length, 'value')}`] : []),
    ...(fresh > 0 ? [`plan ${formatCounted(fresh, 'change')}`] : []),
    ...(dropped.length > 0 ? [`take ${formatCounted(dropped.length, 'change')} off the plan`] : []),
  ]
  if (parts.length === 0)
    return changes.length === 0
      ? 'A synchronization would change nothing.'
      : `A synchronization would change nothing: the ${formatCounted(changes.length, 'change')} it wants ${changes.length === 1 ? 'is' : 'are'} on the plan.`
  const last = parts.pop()
  return `A synchronization would ${parts.length > 0 ? `${parts.join(', ')} and ` : ''}${last}.`
}
