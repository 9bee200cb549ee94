import type { UndoItem } from '../../../preload/contract/undo.ts'
import { t } from '../../language/text.ts'

type State = UndoItem['state']

export const undoStates: readonly State[] = ['planned', 'changed', 'impossible', 'done']

/** A state by itself, before anybody marks anything. */
export const undoWord: Record<State, string> = {
  planned: t('Can go back'),
  changed: t('Changed since'),
  impossible: t('Cannot be undone'),
  done: t('Is as before'),
}

export const undoMeaning: Record<State, string> = {
  planned: t('The system holds what was written: it can go back to what was before.'),
  changed: t(
    'The system holds neither what was written nor what was before: somebody has changed it since. It is left alone unless you say otherwise.',
  ),
  impossible: t('There is no way back.'),
  done: t('The system holds what was before: there is nothing to do.'),
}

/** What becomes of it with these marks. */
export function fateWord(state: State, taken: boolean): string {
  if (state === 'planned') return taken ? t('Goes back') : t('Left out')
  if (state === 'changed') return taken ? t('Goes back all the same') : t('Left alone')
  return undoWord[state]
}
