import { useMemo, useRef, useState } from 'react'
import type { RuleBook, RuleView } from '../../../preload/contract/rules.ts'
import { useCall, useClient } from '../../client/queries.tsx'
import { rich } from '../../language/rich.tsx'
import { t } from '../../language/text.ts'
import { useAnnounce } from '../../shell/announce.tsx'
import { useRoute } from '../../shell/route.ts'
import { useKeys } from '../../shell/useKeys.ts'
import { useTitle } from '../../shell/useTitle.ts'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatCounted, formatMoment, formatNumber } from '../../ui/format.ts'
import { KeyStrip } from '../../ui/KeyStrip.tsx'
import { ErrorNotice } from '../../ui/Notice.tsx'
import { Page, PageHead } from '../../ui/Page.tsx'
import { SkeletonRows } from '../../ui/Skeleton.tsx'
import { type DraftBook, useDrafts } from './drafts.ts'
import type { RuleEditorHandle } from './editor/createEditor.ts'
import { goToPlace, parsePlace } from './place.ts'
import { RuleList } from './RuleList.tsx'
import { RulePane } from './RulePane.tsx'
import { RuleWork } from './RuleWork.tsx'
import { movedPrecedence, newFileName, newRule, precedenceRange, withoutRule } from './text/ruleText.ts'
import { useRuleEffect } from './useRuleEffect.ts'
import { useRuleFile, useSave } from './useRuleFile.ts'
import { useSettled } from './useSettled.ts'
import './rules.css'

const hints = [
  { keys: ['Ctrl', 'Space'], does: t('Complete') },
  { keys: ['Ctrl', 'Enter'], does: t('Preview') },
  { keys: ['F8'], does: t('Next problem') },
  { keys: ['Alt', '↑'], does: t('Raise precedence') },
  { keys: ['Ctrl', 'S'], does: t('Save the file') },
]

/** How long nothing is typed before the host is asked, in milliseconds. */
const pause = 250

/** The rules: what each says, an editor for their files, and what an edit would change. */
export default function RulesScreen() {
  const workspace = useCall('workspace.get', {}).data
  useTitle(t('Rules'))
  if (!workspace)
    return (
      <Page className="rules">
        <PageHead title={t('Rules')} />
        <SkeletonRows rows={8} label={t('Reading the rules')} />
        <KeyStrip hints={hints} />
      </Page>
    )
  return <Rules workspace={workspace.path} idle={workspace.job === null} />
}

function Rules({ workspace, idle }: { workspace: string; idle: boolean }) {
  const drafts = useDrafts(workspace)
  const edits = useSettled(drafts.edits, pause)
  const { data: book, error } = useCall('rules.read', { edits }, { keep: true })
  return (
    <>
      {book ? (
        <Book workspace={workspace} idle={idle} book={book} drafts={drafts} edits={edits} />
      ) : (
        <Page className="rules">
          <PageHead title={t('Rules')} />
          {error ? (
            <div className="page-message">
              <ErrorNotice error={error} />
            </div>
          ) : (
            <SkeletonRows rows={8} label={t('Reading the rules')} />
          )}
          <KeyStrip hints={hints} />
        </Page>
      )}
    </>
  )
}

interface BookProps {
  workspace: string
  /** No step runs: what is stored stays as it is for now. */
  idle: boolean
  book: RuleBook
  drafts: DraftBook
  /** The drafts as the host has seen them. */
  edits: DraftBook['edits']
}

function Book({ workspace, idle, book, drafts, edits }: BookProps) {
  const client = useClient()
  const announce = useAnnounce()
  const route = useRoute()
  const place = useMemo(() => parsePlace(route.item, route.query), [route.item, route.query])
  const vocabulary = useCall('rules.vocabulary', {}).data
  const current = ruleOf(book, place)
  const file = place.file ?? current?.file ?? null
  const onDisk =
    book.files.some((one) => one.file === file && one.onDisk) && drafts.drafts[file ?? '']?.base !== null
  const open = useRuleFile(file, onDisk, drafts)
  const { save, error: saveError } = useSave(drafts)
  const [activateError, setActivateError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [paneOpen, setPaneOpen] = useState(false)
  const [cursor, setCursor] = useState({ offset: 0, line: current?.line ?? 1 })
  const editor = useRef<RuleEditorHandle | null>(null)

  const unsaved = useMemo(() => new Set(Object.keys(drafts.drafts)), [drafts.drafts])
  const edited = book.files.some((one) => one.edited) || book.rules.some(({ state }) => state === 'removed')
  const broken = book.problems.some(({ severity }) => severity === 'error')
  const effect = useRuleEffect(edits, `${book.version.number} ${book.content}`, {
    possible: edited && !broken && idle,
    automatic: !book.large,
  })

  const choose = (rule: RuleView, line = rule.line) => {
    goToPlace({ file: rule.file, index: rule.index, tab: place.tab })
    setCursor({ offset: 0, line })
    // Another file has an editor of its own, which begins at the rule.
    if (rule.file === file) editor.current?.goTo(line)
  }
  const saveCurrent = async () => {
    if (file && (await save([file]))) announce(t`${file} is saved`)
  }
  const activate = async () => {
    setBusy(true)
    setActivateError(null)
    try {
      if (!(await save([...unsaved]))) return
      const { version } = await client.call('rules.activate', {})
      announce(t`Version ${version.number} is active`)
    } catch (reason) {
      setActivateError(reason)
    } finally {
      setBusy(false)
    }
  }
  const preview = () => {
    setPaneOpen(!paneOpen)
    if (edited && !broken && idle && (book.large || !effect.current)) effect.work()
  }
  const movePrecedence = (by: -1 | 1) => {
    if (!current || open.text === null) return
    const order = book.rules.filter(({ direction }) => direction === current.direction)
    const next = movedPrecedence(
      order.map(({ precedence }) => precedence),
      order.indexOf(current),
      by,
    )
    const range = precedenceRange(open.text, current.line)
    if (next === undefined || !range)
      return announce(by < 0 ? t('It is the first already') : t('It is the last already'))
    open.setText(open.text.slice(0, range.from) + next + open.text.slice(range.to))
    announce(t`Precedence ${next}`)
  }
  const addRule = (direction: 'inbound' | 'outbound', system: string) => {
    const known = vocabulary?.systems.find(({ name }) => name === system)
    const type = vocabulary?.metaverse[0]
    if (!known || !type) return
    const order = book.rules.filter((rule) => rule.direction === direction)
    const name = newFileName(system, direction, [...book.files.map((one) => one.file), ...unsaved])
    const text = newRule({
      direction,
      system,
      title: known.title,
      csType: known.types[0]?.type ?? 'object',
      mvType: type.type,
      precedence: (order.at(-1)?.precedence ?? 90) + 10,
      ...pairOf(known.types[0]?.attributes ?? [], type.attributes),
    })
    drafts.put(name, { text, base: null })
    goToPlace({ file: name, index: 0, tab: 'yaml' })
  }
  const removeRule = () => {
    if (!current || open.text === null || !file) return
    const rest = withoutRule(open.text, current.line)
    if (rest !== null) open.setText(rest)
    else if (open.draft?.base === null) drafts.drop(file)
    else drafts.put(file, { text: null, base: open.base })
  }
  useKeys([
    ['Ctrl+S', () => void saveCurrent()],
    ['Ctrl+Enter', preview],
    ['F8', () => void editor.current?.nextProblem()],
  ])

  const changed = effect.current ? (effect.effect?.accounts ?? 0) : 0
  return (
    <Page className={`rules${paneOpen ? ' is-pane-open' : ''}`}>
      <PageHead
        title={t('Rules')}
        sub={<Version book={book} edited={edited} unsaved={unsaved.size} />}
        actions={
          <>
            <TakeBack
              draft={open.draft !== undefined}
              version={open.active !== null && open.active !== open.text ? book.version.number : null}
              onDiscard={() => file && drafts.drop(file)}
              onBack={() => open.active !== null && open.setText(open.active)}
            />
            {open.draft ? <Button onClick={() => void saveCurrent()}>{t('Save')}</Button> : null}
            <Button disabled={!edited || broken} onClick={preview}>
              {changed > 0 ? t`Preview ${formatCounted(changed, 'change')}` : t('Preview')}
            </Button>
            {edited ? (
              <Button kind="primary" disabled={broken || busy} onClick={() => void activate()}>
                {t`${unsaved.size > 0 ? t('Save and activate') : t('Activate')} version ${book.version.number + 1}`}
              </Button>
            ) : null}
          </>
        }
      />
      {book.rules.length === 0 && book.files.length === 0 ? (
        <div className="page-message rules-rest">
          <Empty title={t('No rules yet')}>
            {t(
              'Rules say whose object is whose, and which values go where. Begin with one that brings people in.',
            )}
          </Empty>
        </div>
      ) : null}
      <RuleList
        book={book}
        current={current}
        unsaved={unsaved}
        vocabulary={vocabulary}
        onChoose={choose}
        onOpenFile={(name) => goToPlace({ file: name, index: 0, tab: 'yaml' })}
        onNew={addRule}
        onPrecedence={movePrecedence}
      />
      <RuleWork
        book={book}
        rule={current}
        file={file}
        open={open}
        tab={place.tab}
        cursor={cursor}
        vocabulary={vocabulary}
        edits={edits}
        errors={[saveError, activateError].filter(Boolean)}
        onTab={(tab) => goToPlace({ file, index: current?.index ?? place.index, tab })}
        onCursor={setCursor}
        onEditor={(handle) => {
          editor.current = handle
        }}
        onProblem={(line) => editor.current?.goTo(line)}
        onMine={() =>
          file && open.conflict && drafts.put(file, { text: open.text, base: open.conflict.hash })
        }
        onTheirs={() => file && drafts.drop(file)}
        onRemove={removeRule}
        commands={{ save: () => void saveCurrent(), preview, precedence: movePrecedence }}
      />
      <RulePane
        workspace={workspace}
        rule={current}
        line={cursor.line}
        edits={edits}
        effect={effect}
        edited={edited}
        saved={unsaved.size === 0}
        idle={idle}
        version={book.version.number}
        broken={broken}
        large={book.large}
      />
      <KeyStrip
        hints={hints}
        end={
          effect.effect && edited
            ? evaluatedLine(effect.effect.evaluated.identities, effect.effect.took)
            : null
        }
      />
    </Page>
  )
}

interface TakeBackProps {
  draft: boolean
  /** The version in use, where the file says something else than it. */
  version: number | null
  onDiscard(): void
  onBack(): void
}

/** What is typed goes back to what is saved; what is saved, to what is in use. */
function TakeBack({ draft, version, onDiscard, onBack }: TakeBackProps) {
  if (!draft && version !== null)
    return <Button kind="quiet" onClick={onBack}>{t`Back to version ${version}`}</Button>
  return (
    <Button kind="quiet" disabled={!draft} onClick={onDiscard}>
      {t('Discard')}
    </Button>
  )
}

interface Named {
  name: string
}

/** An attribute that both sides have by one name, or the first of each: a flow to begin with. */
function pairOf(system: readonly Named[], metaverse: readonly Named[]) {
  const shared = metaverse.find(({ name }) => system.some((one) => one.name === name))?.name
  return {
    csAttribute: shared ?? system[0]?.name ?? 'attribute',
    mvAttribute: shared ?? metaverse[0]?.name ?? 'attribute',
  }
}

function evaluatedLine(identities: number, took: number): string {
  return t`Evaluated ${formatCounted(identities, 'identity', 'identities')} in ${formatNumber(Math.round(took))} ms`
}

function ruleOf(
  book: RuleBook,
  { file, index }: { file: string | null; index: number },
): RuleView | undefined {
  if (file === null) return book.rules[0]
  return (
    book.rules.find((rule) => rule.file === file && rule.index === index && rule.state !== 'removed') ??
    book.rules.find((rule) => rule.file === file)
  )
}

function Version({ book, edited, unsaved }: { book: RuleBook; edited: boolean; unsaved: number }) {
  const { number, since } = book.version
  const rules = book.rules.filter(({ state }) => state !== 'active').length
  const what = rules > 0 ? t`, ${formatCounted(rules, 'rule')} edited` : edited ? t(', comments edited') : ''
  return (
    <>
      {rich`Version ${number} is active since ${formatMoment(since, Date.now()).replace(/^Today/, 'today')}${what}${edited && unsaved === 0 ? ` ${t('and saved')}` : ''}`}
    </>
  )
}
