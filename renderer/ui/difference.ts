/** A stretch of text, changed or the same on both sides. */
export interface Piece {
  text: string
  changed: boolean
}

export interface WordDifference {
  old: Piece[]
  new: Piece[]
}

const longest = 160
const breaks = /(\s+|[,;=@./\\:])/
const isWord = (token: string) => /[\p{L}\p{N}]/u.test(token)

/**
 * What changed between two values, word by word; DNs and addresses are cut at their separators as well. Values
 * without a common word are wholly different: nothing is marked then, because a mark on everything says nothing.
 */
export function differenceOf(before: string, after: string): WordDifference {
  const a = before.split(breaks).filter(Boolean)
  const b = after.split(breaks).filter(Boolean)
  if (a.length > longest || b.length > longest) return whole(before, after)
  const common = commonTokens(a, b)
  if (!common.some(([i]) => isWord(a[i] as string))) return whole(before, after)
  const inA = new Set(common.map(([i]) => i))
  const inB = new Set(common.map(([, j]) => j))
  return {
    old: pieces(a, (i) => inA.has(i)),
    new: pieces(b, (j) => inB.has(j)),
  }
}

function whole(before: string, after: string): WordDifference {
  return { old: [{ text: before, changed: false }], new: [{ text: after, changed: false }] }
}

/** Index pairs of a longest common subsequence, words before separators where both are possible. */
function commonTokens(a: readonly string[], b: readonly string[]): [number, number][] {
  const weight = (token: string) => (isWord(token) ? 1000 : 1)
  const width = b.length + 1
  const best = new Float64Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const skip = Math.max(best[(i + 1) * width + j] as number, best[i * width + j + 1] as number)
      const take = a[i] === b[j] ? (best[(i + 1) * width + j + 1] as number) + weight(a[i] as string) : -1
      best[i * width + j] = Math.max(skip, take)
    }
  }
  const pairs: [number, number][] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const here = best[i * width + j] as number
    if (a[i] === b[j] && here === (best[(i + 1) * width + j + 1] as number) + weight(a[i] as string)) {
      pairs.push([i++, j++])
    } else if (here === best[(i + 1) * width + j]) i++
    else j++
  }
  return pairs
}

/** Joins neighbours, lets a changed stretch swallow the spaces within it and give up those at its ends. */
function pieces(tokens: readonly string[], same: (index: number) => boolean): Piece[] {
  const changed = tokens.map((token, i) => !same(i) && (isWord(token) || token.trim() !== ''))
  for (let i = 1; i < tokens.length - 1; i++) {
    if (tokens[i]?.trim() === '' && changed[i - 1] && changed[i + 1]) changed[i] = true
  }
  const out: Piece[] = []
  tokens.forEach((text, i) => {
    const last = out.at(-1)
    if (last && last.changed === changed[i]) last.text += text
    else out.push({ text, changed: changed[i] as boolean })
  })
  return out
}
