import type { Db } from '../../../main/store/database.ts'

/** A pending change with everything that is said of it but its ids. */
export interface ChangeContent {
  readonly object: string
  readonly operation: string
  readonly attribute: string | null
  readonly old: unknown
  readonly new: unknown
  readonly rule: string
  readonly decision: string
}

/** The whole outcome of a synchronization by content, in an order of its own: two worlds that decided alike are equal. */
export interface Snapshot {
  readonly identities: readonly unknown[]
  readonly disconnectors: readonly string[]
  readonly changes: readonly ChangeContent[]
  readonly findings: readonly string[]
}

interface ObjectRow {
  id: number
  system: string
  type: string
  anchor: string | null
  dn: string | null
  mv: number | null
}

export function snapshot(db: Db): Snapshot {
  const objects = new Map(
    db
      .prepare<unknown[], ObjectRow>(
        `select o.id, s.name as system, o.type, o.anchor, o.dn, c.mv from cs_object o join system s on s.id = o.system
         left join cs_connection c on c.object = o.id`,
      )
      .all()
      .map((row) => [row.id, row]),
  )
  const identityNames = new Map<number, string>()
  for (const { mv, system, anchor } of objects.values()) {
    if (mv === null || anchor === null) continue
    const held = identityNames.get(mv)
    const name = `${system}/${anchor}`
    identityNames.set(mv, held === undefined ? name : [...held.split(' + '), name].sort().join(' + '))
  }
  const identity = (mv: number): string => identityNames.get(mv) ?? 'identity without objects'
  const object = (id: number): string => {
    const row = objects.get(id)
    if (row === undefined) return 'an object that is not there'
    if (row.anchor !== null) return `${row.system}/${row.anchor}`
    return row.mv === null
      ? `${row.system}/${row.dn}`
      : `${row.system}/new ${row.type} of ${identity(row.mv)}`
  }
  const value = (text: string | null, reference: number): unknown => {
    if (text === null) return null
    const parsed = JSON.parse(text) as unknown
    return reference === 1 ? (parsed as number[]).map(object).sort() : parsed
  }

  const identities = db
    .prepare<unknown[], { id: number; type: string; attributes: string; provenance: string }>(
      'select id, type, attributes, provenance from mv_object',
    )
    .all()
    .map((row) => ({
      name: identity(row.id),
      type: row.type,
      links: [...objects.values()]
        .filter((one) => one.mv === row.id)
        .map((one) => object(one.id))
        .sort(),
      attributes: JSON.parse(row.attributes) as unknown,
      provenance: (JSON.parse(row.provenance) as [string, number, number, string[]][])
        .map(([rule, source, , names]) => `${rule}: ${object(source)}: ${[...names].sort().join(' ')}`)
        .sort(),
      references: db
        .prepare<unknown[], { attribute: string; target: number }>(
          'select attribute, target from mv_reference where source = ?',
        )
        .all(row.id)
        .map(({ attribute, target }) => `${attribute} → ${identity(target)}`)
        .sort(),
    }))
  const disconnectors = db
    .prepare<unknown[], { object: number; state: string }>('select object, state from cs_disconnector')
    .all()
    .map((row) => `${object(row.object)} ${row.state}`)
  const changes = db
    .prepare<
      unknown[],
      {
        object: number
        operation: string
        attribute: string | null
        old: string | null
        new: string | null
        reference: number
        rule: string
        decision: string
      }
    >(`select * from change where state in ('planned', 'failed', 'exporting')`)
    .all()
    .map(({ reference, ...row }) => ({
      object: object(row.object),
      operation: row.operation,
      attribute: row.attribute,
      old: value(row.old, reference),
      new: value(row.new, reference),
      rule: row.rule,
      decision: row.decision,
    }))
  const findings = db
    .prepare<unknown[], { code: string; message: string }>('select code, message from finding')
    .all()
    .map((row) => `${row.code}: ${row.message}`)
  return {
    identities: sorted(identities),
    disconnectors: disconnectors.sort(),
    changes: sorted(changes),
    findings: findings.sort(),
  }
}

const sorted = <T>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
