import { isBelow, normalizeDn, parentOf } from '../../../connectors/kit/dn.ts'
import type { MockEntry, MockValue } from './reply.ts'
import type { MockFilter, MockRequest } from './request.ts'

type SearchRequest = Extract<MockRequest, { kind: 'search' }>

const bytes = (value: MockValue) => (typeof value === 'string' ? Buffer.from(value) : value)
const lower = (value: Buffer) => value.toString('latin1').toLowerCase()

/** The values of an attribute by its name in any case. */
function valuesOf(entry: MockEntry, attribute: string): readonly MockValue[] {
  const wanted = attribute.toLowerCase()
  const name = Object.keys(entry.attributes).find((one) => one.toLowerCase() === wanted)
  return name === undefined ? [] : (entry.attributes[name] ?? [])
}

/** Compared byte by byte, upper and lower case of ASCII alike; greater and less as text. */
export function matches(filter: MockFilter, entry: MockEntry): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.filters.every((one) => matches(one, entry))
    case 'or':
      return filter.filters.some((one) => matches(one, entry))
    case 'not':
      return !matches(filter.filter, entry)
    case 'present':
      return filter.attribute.toLowerCase() === 'objectclass' || valuesOf(entry, filter.attribute).length > 0
    case 'rule':
      return valuesOf(entry, filter.attribute).some(
        (value) => (Number(value) & Number(filter.value)) === Number(filter.value),
      )
    case 'substrings':
      return valuesOf(entry, filter.attribute).some((value) =>
        filter.parts.every(({ tag, value: part }) => {
          const [text, piece] = [lower(bytes(value)), lower(part)]
          return tag === 0x80
            ? text.startsWith(piece)
            : tag === 0x82
              ? text.endsWith(piece)
              : text.includes(piece)
        }),
      )
    default: {
      const wanted = lower(filter.value)
      const number = /^\d+$/.test(wanted)
      return valuesOf(entry, filter.attribute).some((value) => {
        const held = lower(bytes(value))
        if (filter.kind === 'atLeast') return number ? Number(held) >= Number(wanted) : held >= wanted
        if (filter.kind === 'atMost') return number ? Number(held) <= Number(wanted) : held <= wanted
        return held === wanted
      })
    }
  }
}

export function inScope(request: SearchRequest, dn: string): boolean {
  if (normalizeDn(dn) === normalizeDn(request.base)) return request.scope !== 'one'
  if (request.scope === 'base') return false
  if (request.scope === 'one') return normalizeDn(parentOf(dn) ?? '') === normalizeDn(request.base)
  return request.base === '' || isBelow(dn, request.base)
}

/**
 * The entry with the attributes that were asked for. `valueLimit`: the most values in one answer; more become `name;range=0-1499`, and a
 * request for `name;range=1500-*` gets its window.
 */
export function shownAs(entry: MockEntry, wanted: readonly string[], valueLimit: number): MockEntry {
  const attributes: Record<string, readonly MockValue[]> = {}
  const ask = wanted.map((name) => {
    const [, base = name, first, last] = /^(.*);range=(\d+)-(\d+|\*)$/i.exec(name) ?? []
    return {
      base: base.toLowerCase(),
      first: Number(first ?? 0),
      last: last === undefined || last === '*' ? Number.POSITIVE_INFINITY : Number(last),
      ranged: first !== undefined,
    }
  })
  const everything = wanted.length === 0 || wanted.includes('*') || wanted.includes('+')
  for (const [name, values] of Object.entries(entry.attributes)) {
    const own = ask.find(({ base }) => base === name.toLowerCase())
    if (own === undefined && !everything) continue
    const { first = 0, last = Number.POSITIVE_INFINITY, ranged = false } = own ?? {}
    const window = values.slice(first, Math.min(last + 1, first + valueLimit))
    const end = first + window.length >= values.length
    if (!ranged && end) attributes[name] = values
    else attributes[`${name};range=${first}-${end ? '*' : first + window.length - 1}`] = window
  }
  return { dn: entry.dn, attributes }
}
