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
    title: 'Everywhere',
    keys: [
      { keys: [isMac ? '⌘' : 'Ctrl', 'K'], does: 'Find anything' },
      ...screenList.map(({ key, title }) => ({ keys: ['G', key], does: `Go to ${title}` })),
      { keys: ['F1'], does: 'Help on this screen' },
      { keys: ['F6'], does: 'Next area' },
      { keys: ['?'], does: 'All keys' },
    ],
  },
  {
    title: 'In lists',
    keys: [
      { keys: ['J', 'K'], does: 'Next, previous' },
      { keys: ['↓', '↑'], does: 'Next, previous' },
      { keys: ['Enter'], does: 'Open' },
    ],
  },
  {
    title: 'Identities',
    keys: [
      { keys: ['/'], does: 'Find' },
      { keys: ['E'], does: 'Other candidates of a value' },
      { keys: ['P'], does: 'Preview' },
      { keys: ['[', ']'], does: 'Previous, next identity' },
    ],
  },
  {
    title: 'Changes',
    keys: [
      { keys: ['A'], does: 'Approve' },
      { keys: ['H'], does: 'Hold' },
      { keys: ['R'], does: 'Reject' },
      { keys: ['Shift', 'A'], does: 'Approve the pattern' },
      { keys: ['Shift', 'H'], does: 'Hold the pattern' },
      { keys: ['Shift', 'R'], does: 'Reject the pattern' },
      { keys: ['E'], does: 'Expand' },
      { keys: ['/'], does: 'Filter' },
      { keys: ['[', ']'], does: 'Previous, next object' },
      { keys: ['Ctrl', 'Z'], does: 'Take a decision back' },
    ],
  },
  {
    title: 'Rules',
    keys: [
      { keys: ['Ctrl', 'Space'], does: 'Complete' },
      { keys: ['Ctrl', 'Enter'], does: 'Preview the effect' },
      { keys: ['F8'], does: 'Next problem' },
      { keys: ['Alt', '↑'], does: 'Raise precedence' },
      { keys: ['Alt', '↓'], does: 'Lower precedence' },
      { keys: ['Ctrl', 'S'], does: 'Save the file' },
    ],
  },
  {
    title: 'Systems',
    keys: [
      { keys: ['F'], does: 'Full import' },
      { keys: ['D'], does: 'Delta import' },
      { keys: ['S'], does: 'Synchronize' },
      { keys: ['Shift', 'X'], does: 'Export what is approved' },
      { keys: ['C'], does: 'Confirm what was exported' },
      { keys: ['E'], does: 'Edit the settings' },
      { keys: ['/'], does: 'Find in the connector space' },
      { keys: ['R'], does: 'Run the run profile' },
    ],
  },
  {
    title: 'Audit',
    keys: [
      { keys: ['V'], does: 'Verify the chain' },
      { keys: ['/'], does: 'Search' },
    ],
  },
  {
    title: 'Settings',
    keys: [{ keys: ['J', 'K'], does: 'Next, previous part' }],
  },
  {
    title: 'Help',
    keys: [
      { keys: ['/'], does: 'Search' },
      { keys: ['[', ']'], does: 'Previous, next page' },
    ],
  },
  {
    title: 'History',
    keys: [
      { keys: ['F'], does: 'Findings of the session' },
      { keys: ['U'], does: 'Undo an export' },
      { keys: ['T'], does: 'Try again what failed' },
      { keys: ['X'], does: 'Mark, or leave out of an undo' },
      { keys: ['Esc'], does: 'Back' },
    ],
  },
  {
    title: 'Drift',
    keys: [
      { keys: ['A'], does: 'Accept: it stands' },
      { keys: ['E'], does: 'Enforce: plan the way back' },
      { keys: ['Shift', 'A'], does: 'Accept the group' },
      { keys: ['Shift', 'E'], does: 'Enforce the group' },
      { keys: ['X'], does: 'Mark, to decide over several' },
      { keys: ['R'], does: 'Write a reason' },
    ],
  },
]
