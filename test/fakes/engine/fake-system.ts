import type { Capabilities } from '../../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import type { Value } from '../../../connectors/spi/value.ts'
import type { WriteRequest } from '../../../connectors/spi/write.ts'
import { dnKey } from '../../../main/engine/dn-key.ts'

export interface FakeObject {
  type: string
  dn?: string
  attributes: Record<string, Value>
  /** Attribute → anchors, in whatever form the system names them to the world. */
  references: Record<string, string[]>
}

export type FakeAnswer =
  | { ok: true; anchor: string; dn?: string }
  | { ok: false; kind: string; message: string }

/** A connected system in memory: it can be read, written to and changed behind everybody's back, and refuses what a directory would refuse. */
export class FakeSystem {
  readonly objects = new Map<string, FakeObject>()
  readonly writes: WriteRequest[] = []
  /** What was deleted can be brought back, as in Active Directory. */
  keepsDeleted = false
  /** Its words to a write that it refuses, whatever else. */
  refuse: ((request: WriteRequest) => string | undefined) | undefined
  readonly #deleted = new Set<string>()
  readonly name: string
  readonly schema: SystemSchema
  readonly capabilities: Pick<Capabilities, 'hierarchical' | 'delete' | 'write' | 'referenceKey'>
  #next = 1

  constructor(name: string, schema: SystemSchema, capabilities: FakeSystem['capabilities']) {
    this.name = name
    this.schema = schema
    this.capabilities = capabilities
  }

  /** Adds an object or replaces it whole. */
  put(
    anchor: string,
    object: Omit<FakeObject, 'references'> & { references?: Record<string, string[]> },
  ): void {
    this.objects.set(anchor, { references: {}, ...object })
  }

  /** A directory forgets references to what is gone; an HR export goes on naming it. */
  remove(anchor: string): void {
    this.objects.delete(anchor)
    this.#deleted.add(anchor)
    if (!this.capabilities.hierarchical) return
    for (const object of this.objects.values())
      for (const [name, targets] of Object.entries(object.references))
        object.references[name] = targets.filter((target) => target !== anchor)
  }

  item(anchor: string): ObjectItem | undefined {
    const object = this.objects.get(anchor)
    if (object === undefined) return undefined
    const references = Object.fromEntries(
      Object.entries(object.references)
        .filter(([, targets]) => targets.length > 0)
        .map(([name, targets]) => [name, targets.map((target) => this.#keyOf(target))]),
    )
    return {
      kind: 'object',
      type: object.type,
      anchor,
      ...(object.dn === undefined ? {} : { dn: object.dn }),
      attributes: structuredClone(object.attributes),
      ...(Object.keys(references).length === 0 ? {} : { references }),
    }
  }

  items(): ObjectItem[] {
    return [...this.objects.keys()].map((anchor) => this.item(anchor) as ObjectItem)
  }

  write(request: WriteRequest): FakeAnswer {
    this.writes.push(request)
    const words = this.refuse?.(request)
    if (words !== undefined) return { ok: false, kind: 'permission', message: words }
    if (request.operation === 'add') {
      const dn = request.dn === undefined ? {} : { dn: request.dn }
      const refusal = this.#refusal(undefined, request.type, request.dn, request.attributes)
      if (refusal !== undefined) return refusal
      const back =
        this.keepsDeleted && request.restores !== undefined && this.#deleted.delete(request.restores)
      const anchor = back ? (request.restores as string) : `${this.name}-${this.#next++}`
      const references = Object.fromEntries(
        Object.entries(request.references).map(([name, keys]) => [
          name,
          keys.map((key) => this.#anchorOf(key)),
        ]),
      )
      this.put(anchor, {
        type: request.type,
        ...dn,
        attributes: structuredClone({ ...request.attributes }),
        references,
      })
      return { ok: true, anchor, ...dn }
    }
    const object = this.objects.get(request.anchor)
    if (object === undefined) return { ok: false, kind: 'notFound', message: 'there is no such object' }
    if (request.operation === 'delete') {
      this.remove(request.anchor)
      return { ok: true, anchor: request.anchor }
    }
    const next = { ...object.attributes }
    for (const { attribute, new: value } of request.attributes)
      if (value === undefined) delete next[attribute]
      else next[attribute] = value
    const refusal = this.#refusal(request.anchor, object.type, request.newDn, next)
    if (refusal !== undefined) return refusal
    object.attributes = next
    if (request.newDn !== undefined) object.dn = request.newDn
    for (const { attribute, add, remove, single } of request.references) {
      const gone = new Set(remove.map((key) => this.#anchorOf(key)))
      const held = single && add.length > 0 ? [] : (object.references[attribute] ?? [])
      const all = [...held.filter((target) => !gone.has(target)), ...add.map((key) => this.#anchorOf(key))]
      object.references[attribute] = [...new Set(all)]
    }
    return { ok: true, anchor: request.anchor, ...(object.dn === undefined ? {} : { dn: object.dn }) }
  }

  #refusal(
    self: string | undefined,
    type: string,
    dn: string | undefined,
    attributes: Readonly<Record<string, Value>>,
  ): FakeAnswer | undefined {
    const definitions = this.schema.types.find((one) => one.type === type)?.attributes ?? {}
    for (const [anchor, other] of this.objects) {
      if (anchor === self) continue
      if (dn !== undefined && other.dn !== undefined && dnKey(other.dn) === dnKey(dn))
        return { ok: false, kind: 'exists', message: `${dn} exists` }
      for (const [name, definition] of Object.entries(definitions))
        if (definition.unique && other.type === type && same(attributes[name], other.attributes[name]))
          return { ok: false, kind: 'exists', message: `${name} ${String(attributes[name])} is taken` }
    }
    return undefined
  }

  #keyOf(anchor: string): string {
    return this.capabilities.referenceKey === 'dn' ? (this.objects.get(anchor)?.dn ?? anchor) : anchor
  }

  #anchorOf(key: string): string {
    if (this.capabilities.referenceKey !== 'dn') return key
    for (const [anchor, object] of this.objects)
      if (object.dn !== undefined && dnKey(object.dn) === dnKey(key)) return anchor
    throw new Error(`${this.name} holds no ${key}`)
  }
}

const same = (a: Value | undefined, b: Value | undefined): boolean =>
  a !== undefined && b !== undefined && String(a).toLowerCase() === String(b).toLowerCase()
