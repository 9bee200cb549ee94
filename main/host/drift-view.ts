import type { Drift } from '../../preload/contract/drift.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import type { DriftRow } from '../store/port.ts'

/** A drift as the contract tells it. */
export function driftView(row: DriftRow): Drift {
  return {
    id: row.id,
    system: row.system_name,
    object: row.object,
    type: row.type,
    kind: row.kind,
    state: row.state as Drift['state'],
    name: row.name,
    key: row.key,
    attribute: row.attribute,
    target: row.target,
    // Of an object that was deleted the record holds everything; a list shows its key.
    was: row.kind === 'deleted' ? row.key : parsed(row.was),
    now: parsed(row.now),
    wanted: parsed(row.wanted),
    rule: row.rule,
    words: row.words,
    since: row.since,
    run: row.run,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
    decision:
      row.author === null || row.decided === null
        ? null
        : { author: row.author, at: row.decided, reason: row.reason },
  }
}

const parsed = (text: string | null): WireValue => (text === null ? null : (JSON.parse(text) as WireValue))
