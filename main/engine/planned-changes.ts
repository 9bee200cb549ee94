import type { ObjectSchema } from '../../connectors/spi/schema.ts'
import type { Value } from '../../connectors/spi/value.ts'
import type { OutboundRule } from './compiled-rules.ts'
import { dnKey } from './dn-key.ts'
import { isEnabled, withEnabled } from './enabled.ts'
import { isRefusal } from './evaluate.ts'
import type { Environment } from './flow.ts'
import type { PreparedIdentity, Target } from './identity.ts'
import type { CsObject, Finding, ObjectImage, Operation, PlannedChange } from './model.ts'
import { eachFlow, isOpen, outboundOutcome, schemaOf, type Wanted, withOutcome } from './outbound-value.ts'
import { judge } from './risk.ts'
import { sameValue } from './same-value.ts'

/** What must change in an account that exists. */
export function differences(
  prepared: PreparedIdentity,
  target: Target,
  account: CsObject,
  environment: Environment,
  findings: Finding[],
): PlannedChange[] {
  const changes: PlannedChange[] = []
  const schema = schemaOf(target.system, account.type)
  const read = (name: string): Value | undefined => prepared.attributes[name]
  const about = { system: account.system, object: account.id, mv: prepared.identity.id }
  const wanted = new Map<string, Wanted>()
  const imported = (name: string): Value | undefined => (account.confirmed ?? account.attributes)[name]
  const failures = findings.length
  eachFlow(target.inScope, (flow, rule) => {
    const held = wanted.get(flow.to)
    if (flow.once || !isOpen(held)) return
    const writable = schema?.attributes[flow.to]?.writable
    if (writable === 'never' || writable === 'create') return
    const outcome = outboundOutcome(flow, read, environment, schema, about, findings, imported)
    const next = withOutcome(held, outcome, flow, rule)
    if (next !== undefined) wanted.set(flow.to, next)
  })
  if (findings.slice(failures).some(isRefusal)) return []
  for (const [attribute, { value, flow, rule }] of wanted) {
    if (attribute === 'dn') {
      if (typeof value !== 'string' || account.dn === undefined) continue
      const now = account.aside?.dn ?? account.dn
      if (dnKey(value) === dnKey(String(now))) continue
      // Back to where it was before it stepped aside, it comes from there.
      const old = dnKey(value) === dnKey(account.dn) ? now : account.dn
      changes.push(change(prepared, account, rule, 'move', undefined, old, value, flow.from))
      continue
    }
    const before = account.attributes[attribute]
    const now = account.aside?.[attribute] ?? before
    if (sameValue(now, value)) continue
    const old = sameValue(before, value) ? now : before
    const mark = schema?.enabled
    const disables =
      mark?.attribute === attribute &&
      value !== undefined &&
      isEnabled(mark, { [attribute]: value }) === false
    changes.push(
      change(prepared, account, rule, disables ? 'disable' : 'update', attribute, old, value, flow.from),
    )
  }
  const enabling = target.inScope.find((rule) => rule.enable)
  const mark = schema?.enabled
  if (
    enabling !== undefined &&
    mark !== undefined &&
    !wanted.has(mark.attribute) &&
    isEnabled(mark, account.attributes) === false
  )
    changes.push(
      change(
        prepared,
        account,
        enabling,
        'update',
        mark.attribute,
        account.attributes[mark.attribute],
        withEnabled(mark, account.attributes, true),
        undefined,
      ),
    )
  return changes
}

export function disable(
  prepared: PreparedIdentity,
  account: CsObject,
  rule: OutboundRule,
  schema: ObjectSchema | undefined,
): PlannedChange[] {
  const mark = schema?.enabled
  if (mark === undefined || isEnabled(mark, account.attributes) === false) return []
  const old = account.attributes[mark.attribute]
  return [
    change(
      prepared,
      account,
      rule,
      'disable',
      mark.attribute,
      old,
      withEnabled(mark, account.attributes, false),
      undefined,
    ),
  ]
}

export function change(
  prepared: PreparedIdentity,
  account: CsObject,
  rule: OutboundRule,
  operation: Operation,
  attribute: string | undefined,
  old: PlannedChange['old'],
  next: PlannedChange['new'],
  from: string | undefined,
): PlannedChange {
  const added = operation === 'add' ? (next as ObjectImage) : undefined
  return {
    object: account.id,
    mv: prepared.identity.id,
    system: account.system,
    type: account.type,
    operation,
    attribute,
    old,
    new: next,
    rule: rule.name,
    from,
    risk: judge(operation, attribute, next === undefined).risk,
    name: prepared.name,
    key: (added === undefined ? (account.dn ?? account.anchor) : added.dn) ?? prepared.name,
  }
}

export const imageOf = (account: CsObject): ObjectImage =>
  account.dn === undefined
    ? { attributes: account.attributes }
    : { dn: account.dn, attributes: account.attributes }
