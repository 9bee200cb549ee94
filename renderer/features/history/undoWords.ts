import type { UndoItem } from '../../../preload/contract/undo.ts'

type State = UndoItem['state']

export const undoStates: readonly State[] = ['planned', 'changed', 'impossible', 'done']

/** A state by itself, before anybody marks anything. */
export const undoWord: Record<State, string> = {
  planned: 'Can go back',
  changed: 'Changed since',
  impossible: 'Cannot be undone',
  done: 'Is as before',
}

export const undoMeaning: Record<State, string> = {
  planned: 'The system holds what was written: it can go back to what was before.',
  changed:
    'The system holds neither what was written nor what was before: somebody has changed it since. It is left alone unless you say otherwise.',
  impossible: 'There is no way back.',
  done: 'The system holds what was before: there is nothing to do.',
}

/** What becomes of it with these marks. */
export function fateWord(state: State, taken: boolean): string {
  if (state === 'planned') return taken ? 'Goes back' : 'Left out'
  if (state === 'changed') return taken ? 'Goes back all the same' : 'Left alone'
  return undoWord[state]
}
