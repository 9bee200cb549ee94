import { expect, test } from 'vitest'
import type { Connection } from '../../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../../connectors/spi/schema.ts'
import { changedMeanwhile } from '../../../main/jobs/before-image.ts'
import type { ExportRequest } from '../../../main/store/port.ts'

const schema: SystemSchema = {
  types: [
    {
      type: 'group',
      attributes: {
        cn: { type: 'string' },
        info: { type: 'string' },
        seen: { type: 'date', writable: 'never' },
        member: { type: 'reference', multi: true },
        memberOf: { type: 'reference', multi: true, writable: 'never' },
      },
    },
  ],
}

const held: ObjectItem = {
  kind: 'object',
  type: 'group',
  anchor: 'g',
  dn: 'CN=Team,OU=Groups,DC=t',
  attributes: { cn: 'Team', info: 'x', seen: '2026-03-10' },
  references: { member: ['CN=a', 'CN=b'], memberOf: ['CN=All'] },
}

/** A connection of which only reading is asked, and how often. */
function reading(item: ObjectItem | undefined): { connection: Connection; asked: () => number } {
  let asked = 0
  const connection = {
    schema: async () => schema,
    fetch: async (keys: readonly unknown[]) => {
      asked++
      return keys.map(() => item)
    },
  }
  return { connection: connection as unknown as Connection, asked: () => asked }
}

const able = { confirmByRead: true, comparesBeforeImage: false }

const deletion = (before: Partial<NonNullable<ExportRequest['before']>> = {}): ExportRequest => ({
  request: { id: 'd', operation: 'delete', type: 'group', anchor: 'g' },
  changes: [1],
  before: {
    dn: 'cn=team,ou=groups,dc=t',
    attributes: { cn: 'Team', info: 'x', seen: '2026-01-01' },
    references: { member: 2 },
    ...before,
  },
})
const update = (
  attributes: { attribute: string; old?: string; new?: string }[],
  newDn?: string,
): ExportRequest => ({
  request: {
    id: 'u',
    operation: 'update',
    type: 'group',
    anchor: 'g',
    dn: 'CN=Team,OU=Old,DC=t',
    ...(newDn === undefined ? {} : { newDn }),
    attributes,
    references: [],
  },
  changes: [1],
})

const conflictsOf = async (request: ExportRequest, item: ObjectItem | undefined = held) =>
  (await changedMeanwhile(reading(item).connection, [request], able)).get(request.request.id)

test('an object that is as it was may be deleted; what its system computes does not count', async () => {
  expect(await conflictsOf(deletion())).toBeUndefined()
})

test.each([
  [
    'a value is another',
    deletion({ attributes: { cn: 'Team', info: 'y' } }),
    [{ attribute: 'info', found: 'x' }],
  ],
  ['a value came', deletion({ attributes: { cn: 'Team' } }), [{ attribute: 'info', found: 'x' }]],
  ['a value went', deletion({ attributes: { ...held.attributes, more: 'z' } }), [{ attribute: 'more' }]],
  ['it is elsewhere', deletion({ dn: 'CN=Team,DC=t' }), [{ attribute: 'dn', found: held.dn }]],
  [
    'members came',
    deletion({ references: { member: 1 } }),
    [{ attribute: 'member', found: ['CN=a', 'CN=b'] }],
  ],
])('an object is not deleted when %s', async (_, request, expected) => {
  expect(await conflictsOf(request)).toEqual(expected)
})

test('members that went with their accounts are no reason, nor is an object that is gone', async () => {
  expect(await conflictsOf(deletion({ references: { member: 3 } }))).toBeUndefined()
  expect(await changedMeanwhile(reading(undefined).connection, [deletion()], able)).toEqual(new Map())
})

test('an update is compared by the values it writes, and where it moves by the place', async () => {
  expect(await conflictsOf(update([{ attribute: 'info', old: 'x', new: 'z' }]))).toBeUndefined()
  expect(await conflictsOf(update([{ attribute: 'info', old: 'w', new: 'x' }]))).toBeUndefined()
  expect(await conflictsOf(update([{ attribute: 'info', new: 'z' }]))).toEqual([
    { attribute: 'info', found: 'x' },
  ])
  expect(await conflictsOf(update([{ attribute: 'more', old: 'm', new: 'z' }]))).toEqual([
    { attribute: 'more' },
  ])
  expect(await conflictsOf(update([], 'CN=Team,OU=New,DC=t'))).toEqual([{ attribute: 'dn', found: held.dn }])
  expect(await conflictsOf(update([], held.dn))).toBeUndefined()
})

test('one read serves all, and none is made for what the connector compares itself', async () => {
  const many = reading(held)
  await changedMeanwhile(many.connection, [deletion(), deletion(), update([])], able)
  expect(many.asked()).toBe(1)
  const native = reading(held)
  await changedMeanwhile(native.connection, [update([])], { ...able, comparesBeforeImage: true })
  expect(native.asked()).toBe(0)
  const blind = reading(held)
  expect(
    (
      await changedMeanwhile(blind.connection, [deletion({ attributes: {} })], {
        ...able,
        confirmByRead: false,
      })
    ).size,
  ).toBe(0)
  expect(blind.asked()).toBe(0)
})
