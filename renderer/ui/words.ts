import type { ChangeState, Decision, JobStep, Operation, Risk } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'

/** The words of the contract's enumerations as a person reads them. */
export const operationWord: Record<Operation, string> = {
  add: t('Add'),
  update: t('Update'),
  move: t('Move'),
  disable: t('Disable'),
  delete: t('Delete'),
}

/** The order in which operations are listed everywhere. */
export const operations: readonly Operation[] = ['add', 'update', 'move', 'disable', 'delete']

export const decisionWord: Record<Decision, string> = {
  undecided: t('Undecided'),
  approved: t('Approved'),
  held: t('Held'),
  rejected: t('Rejected'),
}

export const stateWord: Record<ChangeState, string> = {
  planned: t('Planned'),
  exporting: t('Writing'),
  exported: t('Written'),
  confirmed: t('Confirmed'),
  failed: t('Failed'),
  unconfirmed: t('Unconfirmed'),
}

export const riskWord: Record<Risk, string> = { low: t('Low'), medium: t('Medium'), high: t('High') }

export const stepWord: Record<JobStep, string> = {
  import: t('Import'),
  synchronize: t('Synchronize'),
  review: t('Review'),
  export: t('Export'),
  confirm: t('Confirm'),
  report: t('Report'),
  prune: t('Prune'),
}
