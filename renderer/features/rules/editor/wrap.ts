import { type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Deeper than this, lines go on at this depth. */
const deepest = 24

const decorations = Array.from({ length: deepest + 1 }, (_, depth) =>
  Decoration.line({ class: `wrap-${depth}` }),
)

// The page allows no style attributes, so each depth is a class of its own.
const depths = EditorView.theme(
  Object.fromEntries(
    decorations.map((_, depth) => [
      `.cm-line.wrap-${depth}`,
      { paddingLeft: `calc(4px + ${depth}ch)`, textIndent: `-${depth}ch` },
    ]),
  ),
)

const lines = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = depthsIn(view)
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = depthsIn(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations },
)

/** Long lines go on below, a little deeper than they began: nothing of a rule is out of sight. */
export const wrapping: Extension = [EditorView.lineWrapping, lines, depths]

function depthsIn(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to } of view.visibleRanges)
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at)
      builder.add(line.from, line.from, decorations[wrapDepth(line.text)] as Decoration)
      at = line.to + 1
    }
  return builder.finish()
}

/** Behind the dashes and the comment sign a line begins with, and two more. */
export const wrapDepth = (line: string): number =>
  Math.min(deepest, (/^(?:\s|- |# )*/.exec(line)?.[0].length ?? 0) + (/^\s*#/.test(line) ? 0 : 2))
