import type { Result } from '../../../preload/contract/methods.ts'
import type { LimitSetting, PolicySetting } from '../../../preload/contract/settings.ts'
import { formatNumber } from '../../ui/format.ts'

type Reads = Result<'settings.protections'>['reads'][number]['limits']

/** `50, or 5 % of the objects the system holds, whichever is less` */
export function boundWords({ count, percent, share }: LimitSetting): string {
  const part = percent === null ? null : `${formatNumber(percent)} % ${share}`
  if (count === null) return part ?? 'no limit'
  return part === null ? formatNumber(count) : `${formatNumber(count)}, or ${part} if that is less`
}

export const effectWords: Record<PolicySetting['effect'], string> = {
  protect: 'never written',
  'two-people': 'approved by two people',
  approve: 'approved as soon as it is planned',
}

export const protectionWords: Record<'privileged' | 'ownAccount', { title: string; about: string }> = {
  privileged: {
    title: 'Privileged objects',
    about: 'What a system marks as privileged, and members of such groups, is never written.',
  },
  ownAccount: {
    title: 'Own accounts',
    about: 'The accounts that connectors sign in with are never written.',
  },
}

/** When a read is not believed, as a sentence; a check that is off is left out. */
export function readWords(limits: Reads): string {
  if (limits === null) return 'however much it differs, a read is believed'
  const { rowCount, nullRate, keys, values, tolerance } = limits
  const checks = [
    rowCount === false ? null : `${formatNumber(rowCount)} % fewer objects of a type`,
    keys === false ? null : `less than ${formatNumber(keys)} % of the objects known before`,
    nullRate === false ? null : `an attribute emptied in ${formatNumber(nullRate)} %`,
    values === false ? null : `${formatNumber(values)} % of an attribute’s values others`,
  ].filter((check) => check !== null)
  if (checks.length === 0) return 'however much it differs, a read is believed'
  return `${checks.join('; ')}; from ${formatNumber(tolerance)} objects on`
}
