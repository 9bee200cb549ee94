/** `Großmann, Jürgen` → `grossmann, jurgen` */
const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss')

const wordsOf = (text: string): string[] => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []

/**
 * How well a title answers what was typed: each typed word has to begin a word of it, in any order. 0 is best, where they are its first
 * words; undefined: it does not.
 */
export function matchWords(typed: string, title: string): number | undefined {
  const words = wordsOf(title)
  const places: number[] = []
  for (const word of wordsOf(typed)) {
    const place = words.findIndex((candidate, at) => candidate.startsWith(word) && !places.includes(at))
    if (place < 0) return undefined
    places.push(place)
  }
  return places.length === 0 ? undefined : places.reduce((sum, place, at) => sum + Math.abs(place - at), 0)
}

/** What answers the typed words, the best first, at most so many; equals stay in their order. */
export function bestMatches<T>(
  typed: string,
  candidates: readonly T[],
  titleOf: (candidate: T) => string,
  most: number,
): T[] {
  return candidates
    .flatMap((candidate) => {
      const rank = matchWords(typed, titleOf(candidate))
      return rank === undefined ? [] : [{ candidate, rank }]
    })
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ candidate }) => candidate)
}
