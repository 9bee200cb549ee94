import { type Extension, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { expressionRanges, expressionTokens, type Token, type TokenKind } from '../text/expressions.ts'

const markOf: Record<TokenKind | 'word', Decoration> = {
  function: Decoration.mark({ class: 'x-function' }),
  attribute: Decoration.mark({ class: 'x-attribute' }),
  text: Decoration.mark({ class: 'x-text' }),
  number: Decoration.mark({ class: 'x-number' }),
  parameter: Decoration.mark({ class: 'x-attribute' }),
  word: Decoration.mark({ class: 'x-number' }),
}

/** Numbers, yes and no, and operators, where they are a whole value. */
const wholeValues = /(?<=:[ \t]+)(?:\d+|true|false|[A-Z]{3,}(?:_[A-Z]+)*)(?=[ \t]*(?:[,}\n#]|$))/g

/** Colours within expressions, which to YAML are plain text. */
export const expressionMarks: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = marksIn(view)
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = marksIn(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

function marksIn(view: EditorView): DecorationSet {
  const text = view.state.doc.toString()
  const ranges = expressionRanges(text)
  const tokens: (Omit<Token, 'kind'> & { kind: TokenKind | 'word' })[] = ranges.flatMap((range) =>
    expressionTokens(text, range),
  )
  for (const found of text.matchAll(wholeValues)) {
    const from = found.index
    if (!ranges.some((range) => range.from <= from && from < range.to))
      tokens.push({ kind: 'word', from, to: from + found[0].length })
  }
  const builder = new RangeSetBuilder<Decoration>()
  for (const { kind, from, to } of tokens.sort((a, b) => a.from - b.from)) builder.add(from, to, markOf[kind])
  return builder.finish()
}
