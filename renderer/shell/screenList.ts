import { t } from '../language/text.ts'
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
  { name: 'session', title: t('Session'), glyph: 'session', key: 'S', area: 'work' },
  { name: 'changes', title: t('Changes'), glyph: 'changes', key: 'C', area: 'work' },
  { name: 'identities', title: t('Identities'), glyph: 'person', key: 'I', area: 'work' },
  { name: 'joins', title: t('Joins'), glyph: 'joins', key: 'J', area: 'work' },
  { name: 'rules', title: t('Rules'), glyph: 'rules', key: 'R', area: 'work' },
  { name: 'systems', title: t('Systems'), glyph: 'systems', key: 'Y', area: 'work' },
  { name: 'history', title: t('History'), glyph: 'history', key: 'H', area: 'record' },
  { name: 'drift', title: t('Drift'), glyph: 'drift', key: 'D', area: 'record' },
  { name: 'audit', title: t('Audit'), glyph: 'audit', key: 'A', area: 'record' },
  { name: 'settings', title: t('Settings'), glyph: 'settings', key: ',', area: 'foot' },
  { name: 'help', title: t('Help'), glyph: 'help', key: '?', area: 'foot' },
] as const satisfies readonly ScreenEntry[]

export type ScreenName = (typeof screenList)[number]['name']
export type RailArea = ScreenEntry['area']
