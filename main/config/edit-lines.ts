import { isDeepStrictEqual } from 'node:util'
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml'

/** Edits of a YAML text that leave every line alone which they do not change. */

export type Path = readonly (string | number)[]

/** A text that is written in a way its lines cannot be edited in. */
export class Unusual extends Error {}

/** The edited lines, if they say what they should; else the whole file written anew, whose comments stay and whose spacing may not. */
export function orRewritten(
  text: string,
  edited: () => string,
  rewrite: (document: Document) => void,
): string {
  const document = parseDocument(text)
  rewrite(document)
  const whole = document.toString({ lineWidth: 0 })
  try {
    const lines = edited()
    const read = parseDocument(lines)
    if (read.errors.length === 0 && isDeepStrictEqual(read.toJS(), parseDocument(whole).toJS())) return lines
  } catch (error) {
    if (!(error instanceof Unusual)) throw error
  }
  return whole
}

export function valueAt(text: string, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown>)[key],
    parseDocument(text).toJS(),
  )
}

/** Setting by setting, so that what stays keeps its comments, its order and its quotes. */
export function withMap(text: string, path: Path, wanted: object): string {
  const was = (valueAt(text, path) ?? {}) as Record<string, unknown>
  let next = text
  for (const key of Object.keys(was)) if (!Object.hasOwn(wanted, key)) next = withoutPair(next, path, key)
  for (const [key, value] of Object.entries(wanted)) {
    if (isDeepStrictEqual(was[key], value)) continue
    const node = parseDocument(next).getIn([...path, key], true)
    const deeper =
      isMap(node) && !node.flow && isRecord(value) && Object.keys(value).some((name) => node.has(name))
    next = deeper ? withMap(next, [...path, key], value) : withPair(next, path, key, value)
  }
  return next
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The text without one item of a list; comments above it stay. */
export function withoutItem(text: string, at: Path): string {
  const item = parseDocument(text).getIn(at, true)
  if (!isMap(item) || !item.range) throw new Unusual()
  const from = lineStart(text, item.range[0])
  if (!/^\s*-\s+$/.test(text.slice(from, item.range[0]))) throw new Unusual()
  const rest = text.slice(lineEnd(text, contentEnd(text, item.range)))
  // One empty line between neighbours is enough.
  const before = text.slice(0, from)
  return before + (/(^|\n)\s*\n$/.test(before) ? rest.replace(/^([ \t]*\n)+/, '') : rest)
}

function pairAt(text: string, path: Path, key: string): { map: YAMLMap; pair: Pair | undefined } {
  const map = parseDocument(text).getIn(path, true)
  if (!isMap(map) || map.flow || !map.range) throw new Unusual()
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key)
  return { map, pair }
}

function withPair(text: string, path: Path, key: string, value: unknown): string {
  const { map, pair } = pairAt(text, path, key)
  if (pair === undefined)
    return withBlock(
      text,
      map.range as Range,
      indented(stringify({ [key]: value }, plain), columnOf(text, (map.range as Range)[0])),
    )
  const node = pair.value
  if (!(isScalar(node) || isCollection(node)) || !node.range) throw new Unusual()
  const [from] = node.range
  const block = isCollection(node) ? node.flow !== true : String(node.type).startsWith('BLOCK')
  if (!block) return text.slice(0, from) + inline(value, node) + text.slice(node.range[1])
  const to = contentEnd(text, node.range)
  if (isCollection(node) && typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    return (
      text.slice(0, from) + indented(stringify(value, plain), columnOf(text, from)).trim() + text.slice(to)
    )
  const keyEnd = (pair.key as { range: Range }).range[1]
  return `${text.slice(0, keyEnd)}: ${inline(value, undefined)}${text.slice(to)}`
}

export function withoutPair(text: string, path: Path, key: string): string {
  const { map, pair } = pairAt(text, path, key)
  const range = (pair?.key as { range?: Range } | undefined)?.range
  const value = pair?.value as { range?: Range } | null | undefined
  if (range === undefined || map.items.length === 1) throw new Unusual()
  const from = lineStart(text, range[0])
  if (text.slice(from, range[0]).trim() !== '') throw new Unusual()
  const end = lineEnd(text, contentEnd(text, value?.range ?? range))
  return text.slice(0, from) + text.slice(end)
}

export type Range = readonly [number, number, number]

/** The text with a block of lines after what stands at a range. */
export function withBlock(text: string, range: Range, block: string): string {
  const end = lineEnd(text, contentEnd(text, range))
  const start = end > 0 && text[end - 1] !== '\n' ? '\n' : ''
  return `${text.slice(0, end)}${start}${block}${text.slice(end)}`
}

const plain = { lineWidth: 0 } as const

/** Where a node's own text ends, without the empty lines after it. */
const contentEnd = (text: string, [from, to]: Range): number => from + text.slice(from, to).trimEnd().length

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1

/** After the line break of the line, or the end of the text. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

export const columnOf = (text: string, at: number): number => at - lineStart(text, at)

export const indented = (block: string, column: number): string =>
  block.replaceAll(/^(?=.)/gm, ' '.repeat(column))

/** A value on one line, quoted as the one it replaces where that was. */
function inline(value: unknown, old: unknown): string {
  if (typeof value === 'string' && /[\r\n]/.test(value)) return JSON.stringify(value)
  const document = new Document(value)
  const node = document.contents
  if (isScalar(node) && isScalar(old) && typeof value === 'string' && String(old.type).startsWith('QUOTE'))
    node.type = old.type as 'QUOTE_DOUBLE'
  return document
    .toString({ ...plain, collectionStyle: 'flow', flowCollectionPadding: !Array.isArray(value) })
    .trim()
}
