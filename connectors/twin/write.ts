import { randomUUID } from 'node:crypto'
import { equalDn, isBelow, parentOf, parseDn, rdnOf } from '../kit/dn.ts'
import { ConnectorError } from '../spi/error.ts'
import type { ObjectSchema } from '../spi/schema.ts'
import type { Attributes, Value } from '../spi/value.ts'
import type { AttributeChange, ReferenceChange, WriteRequest, WriteResult } from '../spi/write.ts'
import type { TwinSettings } from './file.ts'
import {
  attributeOf,
  checkRequired,
  checkValue,
  checkWritable,
  computedAttributes,
  refusal,
  sameValue,
  typeOf,
  uniqueKey,
  valuesOf,
} from './rules.ts'
import type { TwinObject, TwinTable } from './table.ts'

type AddRequest = Extract<WriteRequest, { operation: 'add' }>
type UpdateRequest = Extract<WriteRequest, { operation: 'update' }>
type DeleteRequest = Extract<WriteRequest, { operation: 'delete' }>
/** Reference attribute → DNs that were removed (before) or added (after). */
type Moved = Record<string, string[]>

const show = (value: Value | undefined) => (value === undefined ? 'no value' : JSON.stringify(value))

/**
 * Carries out one request or throws ConnectorError. The caller gives each request a savepoint of its own:
 * a request that throws may have written something already.
 */
export function applyRequest(settings: TwinSettings, table: TwinTable, request: WriteRequest): WriteResult {
  if (request.operation === 'add') return add(settings, table, request)
  if (request.operation === 'update') return update(settings, table, request)
  return remove(settings, table, request)
}

function checkPlace(settings: TwinSettings, table: TwinTable, dn: string, own?: TwinObject): void {
  parseDn(dn)
  const parent = parentOf(dn)
  const known =
    parent !== undefined &&
    (settings.roots.some((root) => equalDn(root, parent)) || table.byDn(parent) !== undefined)
  if (!known) {
    throw refusal(`The parent ${parent ?? '(none)'} does not exist`, dn, 'Create the container first.')
  }
  if (own && isBelow(dn, own.dn)) {
    throw refusal('An object cannot be moved below itself', dn, 'Correct the expression that builds the DN.')
  }
  const holder = table.byDn(dn)
  if (holder && holder.id !== own?.id) {
    throw new ConnectorError('exists', `There is an object with the name ${holder.dn} already`, {
      advice: 'Join it instead, or make the name unique.',
      where: dn,
    })
  }
}

function checkUnique(
  table: TwinTable,
  type: ObjectSchema,
  attributes: Attributes,
  own: number,
  where: string,
) {
  for (const [attribute, schema] of Object.entries(type.attributes)) {
    const value = attributes[attribute]
    if (!schema.unique || value === undefined) continue
    for (const one of valuesOf(value)) {
      const holder = table.holder(type.type, attribute, uniqueKey(one))
      if (holder === undefined || holder === own) continue
      throw new ConnectorError(
        'exists',
        `${attribute} "${one}" is already taken by ${table.byId(holder)?.dn}`,
        {
          advice: 'Join that object instead, or make the value unique.',
          where,
        },
      )
    }
  }
}

function targetOf(table: TwinTable, attribute: string, dn: string, where: string): TwinObject {
  const found = table.byDn(dn)
  if (found) return found
  throw refusal(`${attribute} refers to ${dn}, which does not exist`, where, 'Create the target first.')
}

function checkReference(type: ObjectSchema, attribute: string, adding: boolean, where: string): boolean {
  const schema = attributeOf(type, attribute, where)
  if (schema.type !== 'reference') {
    throw refusal(
      `${attribute} takes ${schema.type} values, not references`,
      where,
      'Write it as an attribute.',
    )
  }
  checkWritable(attribute, schema, adding, where)
  return schema.multi ?? false
}

function tooMany(attribute: string, count: number, where: string): ConnectorError {
  return refusal(`${attribute} refers to one object, not ${count}`, where, 'Pick one target in the flow.')
}

function add(settings: TwinSettings, table: TwinTable, request: AddRequest): WriteResult {
  const { dn } = request
  if (dn === undefined) throw refusal('An object needs a DN', request.type, 'Add a flow to "dn".')
  const type = typeOf(settings.schema, request.type, dn)
  checkPlace(settings, table, dn)
  for (const [attribute, value] of Object.entries(request.attributes)) {
    const schema = attributeOf(type, attribute, dn)
    checkWritable(attribute, schema, true, dn)
    checkValue(attribute, schema, value, dn)
  }
  const anchor = randomUUID()
  const attributes = { ...request.attributes, ...computedAttributes(type, anchor, parseDn(dn)[0] ?? []) }
  const referred = (attribute: string) => (request.references[attribute]?.length ?? 0) > 0
  checkRequired(type, (attribute) => attributes[attribute] !== undefined || referred(attribute), dn)
  checkUnique(table, type, attributes, -1, dn)
  const id = table.insert(anchor, type, dn, attributes)
  for (const [attribute, targets] of Object.entries(request.references)) {
    const multi = checkReference(type, attribute, true, dn)
    if (!multi && targets.length > 1) throw tooMany(attribute, targets.length, dn)
    for (const target of targets) table.link(id, attribute, targetOf(table, attribute, target, dn).id)
  }
  table.journal({
    operation: 'add',
    anchor,
    request: request.id,
    before: undefined,
    after: { type: type.type, dn, attributes, references: table.references(id) },
  })
  return { id: request.id, ok: true, anchor, dn }
}

/** The object a change is meant for. Throws `notFound` when it is gone. */
function existing(table: TwinTable, request: UpdateRequest | DeleteRequest): TwinObject {
  const found = table.byAnchor(request.anchor)
  if (found === undefined) {
    throw new ConnectorError('notFound', `There is no ${request.type} with the anchor ${request.anchor}`, {
      advice: 'Import the system again: the object was deleted there.',
      where: request.dn ?? request.anchor,
    })
  }
  if (found.type === request.type) return found
  throw refusal(`${found.dn} is a ${found.type}, not a ${request.type}`, found.dn, 'Import the system again.')
}

function changedMeanwhile(
  attribute: string,
  expected: Value | undefined,
  found: Value | undefined,
  where: string,
): ConnectorError {
  return new ConnectorError(
    'precondition',
    `${attribute} was expected to be ${show(expected)} and is ${show(found)}: somebody changed it meanwhile`,
    {
      advice: 'Import the system again and review the new change.',
      where,
      conflicts: [{ attribute, ...(found === undefined ? {} : { found }) }],
    },
  )
}

function changeAttributes(
  type: ObjectSchema,
  live: TwinObject,
  changes: readonly AttributeChange[],
): Record<string, Value> {
  const attributes: Record<string, Value> = { ...live.attributes }
  for (const change of changes) {
    const { attribute } = change
    const schema = attributeOf(type, attribute, live.dn)
    checkWritable(attribute, schema, false, live.dn)
    const found = live.attributes[attribute]
    if (change.new !== undefined) checkValue(attribute, schema, change.new, live.dn)
    // Somebody wrote what was wanted: there is nothing left to do.
    if (sameValue(change.new, found)) continue
    if (!sameValue(change.old, found)) throw changedMeanwhile(attribute, change.old, found, live.dn)
    if (change.new === undefined) delete attributes[attribute]
    else attributes[attribute] = change.new
  }
  return attributes
}

/** A single reference that somebody has set to another object meanwhile. */
function refuseStranger(
  table: TwinTable,
  live: TwinObject,
  { attribute, remove, wasEmpty }: ReferenceChange,
  keep: ReadonlySet<number>,
): void {
  const [held] = table.targets(live.id, attribute)
  if (held === undefined || keep.has(held)) return
  const dn = table.byId(held)?.dn as string
  const expected = remove.some((one) => table.byDn(one)?.id === held)
  const known = wasEmpty === true || remove.some((one) => table.byDn(one) !== undefined)
  if (known && !expected) throw changedMeanwhile(attribute, remove[0], dn, live.dn)
}

/** Adding what is there and removing what is not are no errors, as with AD's permissive modify. */
function changeReference(
  table: TwinTable,
  type: ObjectSchema,
  live: TwinObject,
  change: ReferenceChange,
  before: Moved,
  after: Moved,
): void {
  const { attribute } = change
  const multi = checkReference(type, attribute, false, live.dn)
  if (!multi && change.add.length > 1) throw tooMany(attribute, change.add.length, live.dn)
  const added = change.add.map((dn) => targetOf(table, attribute, dn, live.dn))
  const keep = new Set(added.map((target) => target.id))
  if (!multi) refuseStranger(table, live, change, keep)
  const removed = multi
    ? change.remove.map((dn) => table.byDn(dn)?.id)
    : table.targets(live.id, attribute).filter((target) => !keep.has(target))
  const dns = { before: [] as string[], after: [] as string[] }
  for (const target of removed) {
    if (target === undefined || !table.unlink(live.id, attribute, target)) continue
    dns.before.push(table.byId(target)?.dn as string)
  }
  for (const target of added) if (table.link(live.id, attribute, target.id)) dns.after.push(target.dn)
  if (dns.before.length > 0) before[attribute] = dns.before
  if (dns.after.length > 0) after[attribute] = dns.after
}

/** The DNs of everything below a moved container follow it. */
function moveChildren(settings: TwinSettings, table: TwinTable, oldKey: string, parentDn: string): void {
  for (const child of table.children(oldKey)) {
    const dn = `${rdnOf(child.dn)},${parentDn}`
    table.update(child.id, typeOf(settings.schema, child.type, dn), dn, child.attributes)
    moveChildren(settings, table, child.dnKey, dn)
  }
}

function update(settings: TwinSettings, table: TwinTable, request: UpdateRequest): WriteResult {
  const live = existing(table, request)
  const type = typeOf(settings.schema, live.type, live.dn)
  const dn = request.newDn ?? live.dn
  const movedMeanwhile = request.dn !== undefined && !equalDn(request.dn, live.dn)
  if (request.newDn !== undefined && movedMeanwhile && !equalDn(dn, live.dn))
    throw changedMeanwhile('dn', request.dn, live.dn, live.dn)
  if (dn !== live.dn) checkPlace(settings, table, dn, live)
  const attributes = {
    ...changeAttributes(type, live, request.attributes),
    ...computedAttributes(type, live.anchor, parseDn(dn)[0] ?? []),
  }
  checkUnique(table, type, attributes, live.id, live.dn)
  const before: Moved = {}
  const after: Moved = {}
  for (const change of request.references) changeReference(table, type, live, change, before, after)
  const has = (attribute: string) =>
    attributes[attribute] !== undefined || table.targets(live.id, attribute).length > 0
  checkRequired(type, has, live.dn)
  table.update(live.id, type, dn, attributes)
  if (dn !== live.dn) moveChildren(settings, table, live.dnKey, dn)
  table.journal({
    operation: 'update',
    anchor: live.anchor,
    request: request.id,
    before: { type: live.type, dn: live.dn, attributes: live.attributes, references: before },
    after: { type: live.type, dn, attributes, references: after },
  })
  return { id: request.id, ok: true, anchor: live.anchor, dn }
}

function remove(_settings: TwinSettings, table: TwinTable, request: DeleteRequest): WriteResult {
  const live = existing(table, request)
  const children = table.children(live.dnKey).length
  if (children > 0) {
    throw refusal(
      `${live.dn} still contains ${children} objects`,
      live.dn,
      'Move or delete its children first.',
    )
  }
  const { type, dn, attributes, anchor } = live
  const before = { type, dn, attributes, references: table.references(live.id) }
  table.remove(live)
  table.journal({ operation: 'delete', anchor, request: request.id, before, after: undefined })
  return { id: request.id, ok: true, anchor, dn }
}
