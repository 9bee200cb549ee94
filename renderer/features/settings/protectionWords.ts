import type { Result } from '../../../preload/contract/methods.ts'
import type { LimitSetting, PolicySetting } from '../../../preload/contract/settings.ts'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'

type Reads = Result<'settings.protections'>['reads'][number]['limits']

/** `50, or 5 % of the objects the system holds, whichever is less` */
export function boundWords({ count, percent, share }: LimitSetting): string {
  const part = percent === null ? null : `${formatNumber(percent)} % ${share}`
  if (count === null) return part ?? t('no limit')
  return part === null ? formatNumber(count) : t`${formatNumber(count)}, or ${part} if that is less`
}

export const effectWords: Record<PolicySetting['effect'], string> = {
  protect: t('never written'),
  'two-people': t('approved by two people'),
  approve: t('approved as soon as it is planned'),
}

export const protectionWords: Record<'privileged' | 'ownAccount', { title: string; about: string }> = {
  privileged: {
    title: t('Privileged objects'),
    about: t('What a system marks as privileged, and members of such groups, is never written.'),
  },
  ownAccount: {
    title: t('Own accounts'),
    about: t('The accounts that connectors sign in with are never written.'),
  },
}

/** When a read is not believed, as a sentence; a check that is off is left out. */
export function readWords(limits: Reads): string {
  if (limits === null) return t('however much it differs, a read is believed')
  const { rowCount, nullRate, keys, values, tolerance } = limits
  const checks = [
    rowCount === false ? null : t`${formatNumber(rowCount)} % fewer objects of a type`,
    keys === false ? null : t`less than ${formatNumber(keys)} % of the objects known before`,
    nullRate === false ? null : t`an attribute emptied in ${formatNumber(nullRate)} %`,
    values === false ? null : t`${formatNumber(values)} % of an attribute’s values others`,
  ].filter((check) => check !== null)
  if (checks.length === 0) return t('however much it differs, a read is believed')
  return t`${checks.join('; ')}; from ${formatNumber(tolerance)} objects on`
}
