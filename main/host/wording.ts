/** Small words for sentences made by the host; all of it English and plain. */

export const number = (value: number): string => value.toLocaleString('en-US')

/** `1 object`, `2,470 objects` */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

/** `0.6 s`, `14 s`, `2 min 5 s` */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** `A, B and 2 more` */
export function some(names: readonly string[], total: number): string {
  const shown = names.slice(0, 2)
  return total > shown.length
    ? `${shown.join(', ')} and ${number(total - shown.length)} more`
    : shown.join(' and ')
}

/** Why a plan is not what would be planned now. @param why as the store has it @param what `the changes were` */
export const outdatedPlan = (why: string, what: string): string =>
  why === 'the rules have changed' ? `${why} since ${what} planned` : `${why}; ${what} planned before`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
