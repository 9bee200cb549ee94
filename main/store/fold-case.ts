import type Database from 'better-sqlite3'

/** How text is compared without regard to case, in any script. */
export const foldCase = (text: string): string => text.normalize('NFC').toLowerCase()

/** Gives SQL `contains_folded(folded needle, text …)`: 1 when one of the texts contains it in any case. */
export function addFolding(db: Database.Database): void {
  db.function('contains_folded', { deterministic: true, varargs: true }, (needle, ...texts) =>
    texts.some((text) => typeof text === 'string' && foldCase(text).includes(needle as string)) ? 1 : 0,
  )
}
