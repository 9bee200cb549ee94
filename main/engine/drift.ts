import type { Value } from '../../connectors/spi/value.ts'
import type { OutboundRule } from './compiled-rules.ts'
import type { Flow } from './flow.ts'
import type { PlannedChange } from './model.ts'

/** What happens to a value of ours that was changed in its system: it is set right, a person is asked, or it stands. */
export type DriftPolicy = 'enforce' | 'ask' | 'accept'

/** A change an import found in a system that nobody here had exported, as the store holds it. */
export interface DriftRow {
  readonly id: number
  readonly object: number
  readonly kind: 'value' | 'reference-added' | 'reference-removed' | 'deleted' | 'created'
  /** `dn` for a move; undefined for a whole object. */
  readonly attribute: string | undefined
  readonly target: number | undefined
  /** `seen`: nobody has judged it yet. */
  readonly state: 'seen' | 'open' | 'enforced' | 'accepted'
  /** What we wanted there when it was judged last, as JSON. */
  readonly wanted: string | undefined
}

/** What became of a drift: `settled` when nothing of ours is concerned, or system and plan agree again. */
export type DriftVerdict =
  | { readonly id: number; readonly state: 'settled' }
  | {
      readonly id: number
      readonly state: 'open' | 'enforced' | 'accepted'
      readonly now: Value | undefined
      readonly wanted: Value | undefined
      readonly rule: string
      readonly name: string
    }

/**
 * Lays what was changed outside over what an object's plan wants: a change that would set right a value that somebody must decide about, or
 * that stands, is left out. A value that stands does so until we want another one.
 * @param always instead of what the rules say
 */
export function applyDrift(
  changes: readonly PlannedChange[],
  rows: readonly DriftRow[],
  rules: readonly OutboundRule[],
  always?: 'enforce',
): { changes: readonly PlannedChange[]; verdicts: readonly DriftVerdict[] } {
  if (rows.length === 0) return { changes, verdicts: [] }
  const verdicts: DriftVerdict[] = []
  let left = changes
  for (const row of rows) {
    const hit = left.find((change) => concerns(change, row))
    if (hit === undefined) {
      verdicts.push({ id: row.id, state: 'settled' })
      continue
    }
    const wanted = wantedOf(hit, row)
    const lapsed = row.state === 'accepted' && row.wanted !== textOf(wanted)
    const state = lapsed ? 'settled' : stateOf(row, always ?? policyFor(rules, hit), always)
    verdicts.push(
      state === 'settled'
        ? { id: row.id, state }
        : { id: row.id, state, now: nowOf(hit, row), wanted, rule: hit.rule, name: hit.name },
    )
    if (state === 'open' || state === 'accepted')
      left = left.flatMap((change) => (change === hit ? without(change, row) : [change]))
  }
  return { changes: left, verdicts }
}

/** What an account that was deleted outside means: whether a new one is wanted, and what its drift is now. */
export function judgeDeleted(
  row: DriftRow,
  rules: readonly OutboundRule[],
  name: string,
): { readonly provision: boolean; readonly verdict: DriftVerdict } {
  const rule = rules.find((candidate) => candidate.link === 'provision')
  if (rule === undefined) return { provision: true, verdict: { id: row.id, state: 'settled' } }
  const state = stateOf(row, rule.drift)
  return {
    provision: state === 'enforced',
    verdict: { id: row.id, state, now: undefined, wanted: undefined, rule: rule.name, name },
  }
}

/** What a person decided stays; what is new goes by the rule. */
function stateOf(row: DriftRow, policy: DriftPolicy, always?: 'enforce'): 'open' | 'enforced' | 'accepted' {
  // Nobody is asked whether a leaver may keep what leaving takes away.
  if (row.state === 'accepted' || (row.state !== 'seen' && always === undefined)) return row.state
  return policy === 'enforce' ? 'enforced' : policy === 'ask' ? 'open' : 'accepted'
}

function policyFor(rules: readonly OutboundRule[], change: PlannedChange): DriftPolicy {
  const rule = rules.find((candidate) => candidate.name === change.rule)
  const attribute = change.operation === 'move' ? 'dn' : change.attribute
  const writes = (flow: Flow): boolean => flow.to === attribute
  const flow = rule?.flows.find(writes) ?? rule?.references.find(writes)
  return flow?.drift ?? rule?.drift ?? 'enforce'
}

function concerns(change: PlannedChange, row: DriftRow): boolean {
  if (row.attribute === 'dn') return change.operation === 'move'
  if (change.attribute === undefined || change.attribute !== row.attribute) return false
  if (row.target === undefined) return true
  const undone = row.kind === 'reference-added' ? change.old : change.new
  return Array.isArray(undone) && undone.includes(row.target)
}

const wantedOf = (change: PlannedChange, row: DriftRow): Value | undefined =>
  row.target === undefined ? (change.new as Value | undefined) : row.kind === 'reference-removed'

const nowOf = (change: PlannedChange, row: DriftRow): Value | undefined =>
  row.target === undefined ? (change.old as Value | undefined) : row.kind === 'reference-added'

/** The change without what the row speaks of: the whole of it, or one reference. */
function without(change: PlannedChange, row: DriftRow): readonly PlannedChange[] {
  if (row.target === undefined) return []
  const keep = (side: PlannedChange['old']): readonly number[] =>
    (side as readonly number[] | undefined)?.filter((target) => target !== row.target) ?? []
  const [old, next] = [keep(change.old), keep(change.new)]
  return old.length + next.length === 0 ? [] : [{ ...change, old, new: next }]
}

export const textOf = (value: Value | undefined): string | undefined =>
  value === undefined ? undefined : JSON.stringify(value)

/** What was changed outside, of the objects and identities of a batch. */
export interface DriftBook {
  values(object: number): readonly DriftRow[]
  deleted(mv: number, system: number, type: string): readonly DriftRow[]
}
