import { MenuItemRadio } from '@fluentui/react-components'
import type { WorkspaceInfo } from '../../preload/contract/workspace.ts'
import { useJob } from '../client/JobContext.tsx'
import { figureOf, shareOf } from '../client/jobProgress.ts'
import { rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { formatNumber, initialsOf, percentOf } from '../ui/format.ts'
import { Glyph } from '../ui/Glyph.tsx'
import { IconMenu } from '../ui/IconMenu.tsx'
import { Spinner } from '../ui/Progress.tsx'
import { stepWord } from '../ui/words.ts'
import { isMac } from './keys.ts'
import { formatRoute } from './route.ts'
import { chooseTheme, type ThemeChoice, useTheme } from './useTheme.ts'

interface TitleBarProps {
  workspace: WorkspaceInfo | undefined
  onFind: () => void
}

/** Workspace, environment, the way to everything, and the session's state, on every screen. */
export function TitleBar({ workspace, onFind }: TitleBarProps) {
  return (
    <header className="titlebar">
      <div className="titlebar-start">
        <span className="workspace" title={workspace?.path}>
          <Mark />
          <span className="clip">{workspace?.name}</span>
        </span>
        {workspace?.environment ? <span className="env">{workspace.environment}</span> : null}
      </div>
      <FindButton onFind={onFind} />
      <div className="titlebar-end">
        <RunPill waiting={workspace?.waiting.changes ?? 0} />
        <ThemeMenu />
        {workspace?.user ? (
          <span className="avatar" title={workspace.user} role="img" aria-label={workspace.user}>
            {initialsOf(workspace.user)}
          </span>
        ) : null}
      </div>
    </header>
  )
}

function FindButton({ onFind }: { onFind: () => void }) {
  return (
    <button
      type="button"
      className="omnibox"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      onClick={onFind}
    >
      <Glyph name="search" />
      <span className="clip">{t('Find anything')}</span>
      {/* Readers hear the keys of the button itself. */}
      <span className="omnibox-keys" aria-hidden="true">
        <kbd className="key">{isMac ? '⌘' : 'Ctrl'}</kbd>
        <kbd className="key">K</kbd>
      </span>
    </button>
  )
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 16 16" aria-hidden="true">
      <path
        fillRule="evenodd"
        d="M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z"
        fill="var(--sys-mv)"
      />
      <path d="M4.2 4.4L8.6 6.2v3.6L4.2 11.6z" fill="#fff" />
      <path d="M11.8 4.4L9.8 5.2v5.6l2 .8z" fill="#fff" opacity=".55" />
    </svg>
  )
}

function RunPill({ waiting }: { waiting: number }) {
  const { job, running } = useJob()
  if (running && job) {
    const figure = figureOf(job)
    const known = figure && figure.total !== null
    return (
      <a className="runpill" href={formatRoute('session')}>
        {figure?.paused ? <Glyph name="pause" /> : <Spinner share={shareOf(figure)} />}
        <span>
          <b>{figure ? stepWord[figure.step] : t('Starting')}</b>
          {figure?.paused ? ` ${t('paused')}` : ''}
          {known ? ` ${percentOf(figure.done, figure.total as number)} %` : ''}
        </span>
      </a>
    )
  }
  if (waiting === 0) return null
  return (
    <a className="runpill" href={formatRoute('changes')}>
      <span className="dot-now" />
      <span>{rich`${<b>{t('Review')}</b>} ${formatNumber(waiting)} undecided`}</span>
    </a>
  )
}

const themes: readonly { value: ThemeChoice; label: string }[] = [
  { value: 'light', label: t('Light') },
  { value: 'dark', label: t('Dark') },
  { value: 'system', label: t('As the system') },
]

function ThemeMenu() {
  const { choice } = useTheme()
  return (
    <IconMenu
      icon="theme"
      label={t('Switch theme')}
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_, data) => chooseTheme((data.checkedItems[0] ?? 'system') as ThemeChoice)}
    >
      {themes.map((theme) => (
        <MenuItemRadio key={theme.value} name="theme" value={theme.value}>
          {theme.label}
        </MenuItemRadio>
      ))}
    </IconMenu>
  )
}
