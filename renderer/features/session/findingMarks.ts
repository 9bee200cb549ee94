import type { FindingGroup } from '../../../preload/contract/session.ts'
import type { GlyphName } from '../../ui/Glyph.tsx'

/** Glyphs of the kinds of findings whose subject says more than their severity. */
const glyphs: Readonly<Record<string, GlyphName>> = {
  'ambiguous-join': 'joins',
  'already-joined': 'joins',
  'ambiguous-account': 'joins',
  'account-exists': 'joins',
  'rejected-row': 'table',
  'import-note': 'table',
  'dn-taken': 'person',
  'dn-missing': 'person',
  'no-unique-value': 'person',
}

const bySeverity: Record<FindingGroup['severity'], GlyphName> = {
  error: 'error',
  warning: 'warn',
  info: 'person',
}

export function findingGlyph({ code, severity }: FindingGroup): GlyphName {
  return glyphs[code] ?? bySeverity[severity]
}

/** Red and amber only where the glyph itself warns; a subject stays in ink. */
export function findingTone(group: FindingGroup): string {
  const glyph = findingGlyph(group)
  if (glyph === 'error') return 'is-delete'
  return glyph === 'warn' ? 'is-disable' : 'is-ink'
}

/** Where a finding is dealt with, when it has a screen of its own. */
export function screenOf(group: FindingGroup): 'changes' | 'joins' | null {
  if (isAboutChanges(group)) return 'changes'
  return glyphs[group.code] === 'joins' ? 'joins' : null
}

/** What is decided among the changes is opened there. */
function isAboutChanges({ code }: FindingGroup): boolean {
  return code.includes('limit')
}
