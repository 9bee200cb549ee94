import { Dialog, DialogSurface } from '@fluentui/react-components'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useJob } from '../../client/JobContext.tsx'
import { figureOf } from '../../client/jobProgress.ts'
import { useCall } from '../../client/queries.tsx'
import { nextActionOf } from '../../features/session/nextAction.ts'
import { t } from '../../language/text.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { stepWord } from '../../ui/words.ts'
import { placeDetail, recentPlaces } from '../places.ts'
import { formatRoute, navigate } from '../route.ts'
import { type CommandContext, commandsOf, startStep } from './commands.ts'
import { bestMatches } from './matchWords.ts'
import { PaletteList } from './PaletteList.tsx'
import { currentItem, neighbourOf, type PaletteGroup, type PaletteItem } from './paletteItem.ts'
import { useFound } from './useFound.ts'
import './palette.css'

const commandsShown = 6
const recentShown = 6

interface PaletteProps {
  onClose: () => void
  onKeys: () => void
}

/** Finds a person, an account, a rule or a command, and opens it. */
export default function Palette({ onClose, onKeys }: PaletteProps) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [due, setDue] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const listId = useId()
  const leave = useFocusBack(onClose)
  const context = useCommands(onKeys)
  const next = useNextStep(context)
  const { groups: found, settled } = useFound(typed)

  const commands = bestMatches(typed, commandsOf(context), ({ title }) => title, commandsShown)
  const groups: readonly PaletteGroup[] =
    typed.trim() === ''
      ? [
          ...(next ? [{ title: t('Next step'), items: [next] }] : []),
          { title: t('Recent places'), items: recentItems() },
          { title: t('Go to'), items: commandsOf(context).filter(({ id }) => id.startsWith('screen ')) },
        ].filter(({ items }) => items.length > 0)
      : [...(commands.length > 0 ? [{ title: t('Commands'), items: commands }] : []), ...found]
  const current = currentItem(groups, chosen)

  const open = (item: PaletteItem | undefined) => {
    if (!item || item.blocked !== undefined) return
    leave(false)
    item.open()
  }
  // Enter before the answer is there waits for it: it must not open what an earlier letter found.
  const first = useRef(open)
  first.current = open
  useEffect(() => {
    if (!due || !settled) return
    setDue(false)
    first.current(current)
  }, [due, settled, current])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const toggles = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k'
    if (event.key === 'Escape' || toggles) leave(true)
    else if (event.key === 'ArrowDown') setChosen(neighbourOf(groups, current, 1)?.id ?? null)
    else if (event.key === 'ArrowUp') setChosen(neighbourOf(groups, current, -1)?.id ?? null)
    else if (event.key === 'Enter') {
      const known = commands.includes(current as PaletteItem) || typed.trim() === ''
      if (known || chosen !== null || settled) open(current)
      else setDue(true)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <Dialog open onOpenChange={(_, data) => !data.open && leave(true)}>
      <DialogSurface className="palette" aria-label={t('Find anything')} onKeyDown={onKeyDown}>
        <div className="palette-field">
          <Glyph name="search" />
          <input
            ref={field}
            role="combobox"
            aria-label={t('Find anything')}
            aria-expanded={groups.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={current ? `${listId} ${current.id}`.replaceAll(' ', '-') : undefined}
            placeholder={t('Find a person, account, rule or command')}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            maxLength={400}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setChosen(null)
              setDue(false)
            }}
          />
          <kbd className="key">Esc</kbd>
        </div>
        <PaletteList id={listId} groups={groups} current={current} onOpen={open} />
        {groups.length === 0 ? <NothingFound typed={typed} settled={settled} /> : null}
      </DialogSurface>
    </Dialog>
  )
}

function NothingFound({ typed, settled }: { typed: string; settled: boolean }) {
  return (
    <p className="palette-none muted" role="status">
      {settled
        ? t`Nothing is called “${typed.trim()}”. People are found by the beginning of a name, identifier or DN.`
        : t('Looking')}
    </p>
  )
}

const recentItems = (): PaletteItem[] =>
  recentPlaces()
    .slice(0, recentShown)
    .map((place) => ({
      id: `place ${place.hash}`,
      title: place.title,
      detail: placeDetail(place),
      mark: 'history',
      open: () => navigate(place.hash),
    }))

/** Gives the focus back to where it was, unless a place was opened. */
function useFocusBack(onClose: () => void): (back: boolean) => void {
  const before = useRef(document.activeElement)
  return (back) => {
    onClose()
    const element = before.current
    if (back && element instanceof HTMLElement) requestAnimationFrame(() => element.focus())
  }
}

function useCommands(openKeys: () => void): CommandContext {
  const { job, running, start, cancel, pause } = useJob()
  const profiles = useCall('profiles.list', {}).data?.profiles ?? []
  const figure = running && job ? figureOf(job) : null
  return {
    running: running ? (figure ? stepWord[figure.step] : t('A step')) : null,
    paused: figure?.paused ?? false,
    pausable: figure?.step === 'export',
    profiles,
    start: (request) => void start(request),
    cancel: () => void cancel(),
    pause: (paused) => void pause(paused),
    openKeys,
  }
}

/** The one thing the session says comes next. */
function useNextStep(context: CommandContext): PaletteItem | undefined {
  const { data: session } = useCall('session.get', {})
  if (session === undefined) return undefined
  const action = session === null ? null : nextActionOf(session)
  const title = session === null ? t('Start the first session') : session.next.label
  if (!title || (session !== null && action === null)) return undefined
  return {
    id: 'next',
    title,
    detail: session?.next.sentence,
    mark: 'session',
    ...(context.running !== null && action?.kind !== 'review'
      ? { blocked: t`${context.running} is running` }
      : {}),
    open: () => {
      if (action?.kind === 'review') navigate(formatRoute('changes'))
      else startStep(context, action?.request ?? { kind: 'session', mode: 'full' })
    },
  }
}
