import type { Control } from 'ldapts'
import type { RawEntry } from './answer.ts'
import type { LdapSession } from './connect.ts'
import type { RawValue } from './octets.ts'
import { readEntry } from './search.ts'

/** `member;range=0-1499` → its parts; `last` absent: this is the end of the list. */
export function rangeOf(
  name: string,
): { readonly attribute: string; readonly first: number; readonly last?: number } | undefined {
  const found = /^([^;]+);(?:.*;)?range=(\d+)-(\d+|\*)$/i.exec(name)
  if (!found) return undefined
  const [, attribute = '', first = '', last = ''] = found
  return { attribute, first: Number(first), ...(last === '*' ? {} : { last: Number(last) }) }
}

/**
 * All values of an attribute that the server gives in windows, from `from` on, window by window until it says `*`. The entry is read by
 * its DN (or `<GUID=…>`); nothing is given for an entry or attribute that is not there.
 */
export async function* readRange(
  session: LdapSession,
  dn: string,
  attribute: string,
  { from = 0, step = 1500, controls }: { from?: number; step?: number; controls?: readonly Control[] } = {},
): AsyncGenerator<readonly RawValue[]> {
  for (let first = from; ; ) {
    const entry = await readEntry(session, dn, [`${attribute};range=${first}-${first + step - 1}`], controls)
    const window = entry && windowOf(entry, attribute)
    if (!window || window.values.length === 0) return
    yield window.values
    if (window.last === undefined) return
    // A server may give fewer than were asked for.
    first = window.last + 1
  }
}

/** The ranged (or whole) values of an attribute in an entry. */
export function windowOf(
  entry: RawEntry,
  attribute: string,
): { readonly values: readonly RawValue[]; readonly last?: number } | undefined {
  const wanted = attribute.toLowerCase()
  for (const { name, values } of entry.attributes) {
    const range = rangeOf(name)
    if (range?.attribute.toLowerCase() !== wanted) continue
    return { values, ...(range.last === undefined ? {} : { last: range.last }) }
  }
  const whole = entry.attributes.find(({ name }) => name.toLowerCase() === wanted)
  return whole && { values: whole.values }
}
