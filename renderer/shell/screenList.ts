import type { GlyphName } from '../ui/Glyph.tsx'

interface ScreenEntry {
  /** As addresses name it. */
  readonly name: string
  readonly title: string
  readonly glyph: GlyphName
  /** After G, goes there. */
  readonly key: string
  /** Areas of the rail, from top to bottom. */
  readonly area: 'work' | 'record' | 'foot'
}

/** Every screen once, in the order of the rail: addresses, keys, names and marks are taken from here. */
export const screenList = [
  { name: 'session', title: 'Session', glyph: 'session', key: 'S', area: 'work' },
  { name: 'changes', title: 'Changes', glyph: 'changes', key: 'C', area: 'work' },
  { name: 'identities', title: 'Identities', glyph: 'person', key: 'I', area: 'work' },
  { name: 'joins', title: 'Joins', glyph: 'joins', key: 'J', area: 'work' },
  { name: 'rules', title: 'Rules', glyph: 'rules', key: 'R', area: 'work' },
  { name: 'systems', title: 'Systems', glyph: 'systems', key: 'Y', area: 'work' },
  { name: 'history', title: 'History', glyph: 'history', key: 'H', area: 'record' },
  { name: 'drift', title: 'Drift', glyph: 'drift', key: 'D', area: 'record' },
  { name: 'audit', title: 'Audit', glyph: 'audit', key: 'A', area: 'record' },
  { name: 'settings', title: 'Settings', glyph: 'settings', key: ',', area: 'foot' },
  { name: 'help', title: 'Help', glyph: 'help', key: '?', area: 'foot' },
] as const satisfies readonly ScreenEntry[]

export type ScreenName = (typeof screenList)[number]['name']
export type RailArea = ScreenEntry['area']
