import type { IdentityRecord } from '../../../preload/contract/identities.ts'
import { t } from '../../language/text.ts'
import { formatMoment } from '../../ui/format.ts'

/** How a record came to its identity, in two lines: how, and by which rule and when. */
export function recordWords(record: IdentityRecord, now: number): { how: string; when: string } {
  const { match } = record
  const group = match && match.groups > 1 ? [t`Group ${match.group} of ${match.groups}`] : []
  const when = [
    ...(record.at === null ? [] : [formatMoment(record.at, now)]),
    ...(record.session === null ? [] : [t`session ${record.session}`]),
  ]
  return {
    how: howOf(record),
    when: [...(record.rule === null ? [] : [record.rule]), ...group, ...when].join(', '),
  }
}

function howOf({ kind, rule, match }: IdentityRecord): string {
  if (rule === null)
    return kind === 'projected'
      ? t('Made the identity: decided by a person')
      : t('Joined: decided by a person')
  switch (kind) {
    case 'projected':
      return t('Projected: this record made the identity')
    case 'provisioned':
      return t('Provisioned for this identity')
    case 'joined':
      return match === null
        ? t('Joined: the values it joined by have changed since')
        : t`Joined: ${match.words}`
  }
}

/** The state of a record in a word, where there is something to say. */
export function recordState(record: IdentityRecord): string | null {
  if (record.gone) return t('Gone')
  if (record.unborn) return t('Not written yet')
  return record.pending > 0 ? t`${record.pending} pending` : null
}
