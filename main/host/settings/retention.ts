import type { Result } from '../../../preload/contract/methods.ts'
import type { ConfigTexts } from '../../config/config-texts.ts'
import { retentionFloor, type WorkspaceSource } from '../../config/workspace-schema.ts'
import { writtenIn } from './written-in.ts'

/** What the configuration in use says of how long things are kept. */
export function retentionOf(
  retention: WorkspaceSource['retention'],
  texts: ConfigTexts,
): Result<'settings.retention'> {
  const written = writtenIn(texts)
  const period = (name: 'audit' | 'history' | 'undo') => ({
    days: retention[name] ?? null,
    written: written(['retention', name]),
  })
  return {
    audit: period('audit'),
    history: period('history'),
    undo: period('undo'),
    floor: retentionFloor,
  }
}
