import type { UndoItem } from '../../../preload/contract/undo.ts'

/** Which changes of a run are taken back: all that can be but some, or none but some; and what is taken back although it was changed since. */
export interface UndoMarks {
  readonly all: boolean
  /** Changes that are the other way than `all` says. */
  readonly others: ReadonlySet<number>
  readonly forced: ReadonlySet<number>
}

export const everything: UndoMarks = { all: true, others: new Set(), forced: new Set() }
export const nothing: UndoMarks = { all: false, others: new Set(), forced: new Set() }

/** As many as the host takes in one order. */
export const mostMarks = 100_000

export function isTaken(
  { all, others, forced }: UndoMarks,
  { state, change }: Pick<UndoItem, 'state' | 'change'>,
): boolean {
  if (state === 'planned') return all !== others.has(change)
  return state === 'changed' && forced.has(change)
}

/** Takes a change along or leaves it; what cannot be undone or is as it was stays out. */
export function toggled(marks: UndoMarks, { state, change }: Pick<UndoItem, 'state' | 'change'>): UndoMarks {
  if (state === 'planned') return { ...marks, others: flipped(marks.others, change) }
  if (state === 'changed') return { ...marks, forced: flipped(marks.forced, change) }
  return marks
}

function flipped(set: ReadonlySet<number>, one: number): ReadonlySet<number> {
  const next = new Set(set)
  if (!next.delete(one)) next.add(one)
  return next
}

/** What the host is told to plan; undefined where nothing is. */
export function orderOf(
  run: number,
  { all, others, forced }: UndoMarks,
): { run: number; changes?: number[]; except?: number[]; forced?: number[]; brief: true } | undefined {
  const force = forced.size > 0 ? { forced: [...forced] } : {}
  if (all) return { run, ...(others.size > 0 ? { except: [...others] } : {}), ...force, brief: true }
  const changes = [...new Set([...others, ...forced])]
  return changes.length === 0 ? undefined : { run, changes, ...force, brief: true }
}
