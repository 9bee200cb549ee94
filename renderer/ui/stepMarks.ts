import type { StepState } from '../../preload/contract/words.ts'
import { t } from '../language/text.ts'
import type { GlyphName } from './Glyph.tsx'

export const stepMarks: Record<StepState, { glyph: GlyphName; tone: string }> = {
  done: { glyph: 'done', tone: 'is-brand' },
  running: { glyph: 'session', tone: 'is-brand' },
  waiting: { glyph: 'more', tone: 'faint' },
  stopped: { glyph: 'warn', tone: 'is-disable' },
  cancelled: { glyph: 'pause', tone: 'is-ink' },
  failed: { glyph: 'error', tone: 'is-delete' },
}

export const stepStateWord: Record<StepState, string> = {
  done: t('Done'),
  running: t('Running'),
  waiting: t('Waiting'),
  stopped: t('Stopped'),
  cancelled: t('Cancelled'),
  failed: t('Failed'),
}
