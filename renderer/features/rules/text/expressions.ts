/** Where expressions stand in a rule file, and what their parts are, as far as colours and completion need to know. */

export interface Range {
  from: number
  to: number
}

/** The text of every expression of a file: inline, quoted, or in the lines below. */
export function expressionRanges(text: string): Range[] {
  const ranges: Range[] = []
  const key = /(^|[\s{,-])expression:[ \t]*/gm
  for (let found = key.exec(text); found !== null; found = key.exec(text)) {
    const start = found.index + found[0].length
    const lineStart = text.lastIndexOf('\n', found.index + (found[1] === '\n' ? 1 : 0)) + 1
    const lineEnd = endOfLine(text, start)
    const rest = text.slice(start, lineEnd)
    if (/^[^#\n]*#[^\n]*$/.test(text.slice(lineStart, found.index)) && /^\s*#/.test(text.slice(lineStart)))
      continue
    const column = found.index + (found[1]?.length ?? 0) - lineStart
    if (/^[|>][-+\d]*\s*(#.*)?$/.test(rest) || rest.trim() === '') {
      const end = endOfBlock(text, lineEnd, column)
      // Nothing is written yet: it begins here.
      ranges.push(end > lineEnd ? { from: lineEnd + 1, to: end } : { from: start, to: start })
      key.lastIndex = Math.max(key.lastIndex, end)
    } else if (rest.startsWith("'") || rest.startsWith('"')) {
      const end = endOfQuoted(text, start)
      ranges.push({ from: start + 1, to: end })
      key.lastIndex = end
    } else {
      const inFlow = /[{]\s*[^}]*$/.test(text.slice(lineStart, found.index + 1))
      const plain = inFlow ? rest.replace(/\s*\}[^}]*$/, '') : rest.replace(/\s+#.*$/, '')
      ranges.push({
        from: start,
        to: inFlow ? start + plain.length : endOfBlock(text, start + plain.length, column, lineEnd),
      })
    }
  }
  return ranges
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** The end of the lines below that stand deeper than a column. */
function endOfBlock(text: string, otherwise: number, column: number, lineEnd = otherwise): number {
  let end = otherwise
  for (let at = lineEnd + 1; at < text.length; ) {
    const stop = endOfLine(text, at)
    const line = text.slice(at, stop)
    const depth = line.search(/\S/)
    if (depth >= 0 && depth <= column) break
    if (depth >= 0) end = stop
    at = stop + 1
  }
  return end
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start]
  for (let i = start + 1; i < text.length; i++) {
    if (quote === '"' && text[i] === '\\') i++
    else if (text[i] === quote) {
      if (quote === "'" && text[i + 1] === "'") i++
      else return i
    }
  }
  return endOfLine(text, start)
}

export type TokenKind = 'function' | 'attribute' | 'text' | 'number' | 'parameter'
export interface Token extends Range {
  kind: TokenKind
}

const words =
  /"(?:[^"\\]|\\.|"")*"?|\[[^\]\n]*\]?|%[^%\s]+%|[A-Za-z_]\w*(?=\s*\()|&H[0-9A-Fa-f]+|\b\d+(?:\.\d+)?\b/g
const kindOf = (word: string): TokenKind =>
  word[0] === '"'
    ? 'text'
    : word[0] === '['
      ? 'attribute'
      : word[0] === '%'
        ? 'parameter'
        : /[\d&]/.test(word[0] as string)
          ? 'number'
          : 'function'

/** The parts of an expression that have a colour of their own. */
export function expressionTokens(text: string, range: Range): Token[] {
  return [...text.slice(range.from, range.to).matchAll(words)].map((found) => ({
    kind: kindOf(found[0]),
    from: range.from + found.index,
    to: range.from + found.index + found[0].length,
  }))
}

/** The function whose name or arguments an offset is in; the innermost one. */
export function functionAt(text: string, range: Range, offset: number): string | undefined {
  const open: string[] = []
  const part = text.slice(range.from, Math.min(offset, range.to))
  const under = expressionTokens(text, range).find(
    ({ kind, from, to }) => kind === 'function' && from <= offset && offset <= to,
  )
  if (under) return text.slice(under.from, under.to)
  for (const [word] of part.matchAll(/"(?:[^"\\]|\\.|"")*"?|\[[^\]\n]*\]?|[A-Za-z_]\w*\s*\(|\(|\)/g)) {
    if (word === ')') open.pop()
    else if (word.endsWith('(')) open.push(word.slice(0, -1).trim())
  }
  return open.findLast((name) => name !== '')
}
