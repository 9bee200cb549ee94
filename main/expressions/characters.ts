/**
 * Text as a person counts it: one character for each code point, so that no function cuts an emoji or a rare ideograph in two.
 * Positions count from 0 here.
 */
const surrogates = /[\ud800-\udfff]/

export function length(text: string): number {
  return surrogates.test(text) ? [...text].length : text.length
}

export function slice(text: string, start: number, end?: number): string {
  return surrogates.test(text) ? [...text].slice(start, end).join('') : text.slice(start, end)
}

/** The position of `wanted` at or after `start`; -1 when it is not there. */
export function find(text: string, wanted: string, start: number): number {
  if (!surrogates.test(text)) return text.indexOf(wanted, start)
  const at = text.indexOf(wanted, slice(text, 0, start).length)
  return at < 0 ? -1 : length(text.slice(0, at))
}

/**
 * Case changes letter by letter, as .NET does: `ß` stays `ß` and `İ` stays `İ` where a letter would become two.
 * @throws RangeError for a culture that does not exist
 */
export function upper(text: string, culture?: string): string {
  return mapped(text, (part) => (culture ? part.toLocaleUpperCase(culture) : part.toUpperCase()))
}

/** @throws RangeError for a culture that does not exist */
export function lower(text: string, culture?: string): string {
  return mapped(text, (part) => (culture ? part.toLocaleLowerCase(culture) : part.toLowerCase()))
}

function mapped(text: string, change: (part: string) => string): string {
  const whole = change(text)
  if (whole.length === text.length) return whole
  return Array.from(text, (letter) => {
    const changed = change(letter)
    return changed.length === letter.length ? changed : letter
  }).join('')
}
