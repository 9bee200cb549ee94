import type { SearchFilterValues } from 'ldapts'
import {
  AndFilter,
  Ber,
  type BerWriter,
  EqualityFilter,
  Filter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SearchFilter,
} from 'ldapts'

/** A value in a filter as it goes over the wire; never text of a filter, so nothing in it needs an escape. */
type FilterValue = string | Buffer

const bytesOf = (value: FilterValue) => (typeof value === 'string' ? Buffer.from(value) : value)

export type { Filter } from 'ldapts'

export const all = (...filters: readonly Filter[]): Filter =>
  filters.length === 1 ? (filters[0] as Filter) : new AndFilter({ filters: [...filters] })

export const any = (...filters: readonly Filter[]): Filter =>
  filters.length === 1 ? (filters[0] as Filter) : new OrFilter({ filters: [...filters] })

export const not = (filter: Filter): Filter => new NotFilter({ filter })

export const present = (attribute: string): Filter => new PresenceFilter({ attribute })

export const everything = present('objectClass')

export const equals = (attribute: string, value: FilterValue): Filter =>
  new EqualityFilter({ attribute, value })

export const atLeast = (attribute: string, value: FilterValue): Filter =>
  new Comparison(SearchFilter.greaterOrEqual, attribute, value)

export const atMost = (attribute: string, value: FilterValue): Filter =>
  new Comparison(SearchFilter.lessOrEqual, attribute, value)

export const resembles = (attribute: string, value: FilterValue): Filter =>
  new Comparison(SearchFilter.approxMatch, attribute, value)

/** `mail=anna*`: the parts around the asterisks; the first and the last may be empty. */
export const contains = (attribute: string, parts: readonly FilterValue[]): Filter =>
  new Parts(attribute, parts)

/** A matching rule by OID, such as 1.2.840.113556.1.4.803 for bits. */
export const rule = (
  attribute: string,
  matchingRule: string,
  value: FilterValue,
  dnAttributes = false,
): Filter => new Extensible(attribute, matchingRule, value, dnAttributes)

const shown = (value: Buffer) => Filter.escape(value)

class Comparison extends Filter {
  readonly type: SearchFilterValues
  readonly #attribute: string
  readonly #value: Buffer

  constructor(type: SearchFilterValues, attribute: string, value: FilterValue) {
    super()
    this.type = type
    this.#attribute = attribute
    this.#value = bytesOf(value)
  }

  override writeFilter(writer: BerWriter): void {
    writer.writeString(this.#attribute)
    writer.writeBuffer(this.#value, Ber.OctetString)
  }

  override toString(): string {
    const sign =
      { [SearchFilter.greaterOrEqual]: '>=', [SearchFilter.lessOrEqual]: '<=' }[this.type as number] ?? '~='
    return `(${this.#attribute}${sign}${shown(this.#value)})`
  }
}

class Parts extends Filter {
  readonly type = SearchFilter.substrings
  readonly #attribute: string
  readonly #parts: readonly Buffer[]

  constructor(attribute: string, parts: readonly FilterValue[]) {
    super()
    this.#attribute = attribute
    this.#parts = parts.map(bytesOf)
  }

  override writeFilter(writer: BerWriter): void {
    const last = this.#parts.length - 1
    writer.writeString(this.#attribute)
    writer.startSequence()
    for (const [i, part] of this.#parts.entries())
      if (part.length > 0) writer.writeBuffer(part, i === 0 ? 0x80 : i === last ? 0x82 : 0x81)
    writer.endSequence()
  }

  override toString(): string {
    return `(${this.#attribute}=${this.#parts.map(shown).join('*')})`
  }
}

class Extensible extends Filter {
  readonly type = SearchFilter.extensibleMatch
  readonly #attribute: string
  readonly #rule: string
  readonly #value: Buffer
  readonly #dn: boolean

  constructor(attribute: string, matchingRule: string, value: FilterValue, dn: boolean) {
    super()
    this.#attribute = attribute
    this.#rule = matchingRule
    this.#value = bytesOf(value)
    this.#dn = dn
  }

  override writeFilter(writer: BerWriter): void {
    if (this.#rule !== '') writer.writeString(this.#rule, 0x81)
    if (this.#attribute !== '') writer.writeString(this.#attribute, 0x82)
    writer.writeBuffer(this.#value, 0x83)
    if (this.#dn) writer.writeBoolean(true, 0x84)
  }

  override toString(): string {
    return `(${this.#attribute}${this.#dn ? ':dn' : ''}:${this.#rule}:=${shown(this.#value)})`
  }
}
