import type { JournalEntry as TwinEntry } from '../../../connectors/twin/journal.ts'
import type { ScimResource, ScimSnapshot } from '../../../demo/scim-directory.ts'
import type { JournalEntry as DeskEntry } from '../../../demo/scim-server.ts'

/**
 * Every value that was written to the directory, a line each. A write that changed nothing is a line as well: it was written
 * before. New objects have no anchor that is the same in two runs, so DNs name them.
 */
export function writtenToTwin(journal: readonly TwinEntry[]): string[] {
  return journal.flatMap(({ operation, before, after }) => {
    const name = (after ?? before)?.dn ?? ''
    if (operation !== 'update') return [`${operation} ${name} ${text(withoutIds(after?.attributes ?? {}))}`]
    const lines = before?.dn === after?.dn ? [] : [`move ${before?.dn} → ${name}`]
    const values = {
      before: withoutIds(before?.attributes ?? {}),
      after: withoutIds(after?.attributes ?? {}),
    }
    for (const attribute of new Set([...Object.keys(values.before), ...Object.keys(values.after)])) {
      const [old, now] = [text(values.before[attribute]), text(values.after[attribute])]
      // The common name follows from the DN.
      if (old !== now && attribute !== 'cn') lines.push(`${name} ${attribute}: ${old} → ${now}`)
    }
    const references = { before: before?.references ?? {}, after: after?.references ?? {} }
    for (const attribute of new Set([...Object.keys(references.before), ...Object.keys(references.after)])) {
      for (const target of references.before[attribute] ?? []) lines.push(`${name} ${attribute} − ${target}`)
      for (const target of references.after[attribute] ?? []) lines.push(`${name} ${attribute} + ${target}`)
    }
    return lines.length > 0 ? lines : [`${name}: nothing new in ${text(after)}`]
  })
}

/** Every value that was sent to the service desk and what became of it, a line each; names instead of ids. */
export function writtenToDesk(journal: readonly DeskEntry[], held: ScimSnapshot): string[] {
  const named = nameIds(held)
  // A request that was cut off half-way is answered with 500 and has done nothing.
  const whole = journal.filter(({ status }) => status < 500)
  return whole.flatMap(({ method, path, status, body }) => {
    const what = named(`${status} ${method} ${path}`)
    const operations = (body as { Operations?: readonly unknown[] } | null)?.Operations
    return operations === undefined
      ? [`${what} ${named(text(body))}`]
      : operations.map((operation) => `${what} ${named(text(operation))}`)
  })
}

/** What the service desk holds, a line for each resource, without ids and times. */
export function heldByDesk(held: ScimSnapshot): string[] {
  const named = nameIds(held)
  const line = ({ id: _id, meta: _meta, ...resource }: ScimResource) => {
    const members = resource.members as { value: string }[] | undefined
    const sorted = members?.map((member) => named(text(member))).toSorted()
    return named(text({ ...resource, ...(sorted === undefined ? {} : { members: sorted }) }))
  }
  return [...held.users, ...held.groups].map(line).toSorted()
}

function nameIds(held: ScimSnapshot): (line: string) => string {
  const names = new Map(
    [...held.users, ...held.groups].map((one) => [one.id, String(one.userName ?? one.displayName)]),
  )
  return (line) =>
    line.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => `<${names.get(id) ?? 'unknown'}>`)
}

function withoutIds(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { objectGUID: _guid, ...rest } = attributes
  return rest
}

/** JSON with sorted keys. */
export const text = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? 'empty'
