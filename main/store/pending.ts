/**
 * What a screen calls pending: not written yet, or being written, or failed. Word for word the condition of the index `change_open`, which
 * SQLite takes for no other wording of it, not even for one of the states alone.
 */
export const pending = `state in ('planned', 'exporting', 'failed')`

/** Being written, or written and not read back; the same of the index `change_unfinished`. */
export const unfinished = `state in ('exporting', 'exported')`
