import type { Change, ChangePattern } from '../../../preload/contract/changes.ts'
import { t } from '../../language/text.ts'
import { formatNumber } from '../../ui/format.ts'

/** A pattern in words where one difference cannot stand for all of it; null where it can. */
export function describePattern(pattern: ChangePattern): string | null {
  const same = pattern.old !== null || pattern.new !== null
  if (pattern.attribute === null && !same) {
    if (pattern.operation === 'add') return t('New objects')
    if (pattern.operation === 'delete') return t('Objects are deleted')
    if (pattern.operation === 'disable') return t('Accounts are disabled')
  }
  if (pattern.values > 1) return t`${formatNumber(pattern.values)} different values`
  if (same) return null
  return pattern.attribute === null ? t('The whole object') : t('Values are cleared')
}

/** A change of a whole object in words; null where old and new value say it. */
export function describeChange(change: Change): string | null {
  if (change.attribute !== null || change.old !== null || change.new !== null) return null
  switch (change.operation) {
    case 'add':
      return t('is created')
    case 'delete':
      return t('is deleted')
    case 'disable':
      return t('is disabled')
    default:
      return null
  }
}
