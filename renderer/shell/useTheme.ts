import { useEffect, useSyncExternalStore } from 'react'

export type ThemeChoice = 'light' | 'dark' | 'system'
const store = 'joinery.theme'
const listeners = new Set<() => void>()
const systemDark = () => matchMedia('(prefers-color-scheme: dark)')

export function readTheme(): ThemeChoice {
  try {
    const stored = localStorage.getItem(store)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(store, choice)
  } catch {
    // Storage may be closed to the page; the choice then lasts until it is left.
  }
  chosen = choice
  for (const listener of listeners) listener()
}

let chosen = readTheme()

function subscribe(listener: () => void) {
  listeners.add(listener)
  const media = systemDark()
  media.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    media.removeEventListener('change', listener)
  }
}

const resolve = (): 'light' | 'dark' =>
  chosen === 'system' ? (systemDark().matches ? 'dark' : 'light') : chosen

/** Puts the theme on the document before anything is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = resolve()
}

/** The choice and what it comes to now. */
export function useTheme(): { choice: ThemeChoice; theme: 'light' | 'dark' } {
  const theme = useSyncExternalStore(subscribe, resolve)
  const choice = useSyncExternalStore(subscribe, () => chosen)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return { choice, theme }
}
