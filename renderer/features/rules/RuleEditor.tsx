import { useEffect, useRef } from 'react'
import type { RuleProblem, RuleVocabulary } from '../../../preload/contract/rules.ts'
import { t } from '../../language/text.ts'
import { createEditor, type RuleEditorHandle } from './editor/createEditor.ts'

export interface EditorCommands {
  save(): void
  preview(): void
  precedence(by: -1 | 1): void
}

interface RuleEditorProps {
  /** Hears of the editor when it is there, and when it goes. */
  onEditor(editor: RuleEditorHandle | null): void
  file: string
  /** What it shows; what is typed is told by `onText`. */
  text: string
  /** Where it begins, from 1. */
  line: number
  original: string | null
  problems: readonly RuleProblem[]
  vocabulary: RuleVocabulary | undefined
  commands: EditorCommands
  onText(text: string): void
  onCursor(offset: number, line: number): void
}

const nonceOfPage = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''

/** One file in an editor. Give it a key: another file is another editor, with a history of its own. */
export function RuleEditor({ file, text, line, original, problems, ...rest }: RuleEditorProps) {
  const parent = useRef<HTMLDivElement>(null)
  const editor = useRef<RuleEditorHandle | null>(null)
  const latest = useRef(rest)
  latest.current = rest
  const opened = useRef({ text, line })

  useEffect(() => {
    const handle = createEditor({
      parent: parent.current as HTMLElement,
      text: opened.current.text,
      label: t`Text of ${file}`,
      nonce: nonceOfPage(),
      vocabulary: () => latest.current.vocabulary,
      onText: (next) => latest.current.onText(next),
      onCursor: (offset, line) => latest.current.onCursor(offset, line),
      keys: [
        { key: 'Mod-s', run: () => done(() => latest.current.commands.save()) },
        { key: 'Mod-Enter', run: () => done(() => latest.current.commands.preview()) },
        { key: 'Alt-ArrowUp', run: () => done(() => latest.current.commands.precedence(-1)) },
        { key: 'Alt-ArrowDown', run: () => done(() => latest.current.commands.precedence(1)) },
        { key: 'F8', run: () => handle.nextProblem() || true },
      ],
    })
    editor.current = handle
    if (opened.current.line > 1) handle.goTo(opened.current.line)
    latest.current.onEditor(handle)
    return () => {
      editor.current = null
      latest.current.onEditor(null)
      handle.destroy()
    }
  }, [file])

  useEffect(() => editor.current?.show(text), [text])
  useEffect(() => editor.current?.compare(original), [original])
  useEffect(() => editor.current?.mark(problems), [problems])

  return <div className="code" ref={parent} />
}

const done = (work: () => void): boolean => {
  work()
  return true
}
