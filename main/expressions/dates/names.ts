/** Names of the invariant culture, in which the documented functions read and write dates. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const
export const dayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const

/** From 1; undefined when it is no name of a month, whole or its first three letters. */
export function monthOf(name: string): number | undefined {
  const wanted = name.toLowerCase()
  const index = monthNames.findIndex(
    (month) => month.toLowerCase() === wanted || month.slice(0, 3).toLowerCase() === wanted,
  )
  return index < 0 ? undefined : index + 1
}

/** Years written with two digits are from 1950 to 2049, as in .NET's invariant culture. */
export function fullYear(twoDigits: number): number {
  return twoDigits < 50 ? 2000 + twoDigits : 1900 + twoDigits
}
