import { acceptCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { type Diagnostic, lintGutter, nextDiagnostic, setDiagnostics } from '@codemirror/lint'
import { unifiedMergeView } from '@codemirror/merge'
import { searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import type { RuleProblem, RuleVocabulary } from '../../../../preload/contract/rules.ts'
import { ruleCompletion } from './complete.ts'
import { expressionMarks } from './marks.ts'
import { editorTheme } from './theme.ts'
import { wrapping } from './wrap.ts'

export interface EditorOptions {
  parent: HTMLElement
  text: string
  /** What readers hear of it. */
  label: string
  nonce: string
  keys: readonly KeyBinding[]
  vocabulary(): RuleVocabulary | undefined
  onText(text: string): void
  onCursor(offset: number, line: number): void
}

/** The editor of one file, as the rest of the screen sees it. */
export interface RuleEditorHandle {
  readonly view: EditorView
  /** Compares the text with another one; null: with nothing. */
  compare(original: string | null): void
  mark(problems: readonly RuleProblem[]): void
  nextProblem(): boolean
  /** Puts the cursor at the beginning of a line, from 1. */
  goTo(line: number): void
  /** Makes the text another one, changing only what differs, so that the cursor stays and it can be undone. */
  show(text: string): void
  destroy(): void
}

export function createEditor(options: EditorOptions): RuleEditorHandle {
  const comparison = new Compartment()
  const breaks = lineBreakOf(options.text)
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [extensionsOf(options), EditorState.lineSeparator.of(breaks), comparison.of([])],
    }),
  })
  return {
    view,
    compare: (original) =>
      view.dispatch({
        effects: comparison.reconfigure(original === null ? [] : comparedWith(original, breaks)),
      }),
    mark: (problems) => view.dispatch(setDiagnostics(view.state, diagnosticsOf(view.state, problems))),
    nextProblem: () => nextDiagnostic(view),
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)))
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 60 }),
      })
    },
    show: (text) => {
      const change = changeTo(view.state.sliceDoc(), text, breaks)
      if (change) view.dispatch({ changes: { ...change, insert: view.state.toText(change.insert) } })
    },
    destroy: () => view.destroy(),
  }
}

/** The one stretch in which two texts differ, at offsets that count a line break as one; undefined where they do not. */
export function changeTo(
  old: string,
  next: string,
  breaks: string,
): { from: number; to: number; insert: string } | undefined {
  if (old === next) return undefined
  const [a, b] = [old, next].map((text) => text.replaceAll(breaks, '\n')) as [string, string]
  let from = 0
  while (from < a.length && from < b.length && a[from] === b[from]) from++
  let end = 0
  while (end < a.length - from && end < b.length - from && a.at(-1 - end) === b.at(-1 - end)) end++
  return { from, to: a.length - end, insert: b.slice(from, b.length - end).replaceAll('\n', breaks) }
}

/** The file's own; where a file has both, each stays as it is and only \n divides lines. */
export const lineBreakOf = (text: string): string =>
  /\r\n/.test(text) && !/(^|[^\r])\n/.test(text) ? '\r\n' : '\n'

const extensionsOf = ({ label, nonce, keys, vocabulary, onText, onCursor }: EditorOptions): Extension => [
  EditorView.cspNonce.of(nonce),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', 'data-area': '' }),
  lintGutter(),
  lineNumbers(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  EditorState.tabSize.of(2),
  yaml(),
  expressionMarks,
  wrapping,
  ruleCompletion(vocabulary),
  // Tab goes on to the next area, unless something is offered: nobody is caught in the editor.
  Prec.high(keymap.of([...keys, { key: 'Tab', run: acceptCompletion }])),
  keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
  editorTheme,
  EditorView.updateListener.of((update) => {
    if (update.docChanged) onText(update.state.sliceDoc())
    if (update.docChanged || update.selectionSet) {
      const { head } = update.state.selection.main
      onCursor(head, update.state.doc.lineAt(head).number)
    }
  }),
]

const comparedWith = (original: string, breaks: string): Extension =>
  unifiedMergeView({
    original: EditorState.create({ doc: original, extensions: EditorState.lineSeparator.of(breaks) }).doc,
    mergeControls: false,
    highlightChanges: false,
    gutter: true,
  })

/** A problem names where it begins; it is shown to the end of that word, or of the line. */
function diagnosticsOf(state: EditorState, problems: readonly RuleProblem[]): Diagnostic[] {
  return problems.map(({ line, column, severity, message, advice }) => {
    const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)))
    const from = Math.min(at.from + column - 1, at.to)
    const rest = state.sliceDoc(from, at.to)
    const length = /^(?:"[^"]*"|'[^']*'|[^\s,}\]]+)/.exec(rest)?.[0].length ?? rest.length
    return { from, to: from + length, severity, message: `${message}. ${advice}` }
  })
}
