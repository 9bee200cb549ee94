import { t } from '../language/text.ts'
import { screenList } from './screenList.ts'

/** What of a keyboard event decides. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** `A`, `Shift+A`, `Ctrl+Z`, `ArrowDown`, `?`, `/`, `Space`; null for keys that only modify. The Mac's ⌘ is Ctrl. */
export function keyName(press: KeyPress): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Process'].includes(press.key)) return null
  if (press.altKey) return null
  const letter = /^\p{L}$/u.test(press.key)
  const base = press.key === ' ' ? 'Space' : letter ? press.key.toUpperCase() : press.key
  // Shift belongs to the name of a letter only: it is how ? and / are typed on many keyboards.
  const shift = press.shiftKey && (letter || base.length > 1) ? 'Shift+' : ''
  return `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${shift}${base}`
}

/** Keyboards with ⌘ name it where others have Ctrl. */
export const isMac = typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac')

/** A first key that waits for its second. */
export interface Chord {
  prefix: 'G' | null
  at: number
}

export const noChord: Chord = { prefix: null, at: 0 }

/** Milliseconds a first key waits. */
const patience = 1500

/** Adds a key: answers the command it completes (`G C`, `A`), or null while a second key is awaited. */
export function pressKey(chord: Chord, name: string, now: number): { chord: Chord; command: string | null } {
  if (chord.prefix && now - chord.at <= patience)
    return { chord: noChord, command: `${chord.prefix} ${name}` }
  if (name === 'G') return { chord: { prefix: 'G', at: now }, command: null }
  return { chord: noChord, command: name }
}

/** Every key of the workbench, for the list behind `?`. */
export const keyList: readonly {
  title: string
  keys: readonly { keys: readonly string[]; does: string }[]
}[] = [
  {
    title: t('Everywhere'),
    keys: [
      { keys: [isMac ? '⌘' : 'Ctrl', 'K'], does: t('Find anything') },
      ...screenList.map(({ key, title }) => ({ keys: ['G', key], does: t`Go to ${title}` })),
      { keys: ['F1'], does: t('Help on this screen') },
      { keys: ['F6'], does: t('Next area') },
      { keys: ['?'], does: t('All keys') },
    ],
  },
  {
    title: t('In lists'),
    keys: [
      { keys: ['J', 'K'], does: t('Next, previous') },
      { keys: ['↓', '↑'], does: t('Next, previous') },
      { keys: ['Enter'], does: t('Open') },
    ],
  },
  {
    title: t('Identities'),
    keys: [
      { keys: ['/'], does: t('Find') },
      { keys: ['E'], does: t('Other candidates of a value') },
      { keys: ['P'], does: t('Preview') },
      { keys: ['[', ']'], does: t('Previous, next identity') },
    ],
  },
  {
    title: t('Changes'),
    keys: [
      { keys: ['A'], does: t('Approve') },
      { keys: ['H'], does: t('Hold') },
      { keys: ['R'], does: t('Reject') },
      { keys: ['Shift', 'A'], does: t('Approve the pattern') },
      { keys: ['Shift', 'H'], does: t('Hold the pattern') },
      { keys: ['Shift', 'R'], does: t('Reject the pattern') },
      { keys: ['E'], does: t('Expand') },
      { keys: ['/'], does: t('Filter') },
      { keys: ['[', ']'], does: t('Previous, next object') },
      { keys: ['Ctrl', 'Z'], does: t('Take a decision back') },
    ],
  },
  {
    title: t('Rules'),
    keys: [
      { keys: ['Ctrl', 'Space'], does: t('Complete') },
      { keys: ['Ctrl', 'Enter'], does: t('Preview the effect') },
      { keys: ['F8'], does: t('Next problem') },
      { keys: ['Alt', '↑'], does: t('Raise precedence') },
      { keys: ['Alt', '↓'], does: t('Lower precedence') },
      { keys: ['Ctrl', 'S'], does: t('Save the file') },
    ],
  },
  {
    title: t('Systems'),
    keys: [
      { keys: ['F'], does: t('Full import') },
      { keys: ['D'], does: t('Delta import') },
      { keys: ['S'], does: t('Synchronize') },
      { keys: ['Shift', 'X'], does: t('Export what is approved') },
      { keys: ['C'], does: t('Confirm what was exported') },
      { keys: ['E'], does: t('Edit the settings') },
      { keys: ['/'], does: t('Find in the connector space') },
      { keys: ['R'], does: t('Run the run profile') },
    ],
  },
  {
    title: t('Audit'),
    keys: [
      { keys: ['V'], does: t('Verify the chain') },
      { keys: ['/'], does: t('Search') },
    ],
  },
  {
    title: t('Settings'),
    keys: [{ keys: ['J', 'K'], does: t('Next, previous part') }],
  },
  {
    title: t('Help'),
    keys: [
      { keys: ['/'], does: t('Search') },
      { keys: ['[', ']'], does: t('Previous, next page') },
    ],
  },
  {
    title: t('History'),
    keys: [
      { keys: ['F'], does: t('Findings of the session') },
      { keys: ['U'], does: t('Undo an export') },
      { keys: ['T'], does: t('Try again what failed') },
      { keys: ['X'], does: t('Mark, or leave out of an undo') },
      { keys: ['Esc'], does: t('Back') },
    ],
  },
  {
    title: t('Drift'),
    keys: [
      { keys: ['A'], does: t('Accept: it stands') },
      { keys: ['E'], does: t('Enforce: plan the way back') },
      { keys: ['Shift', 'A'], does: t('Accept the group') },
      { keys: ['Shift', 'E'], does: t('Enforce the group') },
      { keys: ['X'], does: t('Mark, to decide over several') },
      { keys: ['R'], does: t('Write a reason') },
    ],
  },
]
