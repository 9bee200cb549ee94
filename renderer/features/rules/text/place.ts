import { expressionRanges, type Range } from './expressions.ts'
import { spanAt } from './ruleText.ts'

/** Where in a rule an offset is, told from the lines alone: while somebody types, the text is seldom whole. */
export type Place =
  | { in: 'expression'; range: Range; wordFrom: number; word: string; bracket: boolean }
  | { in: 'key'; section: Section; wordFrom: number; word: string }
  | { in: 'value'; section: Section; key: string; wordFrom: number; word: string }
  | { in: 'nowhere' }

/** Which keys may stand there. */
export type Section = 'rule' | 'scope' | 'join' | 'flows' | 'key' | 'leave'

const sections: readonly string[] = ['scope', 'join', 'flows', 'key', 'leave']

export function placeAt(text: string, offset: number): Place {
  const range = expressionRanges(text).find(({ from, to }) => from <= offset && offset <= to)
  if (range) return expressionPlace(text, range, offset)
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const before = text.slice(lineStart, offset)
  if (/^\s*#|\s#/.test(before)) return { in: 'nowhere' }
  return flowPlace(text, offset) ?? blockPlace(text, lineStart, before)
}

function expressionPlace(text: string, range: Range, offset: number): Place {
  const part = text.slice(range.from, offset)
  const bracket = /\[([^\]\n]*)$/.exec(part)
  if (bracket) {
    const word = bracket[1] as string
    return { in: 'expression', range, word, wordFrom: offset - word.length, bracket: true }
  }
  // Within a text nothing is a name.
  if ((part.match(/"/g)?.length ?? 0) % 2 === 1) return { in: 'nowhere' }
  const word = /[%\w.]*$/.exec(part)?.[0] ?? ''
  return { in: 'expression', range, word, wordFrom: offset - word.length, bracket: false }
}

/** Within braces: `{ to: mail, from: …`. */
function flowPlace(text: string, offset: number): Place | undefined {
  const start = sectionStart(text, offset)
  if (start === undefined) return undefined
  const open: { brace: string; from: number }[] = []
  let quote = ''
  for (let i = start.from; i < offset; i++) {
    const c = text[i] as string
    if (quote) quote = c === quote ? '' : quote
    else if ((c === '"' || c === "'") && /[\s[{,:]/.test(text[i - 1] ?? ' ')) quote = c
    else if (c === '#' && /\s/.test(text[i - 1] ?? ' '))
      i = text.indexOf('\n', i) < 0 ? offset : text.indexOf('\n', i)
    else if (c === '{' || c === '[') open.push({ brace: c, from: i + 1 })
    else if (c === '}' || c === ']') open.pop()
    else if (c === ',' && open.at(-1)?.brace === '{') (open.at(-1) as { from: number }).from = i + 1
  }
  const mapping = open.findLast(({ brace }) => brace === '{')
  if (!mapping) return undefined
  return keyOrValue(start.section, text.slice(mapping.from, offset), offset)
}

function keyOrValue(section: Section, segment: string, offset: number): Place {
  const [, key, rest] = /^\s*([\w]+):\s*(.*)$/s.exec(segment) ?? []
  if (key === undefined) {
    const word = segment.trimStart()
    return { in: 'key', section, word, wordFrom: offset - word.length }
  }
  const word = /[^\s[,'"]*$/.exec(rest ?? '')?.[0] ?? ''
  return { in: 'value', section, key, word, wordFrom: offset - word.length }
}

/** The nearest line above that opens a section of the rule. */
function sectionStart(text: string, offset: number): { from: number; section: Section } | undefined {
  const line = text.slice(0, offset).split('\n').length
  const { first, indent } = spanAt(text, line)
  const lines = text.split('\n')
  for (let i = line; i >= first; i--) {
    const found = /^([ -]*)([\w]+):/.exec(lines[i - 1] ?? '')
    if (found?.[1]?.length !== indent) continue
    const name = found[2] as string
    if (!sections.includes(name)) return undefined
    const from = lines.slice(0, i - 1).reduce((sum, one) => sum + one.length + 1, 0) + found[0].length
    return { from, section: name as Section }
  }
  return undefined
}

function blockPlace(text: string, lineStart: number, before: string): Place {
  const line = text.slice(0, lineStart).split('\n').length
  const { indent } = spanAt(text, line)
  const [whole, key, rest] = /^[ -]*([\w]+):[ \t]+(.*)$/.exec(before) ?? []
  const column = /^(?:[ ]|- )*/.exec(before)?.[0].length ?? 0
  const section =
    column <= indent ? 'rule' : (sectionStart(text, Math.max(0, lineStart - 1))?.section ?? 'rule')
  const end = lineStart + before.length
  if (whole !== undefined && key !== undefined) {
    const word = /[^\s[,'"]*$/.exec(rest ?? '')?.[0] ?? ''
    return { in: 'value', section, key, word, wordFrom: end - word.length }
  }
  const word = before.slice(column)
  return /^\w*$/.test(word) ? { in: 'key', section, word, wordFrom: end - word.length } : { in: 'nowhere' }
}
