import { useEffect, useSyncExternalStore } from 'react'
import { kept } from '../ui/kept.ts'

export const themeChoices = ['light', 'dark', 'system'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const choice = kept<ThemeChoice>('theme', themeChoices, 'system')
export const chooseTheme = choice.choose

const systemDark = () => matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void) {
  const unsubscribe = choice.subscribe(listener)
  const media = systemDark()
  media.addEventListener('change', listener)
  return () => {
    unsubscribe()
    media.removeEventListener('change', listener)
  }
}

function resolve(): 'light' | 'dark' {
  const chosen = choice.get()
  return chosen === 'system' ? (systemDark().matches ? 'dark' : 'light') : chosen
}

/** Puts the theme on the document before anything is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = resolve()
}

/** The choice and what it comes to now. */
export function useTheme(): { choice: ThemeChoice; theme: 'light' | 'dark' } {
  const theme = useSyncExternalStore(subscribe, resolve)
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return { choice: choice.use(), theme }
}
