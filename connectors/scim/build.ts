import type { Value } from '../spi/value.ts'
import type { ResourceMap, ScimAttributeMap } from './attributes.ts'
import { asArray, entryOfType, rawOf, untypedEntries } from './flatten.ts'
import { isJson, type Json, keyOf, listOf, pick, scalarIn, scalarOut } from './values.ts'

/** Sets an attribute of a resource to a value, or clears it; changes the resource in place and nothing else in it. */
export function setValue(resource: Json, map: ScimAttributeMap, value: Value | undefined): void {
  switch (map.form) {
    case 'simple':
      setRaw(resource, map, simpleOut(map, value))
      break
    case 'sub':
      setSub(resource, map, value)
      break
    case 'typed':
      setTyped(resource, map, value)
      break
    case 'values':
      setUntyped(resource, map, value)
      break
    case 'reference':
      setReferences(resource, map, listOf(value).map(String))
      break
  }
}

/** The whole list of targets of a reference attribute; entries that stay keep what else the service says of them. */
export function setReferences(resource: Json, map: ScimAttributeMap, targets: readonly string[]): void {
  const wanted = [...new Set(targets)]
  if (!map.multi) {
    setRaw(resource, map, wanted.length === 0 ? undefined : { value: wanted[0] })
    return
  }
  const held = new Map(
    asArray(rawOf(resource, map))
      .filter(isJson)
      .map((entry) => [String(pick(entry, 'value')), entry]),
  )
  setRaw(resource, map, wanted.length === 0 ? undefined : wanted.map((value) => held.get(value) ?? { value }))
}

/** Puts a JSON value at an attribute, below its extension; undefined removes it, and an extension left empty with it. */
export function setRaw(resource: Json, { path }: ScimAttributeMap, raw: unknown): void {
  const container = path.urn === undefined ? resource : extensionOf(resource, path.urn)
  const key = keyOf(container, path.attribute) ?? path.attribute
  if (raw === undefined) delete container[key]
  else container[key] = raw
  if (path.urn !== undefined && Object.keys(container).length === 0)
    delete resource[keyOf(resource, path.urn) ?? path.urn]
}

function extensionOf(resource: Json, urn: string): Json {
  const key = keyOf(resource, urn) ?? urn
  const held = resource[key]
  if (isJson(held)) return held
  const fresh: Json = {}
  resource[key] = fresh
  return fresh
}

/** A value of a simple attribute on the wire. */
export function simpleOut(map: ScimAttributeMap, value: Value | undefined): unknown {
  if (value === undefined) return undefined
  return map.multi ? listOf(value).map((one) => scalarOut(one, map)) : scalarOut(listOf(value)[0] ?? '', map)
}

function setSub(resource: Json, map: ScimAttributeMap, value: Value | undefined): void {
  const held = rawOf(resource, map)
  const whole: Json = isJson(held) ? { ...held } : {}
  setKey(whole, map.path.sub ?? '', simpleOut(map, value))
  setRaw(resource, map, Object.keys(whole).length === 0 ? undefined : whole)
}

function setTyped(resource: Json, map: ScimAttributeMap, value: Value | undefined): void {
  const held = rawOf(resource, map)
  const type = map.path.valueType ?? ''
  const old = entryOfType(held, type)
  const entry: Json = old ? { ...old } : { type }
  setKey(entry, map.path.sub ?? 'value', simpleOut(map, value))
  const empty = Object.keys(entry).every((key) => ['type', 'primary', 'display', '$ref'].includes(key))
  const rest = asArray(held)
  const entries = old ? rest.map((one) => (one === old ? entry : one)) : [...rest, entry]
  const kept = empty ? entries.filter((one) => one !== entry) : entries
  setRaw(resource, map, kept.length === 0 ? undefined : kept)
}

function setUntyped(resource: Json, map: ScimAttributeMap, value: Value | undefined): void {
  const held = rawOf(resource, map)
  const untyped = untypedEntries(held)
  const typed = asArray(held).filter((entry) => !untyped.includes(entry))
  const values = listOf(value).map((one) => {
    const wire = scalarOut(one, map)
    return (
      untyped.find((entry) => isJson(entry) && scalarIn(pick(entry, 'value'), map) === one) ?? { value: wire }
    )
  })
  const entries = [...typed, ...values]
  setRaw(resource, map, entries.length === 0 ? undefined : entries)
}

function setKey(into: Json, name: string, raw: unknown): void {
  const key = keyOf(into, name) ?? name
  if (raw === undefined) delete into[key]
  else into[key] = raw
}

/** A new resource's `schemas`: the core one and every extension it has values of. */
export function withSchemas(resource: Json, map: ResourceMap): Json {
  const used = map.extensions.filter((urn) => keyOf(resource, urn) !== undefined)
  return { schemas: [map.schema, ...used], ...resource }
}

/** A resource as PUT sends it: without what only the service writes, with the schemas it now uses. */
export function forPut(resource: Json, map: ResourceMap): Json {
  const sent = structuredClone(resource)
  for (const name of ['meta', 'groups']) delete sent[keyOf(sent, name) ?? name]
  const key = keyOf(sent, 'schemas') ?? 'schemas'
  const own = asArray(sent[key]).map(String)
  const used = map.extensions.filter((urn) => keyOf(sent, urn) !== undefined)
  sent[key] = [...new Set([...own, map.schema, ...used])].filter(
    (urn) => !map.extensions.includes(urn) || used.includes(urn),
  )
  return sent
}
