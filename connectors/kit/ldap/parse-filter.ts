import { ConnectorError } from '../../spi/error.ts'
import {
  all,
  any,
  atLeast,
  atMost,
  contains,
  equals,
  type Filter,
  not,
  present,
  resembles,
  rule,
} from './filter.ts'

/**
 * A filter an admin wrote (RFC 4515), as objects. Escapes such as \c3 become the byte they name, whatever it is.
 * Throws ConnectorError `config` that says where it cannot be read.
 */
export function parseFilter(text: string): Filter {
  const reader = new FilterReader(text)
  const filter = reader.filter()
  if (!reader.done) throw reader.wrong('something follows the filter')
  return filter
}

class FilterReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  wrong(why: string): ConnectorError {
    return new ConnectorError(
      'config',
      `The filter ${this.#text} cannot be read at character ${this.#at + 1}: ${why}`,
      {
        advice:
          'Write it like (&(objectClass=person)(mail=*)), and ( ) * \\ in values as \\28 \\29 \\2a \\5c',
      },
    )
  }

  filter(): Filter {
    this.#expect('(')
    const filter = this.#inside()
    this.#expect(')')
    return filter
  }

  #inside(): Filter {
    const sign = this.#text[this.#at]
    if (sign === '&' || sign === '|') {
      this.#at++
      const parts = this.#list()
      return sign === '&' ? all(...parts) : any(...parts)
    }
    if (sign === '!') {
      this.#at++
      return not(this.filter())
    }
    return this.#item()
  }

  #list(): Filter[] {
    const parts: Filter[] = []
    while (this.#text[this.#at] === '(') parts.push(this.filter())
    if (parts.length === 0) throw this.wrong('a filter in ( ) is expected')
    return parts
  }

  #item(): Filter {
    const found = /^([A-Za-z0-9.;-]*)((?::[A-Za-z0-9.-]+){0,2}:)?([<>~]?=)([^()]*)/.exec(
      this.#text.slice(this.#at),
    )
    if (!found) throw this.wrong('attribute=value is expected')
    const [whole, attribute = '', extension, sign, written = ''] = found
    const parts = written.split('*').map((part) => this.#bytes(part))
    if (attribute === '' && extension === undefined) throw this.wrong('the attribute is missing')
    this.#at += whole.length
    if (extension !== undefined) return this.#extended(attribute, extension, sign, parts)
    if (sign === '=' && parts.length > 1)
      return parts.every((part) => part.length === 0) && parts.length === 2
        ? present(attribute)
        : contains(attribute, parts)
    const [value] = parts
    if (value === undefined || parts.length > 1) throw this.wrong('* is only possible after =')
    if (sign === '=') return equals(attribute, value)
    if (sign === '>=') return atLeast(attribute, value)
    return sign === '<=' ? atMost(attribute, value) : resembles(attribute, value)
  }

  #extended(
    attribute: string,
    extension: string,
    sign: string | undefined,
    parts: readonly Buffer[],
  ): Filter {
    const names = extension.split(':').filter(Boolean)
    const byDn = names[0]?.toLowerCase() === 'dn'
    const [matchingRule = ''] = byDn ? names.slice(1) : names
    const [value] = parts
    if (sign !== '=' || value === undefined || parts.length > 1)
      throw this.wrong('a matching rule takes one value')
    return rule(attribute, matchingRule, value, byDn)
  }

  #bytes(written: string): Buffer {
    const parts = written.split(/(\\[0-9A-Fa-f]{2})/)
    return Buffer.concat(
      parts.map((part, i) => {
        if (i % 2 === 1) return Buffer.from(part.slice(1), 'hex')
        if (part.includes('\\')) throw this.wrong('after \\ two hexadecimal digits are expected')
        return Buffer.from(part)
      }),
    )
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.wrong(`${character} is expected`)
    this.#at++
  }
}
