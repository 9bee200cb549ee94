import type Database from 'better-sqlite3'
import { causeText } from './cause-text.ts'

/** How text is compared without regard to case, in any script. */
export const foldCase = (text: string): string => text.normalize('NFC').toLowerCase()

/** Gives SQL `contains_folded(folded needle, text …)`: 1 when one of the texts contains it in any case; and `cause_text(error, name)`. */
export function addFolding(db: Database.Database): void {
  db.function('contains_folded', { deterministic: true, varargs: true }, (needle, ...texts) =>
    texts.some((text) => typeof text === 'string' && foldCase(text).includes(needle as string)) ? 1 : 0,
  )
  db.function('cause_text', { deterministic: true }, (error, name) =>
    typeof error === 'string' && typeof name === 'string' ? causeText(error, name) : null,
  )
}
