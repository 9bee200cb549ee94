import type { AuditChange } from '../../preload/contract/audit.ts'
import { operation, type WireValue } from '../../preload/contract/words.ts'

type Details = Readonly<Record<string, unknown>>

/** What stands elsewhere: in the sentence's own columns, or in the table of changes. */
const told = new Set(['system', 'reason', 'ok'])

/** An entry's details as lines of a table; what is nested is told by its path: `statistics, read`. */
export function auditFacts(details: Details): { label: string; value: string }[] {
  const facts: { label: string; value: string }[] = []
  for (const [name, value] of Object.entries(details)) {
    if (told.has(name) || value === null || value === undefined) continue
    if (name === 'changes' && isList(value)) continue
    collect(facts, words(name), value)
  }
  return facts
}

/** More lines than this of one entry are no longer read by anybody. */
const most = 500

function collect(facts: { label: string; value: string }[], label: string, value: unknown): void {
  if (facts.length >= most || value === null || value === undefined) return
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object' || Array.isArray(one))) {
      // Ranges of numbers: [[1, 200], 207] is 1–200, 207.
      const text = value.map((one) => (Array.isArray(one) ? one.join('–') : String(one))).join(', ')
      if (text !== '') facts.push({ label, value: text })
    } else for (const [index, one] of value.entries()) collect(facts, `${label} ${index + 1}`, one)
  } else if (typeof value === 'object')
    for (const [name, one] of Object.entries(value)) collect(facts, `${label}, ${words(name)}`, one)
  else facts.push({ label, value: String(value) })
}

/** The values that an entry tells of: of an export each, of a decision over drift the one. */
export function auditChanges(event: string, details: Details): AuditChange[] {
  if (event === 'drift-decided')
    return [
      {
        change: null,
        operation: null,
        attribute: textOf(details.attribute),
        old: wire(details.was),
        new: wire(details.now),
        why: details.rule == null ? null : `${String(details.rule)} wants ${one(details.wanted)}`,
        approval: null,
      },
    ]
  const { changes } = details
  if (!isList(changes)) return []
  return changes.map((change) => ({
    change: numberOf(change.change),
    operation: operation.safeParse(change.operation).data ?? null,
    attribute: textOf(change.attribute),
    old: wire('expected' in change ? change.expected : change.old),
    new: wire(change.new),
    why: whyOf(change),
    approval: numberOf(change.approval),
  }))
}

interface Source {
  attribute?: string
  value?: unknown
  from?: readonly { rule: string; system: string; object: string }[]
}

/** `Out to AD – Person, from department of hr 1001 (In from HR – Employee)` */
function whyOf({ rule, configuration, source }: Details): string | null {
  if (typeof rule !== 'string') return null
  const { attribute, value, from = [] } = (source ?? {}) as Source
  const origin = from.map((one) => `${one.system} ${one.object} (${one.rule})`).join(', ')
  return [
    rule,
    ...(attribute === undefined
      ? origin === ''
        ? []
        : [`from ${origin}`]
      : [
          `from ${attribute}${value === undefined ? '' : ` ${one(value)}`}${origin === '' ? '' : ` of ${origin}`}`,
        ]),
    ...(configuration == null ? [] : [`configuration ${String(configuration)}`]),
  ].join(', ')
}

const isList = (value: unknown): value is readonly Details[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const one = (value: unknown): string =>
  value === null || value === undefined
    ? 'nothing'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

/** A value as the wire carries it; of a whole object its attributes in a list. */
function wire(value: unknown): WireValue {
  if (value === undefined || value === null) return null
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : item))
  if (typeof value !== 'object') return value as WireValue
  const { dn, attributes } = value as { dn?: string; attributes?: Record<string, unknown> }
  return [
    ...(dn === undefined ? [] : [dn]),
    ...Object.entries(attributes ?? (dn === undefined ? value : {})).map(
      ([name, held]) => `${name}: ${one(held)}`,
    ),
  ]
}

/** `approvedBy` → `Approved by` */
function words(name: string): string {
  const text = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
