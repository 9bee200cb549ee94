/** One piece of a .NET date format: text that stands for itself, or a field such as `yyyy`. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }

export type DatePattern = readonly Piece[]

/** The formats of one letter, written out as in the invariant culture. */
const standard: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  m: 'MMMM dd',
  M: 'MMMM dd',
  o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
  r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
  s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
  t: 'HH:mm',
  T: 'HH:mm:ss',
  u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
  y: 'yyyy MMMM',
  Y: 'yyyy MMMM',
}

const fieldLetters = 'dfFghHKmMstyz'
const maximumLength = 200
const known = new Map<string, DatePattern | undefined>()
const maximumKnown = 500

/** The pieces of a .NET date format; undefined when it is none. Formats come from rules, so each is read once. */
export function datePattern(format: string): DatePattern | undefined {
  if (known.has(format)) return known.get(format)
  const pattern = read(format)
  if (known.size >= maximumKnown) known.clear()
  known.set(format, pattern)
  return pattern
}

function read(format: string): DatePattern | undefined {
  if (format === '' || format.length > maximumLength) return undefined
  if (format.length > 1) return pieces(format)
  const written = Object.hasOwn(standard, format) ? standard[format] : undefined
  return written === undefined ? undefined : pieces(written)
}

function pieces(format: string): DatePattern | undefined {
  const found: Piece[] = []
  let at = 0
  while (at < format.length) {
    const letter = format.charAt(at)
    if (letter === '\\') {
      if (at + 1 >= format.length) return undefined
      found.push({ kind: 'text', text: format.charAt(at + 1) })
      at += 2
    } else if (letter === "'" || letter === '"') {
      const end = format.indexOf(letter, at + 1)
      if (end < 0) return undefined
      if (end > at + 1) found.push({ kind: 'text', text: format.slice(at + 1, end) })
      at = end + 1
    } else if (letter === '%') {
      // `%d` is the field d alone; a percent sign means nothing else.
      if (at + 1 >= format.length || format.charAt(at + 1) === '%') return undefined
      at += 1
    } else if (fieldLetters.includes(letter)) {
      const count = letter === 'K' ? 1 : runOf(letter, format, at)
      if (letter.toLowerCase() === 'f' && count > 7) return undefined
      found.push({ kind: 'field', letter, count })
      at += count
    } else {
      found.push({ kind: 'text', text: letter })
      at += 1
    }
  }
  return found
}

function runOf(letter: string, format: string, start: number): number {
  let end = start
  while (format.charAt(end) === letter) end += 1
  return end - start
}
