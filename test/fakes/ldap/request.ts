import { BerReader } from 'ldapts'

/** A filter as the server got it, values as bytes. */
export type MockFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly MockFilter[] }
  | { readonly kind: 'not'; readonly filter: MockFilter }
  | { readonly kind: 'present'; readonly attribute: string }
  | {
      readonly kind: 'equal' | 'atLeast' | 'atMost' | 'approximate'
      readonly attribute: string
      readonly value: Buffer
    }
  | {
      readonly kind: 'substrings'
      readonly attribute: string
      readonly parts: readonly { readonly tag: number; readonly value: Buffer }[]
    }
  | { readonly kind: 'rule'; readonly attribute: string; readonly rule: string; readonly value: Buffer }

export interface MockChange {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly attribute: string
  readonly values: readonly Buffer[]
}

export type MockOperation =
  | { readonly kind: 'bind'; readonly dn: string; readonly password: string }
  | { readonly kind: 'unbind' }
  | {
      readonly kind: 'search'
      readonly base: string
      readonly scope: 'base' | 'one' | 'sub'
      readonly sizeLimit: number
      readonly timeLimit: number
      readonly filter: MockFilter
      readonly attributes: readonly string[]
    }
  | {
      readonly kind: 'add'
      readonly dn: string
      readonly attributes: readonly { readonly attribute: string; readonly values: readonly Buffer[] }[]
    }
  | { readonly kind: 'modify'; readonly dn: string; readonly changes: readonly MockChange[] }
  | { readonly kind: 'delete'; readonly dn: string }
  | {
      readonly kind: 'rename'
      readonly dn: string
      readonly newRdn: string
      readonly newSuperior: string | undefined
    }
  | { readonly kind: 'compare'; readonly dn: string; readonly attribute: string; readonly value: Buffer }
  | { readonly kind: 'abandon'; readonly target: number }
  | { readonly kind: 'extended'; readonly oid: string; readonly value: Buffer | undefined }

/** A request as it came in. `controls`: OID → value (empty when it has none). */
export type MockRequest = MockOperation & {
  readonly id: number
  readonly controls: ReadonlyMap<string, Buffer>
}

/** One whole LDAPMessage. */
export function decodeRequest(message: Buffer): MockRequest {
  const reader = new BerReader(message)
  reader.readSequence()
  const id = reader.readInt() ?? -1
  const operation = operationOf(reader)
  const controls = new Map<string, Buffer>()
  if (reader.peek() === 0xa0) {
    for (const control of inside(reader)) {
      control.readSequence()
      const oid = control.readString() ?? ''
      if (control.peek() === 0x01) control.readBoolean()
      controls.set(oid, (control.peek() === 0x04 && control.readString(0x04, true)) || Buffer.alloc(0))
    }
  }
  return { ...operation, id, controls }
}

/** The elements of a constructed element, each as a reader that stands before it. */
function inside(reader: BerReader): BerReader[] {
  reader.readSequence()
  const end = reader.offset + reader.length
  const parts: BerReader[] = []
  while (reader.offset < end) {
    const start = reader.offset
    reader.readSequence()
    reader.offset += reader.length
    parts.push(new BerReader(reader.buffer.subarray(start, reader.offset)))
  }
  return parts
}

function operationOf(reader: BerReader): MockOperation {
  const tag = reader.peek()
  const text = (t?: number) => reader.readString(t) ?? ''
  const enter = () => reader.readSequence()
  const values = (part: BerReader) => inside(part).map((value) => value.readString(0x04, true) as Buffer)
  switch (tag) {
    case 0x60: {
      enter()
      reader.readInt()
      return { kind: 'bind', dn: text(), password: text(0x80) }
    }
    case 0x42:
      return { kind: 'unbind' }
    case 0x63: {
      enter()
      const base = text()
      const scope = (['base', 'one', 'sub'] as const)[reader.readEnumeration() ?? 2] ?? 'sub'
      reader.readEnumeration()
      const sizeLimit = reader.readInt() ?? 0
      const timeLimit = reader.readInt() ?? 0
      reader.readBoolean()
      const filter = filterOf(reader)
      const attributes = inside(reader).map((one) => one.readString() ?? '')
      return { kind: 'search', base, scope, sizeLimit, timeLimit, filter, attributes }
    }
    case 0x68: {
      enter()
      const dn = text()
      const attributes = inside(reader).map((one) => {
        one.readSequence()
        return { attribute: one.readString() ?? '', values: values(one) }
      })
      return { kind: 'add', dn, attributes }
    }
    case 0x66: {
      enter()
      const dn = text()
      const changes = inside(reader).map((one) => {
        one.readSequence()
        const operation = (['add', 'delete', 'replace'] as const)[one.readEnumeration() ?? 0] ?? 'add'
        one.readSequence()
        return { operation, attribute: one.readString() ?? '', values: values(one) }
      })
      return { kind: 'modify', dn, changes }
    }
    case 0x4a:
      return { kind: 'delete', dn: text(0x4a) }
    case 0x6c: {
      enter()
      const [dn, newRdn] = [text(), text()]
      reader.readBoolean()
      return { kind: 'rename', dn, newRdn, newSuperior: reader.peek() === 0x80 ? text(0x80) : undefined }
    }
    case 0x6e: {
      enter()
      const dn = text()
      enter()
      return { kind: 'compare', dn, attribute: text(), value: reader.readString(0x04, true) as Buffer }
    }
    case 0x50:
      return { kind: 'abandon', target: reader.readTag(0x50) ?? 0 }
    case 0x77: {
      enter()
      const oid = text(0x80)
      const value = reader.peek() === 0x81 ? (reader.readString(0x81, true) ?? undefined) : undefined
      return { kind: 'extended', oid, value }
    }
    default:
      throw new Error(`the mock does not know the operation 0x${tag?.toString(16)}`)
  }
}

const comparisons = { 163: 'equal', 165: 'atLeast', 166: 'atMost', 168: 'approximate' } as const

function filterOf(reader: BerReader): MockFilter {
  const tag = reader.peek() ?? 0
  const bytes = (part: BerReader, t = 0x04) => part.readString(t, true) ?? Buffer.alloc(0)
  if (tag === 0xa0 || tag === 0xa1)
    return { kind: tag === 0xa0 ? 'and' : 'or', filters: inside(reader).map(filterOf) }
  if (tag === 0xa2) return { kind: 'not', filter: filterOf(inside(reader)[0] as BerReader) }
  if (tag === 0x87) return { kind: 'present', attribute: reader.readString(0x87) ?? '' }
  if (tag in comparisons) {
    reader.readSequence()
    const kind = comparisons[tag as keyof typeof comparisons]
    return { kind, attribute: reader.readString() ?? '', value: bytes(reader) }
  }
  if (tag === 0xa4) {
    reader.readSequence()
    const attribute = reader.readString() ?? ''
    const parts = inside(reader).map((part) => {
      const own = part.peek() ?? 0
      return { tag: own, value: bytes(part, own) }
    })
    return { kind: 'substrings', attribute, parts }
  }
  if (tag === 0xa9) {
    let [rule, attribute, value] = ['', '', Buffer.alloc(0)]
    for (const part of inside(reader)) {
      if (part.peek() === 0x81) rule = part.readString(0x81) ?? ''
      else if (part.peek() === 0x82) attribute = part.readString(0x82) ?? ''
      else if (part.peek() === 0x83) value = Buffer.from(bytes(part, 0x83))
    }
    return { kind: 'rule', attribute, rule, value }
  }
  throw new Error(`the mock does not know the filter 0x${tag.toString(16)}`)
}
