import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** The editor in the product's tokens: both themes are one, because the tokens change and not the styles. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'transparent', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '.cm-line': { padding: '0 12px 0 4px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--text-3)', border: '0' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '32px', padding: '0', fontSize: '11px' },
  '.cm-gutter-lint': { width: '20px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
  '&.cm-focused .cm-gutter-lint .cm-activeLineGutter': { boxShadow: 'inset 2px 0 0 var(--brand-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--brand-bg)',
  },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--disable-bg)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--press)' },
  // What is added and removed against the version in use.
  '.cm-changeGutter': { width: '20px', padding: '0', textAlign: 'center' },
  '.cm-changedLineGutter::before': { content: '"+"', color: 'var(--add)' },
  '.cm-deletedLineGutter::before': { content: '"−"', color: 'var(--delete)' },
  '&.cm-merge-b .cm-changedLine, & .cm-insertedLine': {
    backgroundColor: 'color-mix(in srgb, var(--add-bg) 60%, transparent)',
  },
  '.cm-changedLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--add-bg) 60%, transparent) !important',
  },
  '.cm-deletedLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--delete-bg) 55%, transparent) !important',
  },
  '&.cm-merge-b .cm-changedText': { background: 'none' },
  '.cm-deletedChunk': {
    paddingLeft: '4px',
    backgroundColor: 'color-mix(in srgb, var(--delete-bg) 55%, transparent)',
  },
  '.cm-deletedChunk .cm-deletedText': { background: 'none' },
  '.cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  // Problems.
  '.cm-lintRange-error': { backgroundImage: 'none', borderBottom: '2px solid var(--delete)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', borderBottom: '2px dotted var(--disable)' },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--delete)' },
  '.cm-lintPoint-warning:after': { borderBottomColor: 'var(--disable)' },
  '.cm-lint-marker': { width: '14px', height: '14px', margin: '3px 0' },
  '.cm-lint-marker-error': { content: 'none', borderRadius: '50%', border: '2px solid var(--delete)' },
  '.cm-lint-marker-warning': { content: 'none', borderRadius: '50%', border: '2px dotted var(--disable)' },
  // What opens over the text.
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    backgroundColor: 'var(--raised)',
    color: 'var(--text)',
    boxShadow: 'var(--shadow-pop)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '256px' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '4px 12px !important', lineHeight: '20px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--selected)',
    color: 'var(--text)',
  },
  '.cm-completionDetail': {
    marginLeft: '12px',
    font: '400 12px/20px var(--font)',
    fontStyle: 'normal',
    color: 'var(--text-2)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-diagnostic': { padding: '8px 12px', font: '400 12px/16px var(--font)', maxWidth: '420px' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--delete)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--disable)' },
  '.cm-panels': { backgroundColor: 'var(--subtle)', color: 'var(--text)' },
  '.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
})

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--brand-text)' },
  { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--disable)' },
  { tag: [tags.keyword, tags.meta, tags.special(tags.string)], color: 'var(--text-2)' },
])

export const editorTheme: Extension = [look, syntaxHighlighting(colours)]
