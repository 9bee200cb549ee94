import type { Value } from '../../../connectors/spi/value.ts'

/** What many people have in common of a change: the words that change, and `…` for those around them. */
export interface Pattern {
  readonly attribute: string
  readonly old: string | null
  readonly new: string | null
  readonly people: number
  /** One of them, where it is somebody of the metaverse. */
  readonly example: number | null
}

export interface PatternList {
  /** The largest ones. */
  readonly rows: readonly Pattern[]
  /** How many there are besides, and of how many people. */
  readonly more: { readonly patterns: number; readonly people: number }
}

const shown = 12

/** Counts changes of values by their pattern; each person once, in however many systems it is to be written. */
export class Patterns {
  readonly #people = new Map<string, Set<number>>()

  add(attribute: string, old: Value | undefined, next: Value | undefined, person: number): void {
    const key = JSON.stringify([attribute, ...changedWords(textOf(old), textOf(next))])
    const people = this.#people.get(key)
    if (people === undefined) this.#people.set(key, new Set([person]))
    else people.add(person)
  }

  list(): PatternList {
    const all = [...this.#people].sort(([a, one], [b, two]) => two.size - one.size || (a < b ? -1 : 1))
    const rest = new Set(all.slice(shown).flatMap(([, people]) => [...people]))
    return {
      rows: all.slice(0, shown).map(([key, people]) => {
        const [attribute, old, next] = JSON.parse(key) as [string, string | null, string | null]
        const example = [...people].find((id) => id > 0) ?? null
        return { attribute, old, new: next, people: people.size, example }
      }),
      more: { patterns: Math.max(0, all.length - shown), people: rest.size },
    }
  }
}

const textOf = (value: Value | undefined): string | null => {
  if (value === undefined) return null
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return text === '' ? null : text
}

/** The two texts without the words they begin and end with alike; whole where one of them would have nothing left. */
export function changedWords(
  old: string | null,
  next: string | null,
): readonly [old: string | null, next: string | null] {
  if (old === null || next === null) return [old, next]
  const [a, b] = [old.split(' '), next.split(' ')]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter - 1 && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - 1 - start && a.at(-1 - end) === b.at(-1 - end)) end++
  if (start === 0 && end === 0) return [old, next]
  const cut = (words: readonly string[]): string =>
    [...(start > 0 ? ['…'] : []), ...words.slice(start, words.length - end), ...(end > 0 ? ['…'] : [])].join(
      ' ',
    )
  return [cut(a), cut(b)]
}
