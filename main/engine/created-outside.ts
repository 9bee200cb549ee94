import type { CompiledRules, OutboundRule } from './compiled-rules.ts'
import { objectName } from './display.ts'
import type { DriftRow } from './drift.ts'
import type { LinkResult } from './link.ts'
import type { CsObject, PlannedChange } from './model.ts'
import { imageOf } from './planned-changes.ts'
import { judge } from './risk.ts'

/** The way back from an object that somebody made in a system of ours: it is deleted, once a person has said so and only then. */
export function undoCreated(
  disconnectors: LinkResult['disconnectors'],
  created: ReadonlyMap<number, DriftRow['state']>,
  rules: CompiledRules,
): ReadonlyMap<number, readonly PlannedChange[]> {
  const changes = new Map<number, readonly PlannedChange[]>()
  if (created.size === 0) return changes
  for (const { object, state } of disconnectors) {
    const decided = created.get(object.id)
    if (decided === undefined) continue
    const rule = writerOf(object, rules)
    const unowned = state === 'unmatched' || state === 'ambiguous'
    const undo = decided === 'enforced' && unowned && rule !== undefined
    changes.set(object.id, undo ? [deletion(object, rule, rules)] : [])
  }
  return changes
}

function writerOf(object: CsObject, rules: CompiledRules): OutboundRule | undefined {
  for (const bySystem of rules.outbound.values()) {
    const rule = bySystem.get(object.system)?.find((candidate) => candidate.csType === object.type)
    if (rule !== undefined) return rule
  }
  return undefined
}

const deletion = (object: CsObject, rule: OutboundRule, rules: CompiledRules): PlannedChange => ({
  object: object.id,
  mv: undefined,
  system: object.system,
  type: object.type,
  operation: 'delete',
  attribute: undefined,
  old: imageOf(object),
  new: undefined,
  rule: rule.name,
  from: undefined,
  risk: judge('delete', undefined, true).risk,
  name: objectName(object, rules),
  key: object.dn ?? object.anchor ?? objectName(object, rules),
})
