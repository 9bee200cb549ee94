import type { UndoFilter, UndoItem, UndoLook } from '../../preload/contract/undo.ts'
import { type Undoing, undoState } from '../jobs/undo.ts'
import { JoineryError } from './joinery-error.ts'

/** How many looks are kept: what one holds of a million changes is some hundred megabytes. */
const kept = 2

interface Look {
  readonly undoings: readonly Undoing[]
  /** What the last filter left, for the next page of it. */
  filtered: { readonly key: string; readonly at: readonly Undoing[] } | undefined
}

/** Looks at runs that may be undone, kept so that pages can be read of them: asking the systems again for each would take as long again. */
export class UndoLooks {
  readonly #looks = new Map<string, Look>()
  #next = 1

  /** @returns under which name it is kept */
  keep(undoings: readonly Undoing[]): string {
    const name = `look-${this.#next++}`
    this.#looks.set(name, { undoings, filtered: undefined })
    for (const oldest of this.#looks.keys()) {
      if (this.#looks.size <= kept) break
      this.#looks.delete(oldest)
    }
    return name
  }

  /** @throws JoineryError `look-gone` */
  page(
    name: string,
    filter: UndoFilter,
    systemOf: (undoing: Undoing) => string,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): { total: number; rows: readonly Undoing[] } {
    const look = this.#looks.get(name)
    if (look === undefined)
      throw new JoineryError('look-gone', 'this look at the run is not kept any more', {
        advice: 'Look at the run again: what its systems hold may have changed meanwhile',
      })
    const key = JSON.stringify(filter)
    if (look.filtered?.key !== key)
      look.filtered = { key, at: look.undoings.filter(matches(filter, systemOf)) }
    const { at } = look.filtered
    return { total: at.length, rows: at.slice(offset, offset + limit) }
  }
}

function matches(
  { states, system, search }: UndoFilter,
  systemOf: (undoing: Undoing) => string,
): (undoing: Undoing) => boolean {
  const wanted = search?.trim().toLowerCase() ?? ''
  return (undoing) => {
    if (states !== undefined && states.length > 0 && !states.includes(undoState(undoing))) return false
    if (system !== undefined && systemOf(undoing) !== system) return false
    if (wanted === '') return true
    const { name, key, attribute } = undoing.candidate
    return [name, key, attribute ?? ''].some((text) => text.toLowerCase().includes(wanted))
  }
}

/** How many there are of each state, by system, and what does not come back. */
export function summary(
  undoings: readonly Undoing[],
  systemOf: (undoing: Undoing) => string,
): Pick<UndoLook, 'total' | 'counts' | 'lost'> {
  const counts = new Map<string, { system: string; state: UndoItem['state']; count: number }>()
  const lost = new Map<string, number>()
  for (const undoing of undoings) {
    const [system, state] = [systemOf(undoing), undoState(undoing)]
    const one = counts.get(`${system} ${state}`)
    if (one === undefined) counts.set(`${system} ${state}`, { system, state, count: 1 })
    else one.count++
    if (undoing.outcome.kind === 'planned')
      for (const text of undoing.outcome.lost) lost.set(text, (lost.get(text) ?? 0) + 1)
  }
  return {
    total: undoings.length,
    counts: [...counts.values()],
    lost: [...lost]
      .map(([text, count]) => ({ text, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, 100),
  }
}
