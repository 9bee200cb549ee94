import type { Drift, DriftGroup } from '../../../preload/contract/drift.ts'
import type { Operation } from '../../../preload/contract/words.ts'
import { t } from '../../language/text.ts'
import { formatCounted } from '../../ui/format.ts'

type Kind = Drift['kind']

/** Every word of the screen that is not part of a sentence built from values. */
export const stateWord: Record<Drift['state'], string> = {
  open: t('To decide'),
  enforced: t('Enforced'),
  accepted: t('Accepted'),
}

/** What the state means, and what happens next. */
export const stateMeaning: Record<Drift['state'], string> = {
  open: t('Nothing is planned until you decide.'),
  enforced: t(
    'The way back is planned by the next synchronization, if it is not on the plan already. You approve it in Changes like every change.',
  ),
  accepted: t('It stands until the rules want another value, or somebody changes it again.'),
}

/** Said once the decision is taken. */
export const decidedWord = { accept: t('accepted'), enforce: t('to be enforced') } as const

/** The mark of what was done outside. */
export const kindOperation: Record<Kind, Operation> = {
  value: 'update',
  'reference-added': 'add',
  'reference-removed': 'delete',
  deleted: 'delete',
  created: 'add',
}

export const operationOf = ({ kind, attribute }: Pick<Drift, 'kind' | 'attribute'>): Operation =>
  kind === 'value' && attribute === 'dn' ? 'move' : kindOperation[kind]

/** A group in words; its attribute stands before it in its own type. */
export function groupWords({ kind, attribute }: Pick<DriftGroup, 'kind' | 'attribute'>): string {
  switch (kind) {
    case 'value':
      return attribute === 'dn' ? t('moved or renamed') : t('changed')
    case 'reference-added':
      return t('added to')
    case 'reference-removed':
      return t('removed from')
    case 'deleted':
      return t('Accounts that were deleted')
    case 'created':
      return t('Objects that were created and belong to nobody')
  }
}

/** What a group counts: of references they are references, of the others objects. */
export const countedKind = (count: number, kind: Kind): string =>
  kind.startsWith('reference') ? formatCounted(count, 'reference') : formatCounted(count, 'object')
