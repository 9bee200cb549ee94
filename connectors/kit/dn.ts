import { ConnectorError } from '../spi/error.ts'

/**
 * Distinguished names as RFC 4514 writes them and Active Directory compares them (in any case).
 * All functions are pure; those that read a DN throw ConnectorError `constraint` when it is not one.
 */

export interface AttributeValue {
  readonly attribute: string
  /** The value itself, without escapes. */
  readonly value: string
}

/** One component; more than one pair when it is multi-valued (`CN=A+SN=B`). */
export type Rdn = readonly AttributeValue[]

/** From the object to the root; the empty DN has no components. */
export type Dn = readonly Rdn[]

const mustEscape = /[\\",+;<>=]/g
/** Without any of these a DN compares as its lower-case text. */
const notPlain = /[\\"#;+]|[,=] | [,=]|^ | $/
const attributeType = /^(?:[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\.[0-9]+)*)$/

function malformed(dn: string, why: string): ConnectorError {
  return new ConnectorError('constraint', `"${dn}" is not a distinguished name: ${why}`, {
    advice: 'Write it like CN=Anna Nowak,OU=People,DC=example,DC=com and escape , + " \\ < > ; = in values.',
    where: dn,
  })
}

/** A value as it is written inside a DN: `Großmann, Jürgen` → `Großmann\, Jürgen`. */
export function escapeRdnValue(value: string): string {
  const escaped = value.replace(mustEscape, '\\$&').replaceAll('\0', '\\00')
  const head = /^[ #]/.test(escaped) ? `\\${escaped}` : escaped
  // A lone space is both first and last; it is escaped once.
  return head.length > 1 && head.endsWith(' ') && head !== '\\ ' ? `${head.slice(0, -1)}\\ ` : head
}

/** The opposite of `escapeRdnValue`; understands `\,` and `\C3\BC` alike. */
export function unescapeRdnValue(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/(?:\\[0-9A-Fa-f]{2})+|\\(.)/gsu, (found, character: string | undefined) =>
    character === undefined ? Buffer.from(found.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  )
}

/** Cuts at unescaped, unquoted separators. */
function cut(text: string, separators: string): string[] {
  const parts: string[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string
    if (character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (!quoted && separators.includes(character)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts
}

/** Spaces around a component mean nothing unless the last one is escaped. */
function trimUnescaped(text: string): string {
  const head = text.replace(/^ +/, '')
  const trimmed = head.replace(/ +$/, '')
  const backslashes = /\\*$/.exec(trimmed)?.[0].length ?? 0
  return backslashes % 2 === 1 && trimmed.length < head.length ? `${trimmed} ` : trimmed
}

function parsePair(dn: string, text: string): AttributeValue {
  const equals = text.indexOf('=')
  if (equals < 0) throw malformed(dn, `"${text.trim()}" has no "="`)
  const attribute = text.slice(0, equals).trim()
  if (!attributeType.test(attribute)) throw malformed(dn, `"${attribute}" is not an attribute name`)
  const written = trimUnescaped(text.slice(equals + 1))
  const quoted = /^"(.*)"$/s.exec(written)
  if (!quoted && (/(?:^|[^\\])(?:\\\\)*"/.test(written) || /(?:^|[^\\])(?:\\\\)*\\$/.test(written))) {
    throw malformed(dn, `"${written}" has an open quote or escape`)
  }
  if (!quoted && written.startsWith('#')) throw malformed(dn, 'values in #hex form are not supported')
  const value = unescapeRdnValue(quoted?.[1] ?? written)
  if (value === '') throw malformed(dn, `${attribute} has no value`)
  return { attribute, value }
}

/** `CN=Anna Nowak,DC=example` → its components, values unescaped. */
export function parseDn(dn: string): Dn {
  if (dn.trim() === '') return []
  return cut(dn, ',;').map((component) => cut(component, '+').map((pair) => parsePair(dn, pair)))
}

function formatRdn(rdn: Rdn): string {
  return rdn.map(({ attribute, value }) => `${attribute}=${escapeRdnValue(value)}`).join('+')
}

/** Components → text, with as few escapes as RFC 4514 allows. */
export function formatDn(dn: Dn): string {
  return dn.map(formatRdn).join(',')
}

/** The container's DN; undefined for a DN of one component and for the empty DN. */
export function parentOf(dn: string): string | undefined {
  const parts = cut(dn, ',;')
  return parts.length < 2 ? undefined : dn.slice((parts[0] as string).length + 1).replace(/^ +/, '')
}

/** The first component as it is written: `CN=Großmann\, Jürgen`. */
export function rdnOf(dn: string): string {
  return trimUnescaped(cut(dn, ',;')[0] as string)
}

/** The DN of a child: `childOf('OU=People,DC=x', 'CN', 'Nowak, Anna')` → `CN=Nowak\, Anna,OU=People,DC=x`. */
export function childOf(parent: string, attribute: string, value: string): string {
  const rdn = `${attribute}=${escapeRdnValue(value)}`
  return parent === '' ? rdn : `${rdn},${parent}`
}

/** One text for all ways to write a DN: lower case, no spare spaces or escapes. Use it as a key, never show it. */
export function normalizeDn(dn: string): string {
  if (!notPlain.test(dn)) return dn.toLowerCase()
  return parseDn(dn)
    .map((rdn) =>
      rdn
        .map(({ attribute, value }) => `${attribute}=${escapeRdnValue(value)}`.toLowerCase())
        .sort()
        .join('+'),
    )
    .join(',')
}

export function equalDn(one: string, other: string): boolean {
  return one === other || normalizeDn(one) === normalizeDn(other)
}

/** True when `dn` lives under `ancestor`, at any depth; not for the ancestor itself. */
export function isBelow(dn: string, ancestor: string): boolean {
  return normalizeDn(dn).endsWith(`,${normalizeDn(ancestor)}`)
}
