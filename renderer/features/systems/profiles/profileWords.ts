import type { RunProfileView } from '../../../../preload/contract/profiles.ts'
import { t } from '../../../language/text.ts'
import { formatMoment } from '../../../ui/format.ts'
import { stepWord } from '../../../ui/words.ts'

type Last = NonNullable<RunProfileView['last']>

/** `Import, Synchronize, Export`; a step that is repeated at once stands once, with its count. */
export function stepsLine(steps: RunProfileView['steps']): string {
  const names = steps.map(({ what }) => stepWord[what.step])
  return names
    .flatMap((name, at) => {
      if (names[at - 1] === name) return []
      const rest = names.slice(at)
      const other = rest.findIndex((next) => next !== name)
      const count = other < 0 ? rest.length : other
      return [count === 1 ? name : `${count} × ${name}`]
    })
    .join(', ')
}

/** How it ended or where it is, in a few words. */
export function resultWord({ state, at, of }: Last): string {
  switch (state) {
    case 'done':
      return t('Done')
    case 'running':
      return t`Step ${at} of ${of}`
    default:
      return t`${endWord[state]} at step ${at} of ${of}`
  }
}

const endWord = { failed: t('Failed'), stopped: t('Stopped'), cancelled: t('Cancelled') } as const

export const lastMoment = (last: RunProfileView['last'], now: number): string =>
  last === null ? t('never') : formatMoment(last.startedAt, now)
