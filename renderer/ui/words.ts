import type { ChangeState, Decision, JobStep, Operation, Risk } from '../../preload/contract/words.ts'

/** The words of the contract's enumerations as a person reads them. */
export const operationWord: Record<Operation, string> = {
  add: 'Add',
  update: 'Update',
  move: 'Move',
  disable: 'Disable',
  delete: 'Delete',
}

/** The order in which operations are listed everywhere. */
export const operations: readonly Operation[] = ['add', 'update', 'move', 'disable', 'delete']

export const decisionWord: Record<Decision, string> = {
  undecided: 'Undecided',
  approved: 'Approved',
  held: 'Held',
  rejected: 'Rejected',
}

export const stateWord: Record<ChangeState, string> = {
  planned: 'Planned',
  exporting: 'Writing',
  exported: 'Written',
  confirmed: 'Confirmed',
  failed: 'Failed',
  unconfirmed: 'Unconfirmed',
}

export const riskWord: Record<Risk, string> = { low: 'Low', medium: 'Medium', high: 'High' }

export const stepWord: Record<JobStep, string> = {
  import: 'Import',
  synchronize: 'Synchronize',
  review: 'Review',
  export: 'Export',
  confirm: 'Confirm',
  report: 'Report',
  prune: 'Prune',
}
