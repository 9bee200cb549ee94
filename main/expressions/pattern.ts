/** Longest pattern that is accepted. */
const maximumPattern = 1_000
/** Longest text any pattern is tried on. */
const maximumInput = 10_000
/** Steps a pattern may take at worst; well under a second. */
const stepBudget = 3e8

export interface Pattern {
  readonly expression: RegExp
  /** Longest text this pattern may be tried on. */
  readonly inputLimit: number
}

/** Thrown words: why a pattern is not accepted. */
export class PatternError extends Error {}

/**
 * A regular expression that cannot run away. JavaScript's engine backtracks, so a repeated group may not itself repeat or choose, and
 * the more open repetitions a pattern has, the shorter the text it is tried on: n repetitions can take length^(n+1)/(n+1)! steps.
 * `(?i)` at the start makes it ignore case, as in .NET.
 * @throws PatternError
 */
export function compilePattern(source: string): Pattern {
  if (source.length > maximumPattern) {
    throw new PatternError(`a pattern of ${source.length} characters; ${maximumPattern} is the limit`)
  }
  const ignoreCase = source.startsWith('(?i)')
  const body = ignoreCase ? source.slice(4) : source
  const repetitions = countRepetitions(body)
  const flags = `g${ignoreCase ? 'i' : ''}${/\\p\{/i.test(body) ? 'u' : ''}`
  try {
    return { expression: new RegExp(body, flags), inputLimit: inputLimit(repetitions, body.startsWith('^')) }
  } catch (error) {
    throw new PatternError(error instanceof Error ? error.message : String(error))
  }
}

function inputLimit(repetitions: number, anchored: boolean): number {
  const degree = Math.max(1, repetitions + (anchored ? 0 : 1))
  let factorial = 1
  for (let factor = 2; factor <= degree; factor++) factorial *= factor
  return Math.min(maximumInput, Math.floor((stepBudget * factorial) ** (1 / degree)))
}

/** How many parts of the pattern may match texts of different length, `?` aside. */
function countRepetitions(source: string): number {
  const groups: { varies: boolean }[] = [{ varies: false }]
  let repetitions = 0
  let closed: { varies: boolean } | undefined
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at)
    const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})/.exec(source.slice(at, at + 24))?.[0]
    if (quantifier) {
      const current = groups.at(-1)!
      if (closed?.varies && quantifier !== '?') {
        throw new PatternError('a repeated group that itself repeats or chooses, which can take for ever')
      }
      if (!/^\{\d+\}$/.test(quantifier)) {
        current.varies = true
        if (quantifier !== '?') repetitions++
      }
      at += quantifier.length
      if (source.charAt(at) === '?') at += 1
      closed = undefined
      continue
    }
    closed = undefined
    if (character === '\\') {
      if (/[1-9k]/.test(source.charAt(at + 1))) groups.at(-1)!.varies = true
      at += 2
    } else if (character === '[') {
      at = endOfClass(source, at)
    } else if (character === '(') {
      groups.push({ varies: false })
      at += source.charAt(at + 1) === '?' ? 2 : 1
    } else if (character === ')') {
      closed = groups.length > 1 ? groups.pop() : undefined
      if (closed?.varies) groups.at(-1)!.varies = true
      at += 1
    } else {
      if (character === '|') groups.at(-1)!.varies = true
      at += 1
    }
  }
  return repetitions
}

function endOfClass(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source.charAt(at) === '\\') at += 1
    else if (source.charAt(at) === ']') return at + 1
  }
  return source.length
}
