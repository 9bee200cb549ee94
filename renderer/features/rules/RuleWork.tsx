import { useMemo } from 'react'
import type {
  RuleBook,
  RuleEdits,
  RuleProblem,
  RuleView,
  RuleVocabulary,
} from '../../../preload/contract/rules.ts'
import { useCall } from '../../client/queries.tsx'
import { t } from '../../language/text.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted } from '../../ui/format.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { ErrorNotice, Notice } from '../../ui/Notice.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import type { RuleEditorHandle } from './editor/createEditor.ts'
import { type Tab, tabs } from './place.ts'
import { type EditorCommands, RuleEditor } from './RuleEditor.tsx'
import { FlowsTab, JoinsTab, ScopeTab } from './RuleTabs.tsx'
import { functionAt } from './text/expressions.ts'
import { placeAt } from './text/place.ts'
import { ruleHead } from './text/ruleText.ts'
import { hintAt } from './text/words.ts'
import type { useRuleFile } from './useRuleFile.ts'

interface RuleWorkProps {
  book: RuleBook
  rule: RuleView | undefined
  file: string | null
  open: ReturnType<typeof useRuleFile>
  tab: Tab
  cursor: { offset: number; line: number }
  vocabulary: RuleVocabulary | undefined
  edits: RuleEdits
  errors: readonly unknown[]
  commands: EditorCommands
  onTab(tab: Tab): void
  onCursor(cursor: { offset: number; line: number }): void
  onEditor(editor: RuleEditorHandle | null): void
  onProblem(line: number): void
  /** Of two edits of one file. */
  onMine(): void
  onTheirs(): void
  onRemove(): void
}

const titles: Record<Tab, string> = {
  scope: t('Scope'),
  joins: t('Joins'),
  flows: t('Flows'),
  yaml: t('YAML'),
}

export const scopeWord = (rule: RuleView): string =>
  rule.direction === 'inbound' ? t('objects') : t('identities')

/** One rule: in words, and the text of its file. */
export function RuleWork(props: RuleWorkProps) {
  const { book, rule, file, open, tab, errors, onTab } = props
  const problems = useMemo(() => book.problems.filter((one) => one.file === file), [book.problems, file])
  if (file === null) return <section className="editor" aria-label={t('Editor')} />
  return (
    <section className="editor" aria-label={t('Editor')}>
      <div className="editor-head">
        <div className="tabs" role="tablist" aria-label={t('Views of the rule')}>
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === tab}
              onClick={() => onTab(name)}
            >
              {titles[name]}
            </button>
          ))}
        </div>
        <span className="file mono clip" title={file}>
          {file}
        </span>
        {rule && rule.state !== 'removed' ? (
          <Button small kind="quiet" onClick={props.onRemove}>
            {t('Delete rule')}
          </Button>
        ) : null}
      </div>
      {errors.map((error) => (
        <ErrorNotice key={String(error)} error={error} />
      ))}
      {open.conflict ? <Both {...props} /> : null}
      {open.draft?.text === null ? (
        <div className="page-message">
          <Empty title={t('This file is to be removed')}>
            {t(
              'It is removed when you save. Discard takes that back, and the version in use keeps the rule until you activate.',
            )}
          </Empty>
        </div>
      ) : open.error ? (
        <div className="page-message">
          <ErrorNotice error={open.error} />
        </div>
      ) : open.text === null ? (
        <SkeletonRows rows={12} label={t('Reading the file')} />
      ) : (
        <>
          <div className={tab === 'yaml' ? 'editor-text' : 'editor-text is-hidden'}>
            <RuleEditor
              key={file}
              file={file}
              text={open.text}
              line={rule?.line ?? 1}
              original={open.conflict ? open.conflict.text : open.active}
              problems={problems}
              vocabulary={props.vocabulary}
              commands={props.commands}
              onText={open.setText}
              onCursor={(offset, line) => props.onCursor({ offset, line })}
              onEditor={props.onEditor}
            />
          </div>
          {tab !== 'yaml' && rule ? <Reading {...props} rule={rule} tab={tab} /> : null}
          <Hint {...props} problems={problems} text={open.text.replaceAll('\r\n', '\n')} />
        </>
      )}
    </section>
  )
}

function Both({ open, onMine, onTheirs }: RuleWorkProps) {
  const gone = open.conflict?.text === null
  return (
    <Notice
      tone="warning"
      title={gone ? t('The file was removed meanwhile') : t('The file was changed meanwhile')}
      action={
        <span className="choices">
          <Button small onClick={onTheirs}>
            {gone ? t('Let it go') : t('Take what is there')}
          </Button>
          <Button small onClick={onMine}>
            {t('Keep mine')}
          </Button>
        </span>
      }
    >
      {t(
        'Somebody else saved it after you began. The marks show yours against what is there now. Nothing is written over before you choose.',
      )}
    </Notice>
  )
}

function Reading({ rule, tab, edits, onTab, onProblem }: RuleWorkProps & { rule: RuleView; tab: Tab }) {
  const { file, index } = rule
  const count = useCall('rules.scope', { file, index, edits }, { keep: true, enabled: tab === 'scope' }).data
  if (tab === 'scope') return <ScopeTab rule={rule} count={count} word={scopeWord(rule)} />
  if (tab === 'joins') return <JoinsTab rule={rule} />
  return (
    <FlowsTab
      rule={rule}
      onGo={(line) => {
        onTab('yaml')
        // The editor has to be seen before it can scroll.
        requestAnimationFrame(() => onProblem(line))
      }}
    />
  )
}

interface HintProps extends RuleWorkProps {
  problems: readonly RuleProblem[]
  text: string
}

/** At the foot: what stands at the cursor, and whether the file is valid. */
function Hint({ book, rule, file, tab, cursor, vocabulary, problems, text, onProblem }: HintProps) {
  const hint = useMemo(() => {
    if (!vocabulary || tab !== 'yaml') return null
    const place = placeAt(text, cursor.offset)
    const called = place.in === 'expression' ? functionAt(text, place.range, cursor.offset) : undefined
    return hintAt(place, called, ruleHead(text, cursor.line), vocabulary)
  }, [text, cursor, vocabulary, tab])
  const here = problems.find(({ line }) => line === cursor.line)
  const first = problems.find(({ severity }) => severity === 'error') ?? problems[0]
  const elsewhere = book.problems.find((one) => one.file !== file && one.severity === 'error')
  const told = here ?? first
  return (
    <div className="hint" aria-live="polite">
      {told ? (
        <button type="button" className="problem" onClick={() => onProblem(told.line)}>
          <Glyph
            name={told.severity === 'error' ? 'error' : 'warn'}
            className={told.severity === 'error' ? 'is-delete' : 'is-disable'}
          />
          <span>
            <b className="num">
              {told.line}:{told.column}
            </b>{' '}
            {told.message}. {told.advice}
          </span>
        </button>
      ) : hint ? (
        <span className="clip">
          <span className="mono">{hint.term}</span> {hint.means}
        </span>
      ) : null}
      <span className="ok">
        {problems.length > 0 ? (
          formatCounted(problems.length, 'problem')
        ) : elsewhere ? (
          <>
            <Glyph name="error" className="is-delete" />
            {t`${elsewhere.file}:${elsewhere.line} has an error`}
          </>
        ) : (
          <>
            <Glyph name="done" className="is-brand" />
            {rule ? t`Valid, ${formatCounted(rule.flows.length, 'flow')}` : t('Valid')}
          </>
        )}
      </span>
    </div>
  )
}
