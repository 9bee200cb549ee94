import { describe, expect, test } from 'vitest'
import type { WriteRequest } from '../../../connectors/spi/write.ts'
import { refusal, writeOne } from '../../fakes/scim/client.ts'
import { fakeScimService, update, workEmail } from '../../fakes/scim/fixture.ts'
import { enterprise, sampleId, sampleUser } from '../../fakes/scim/samples.ts'
import type { Misbehaviour } from '../../fakes/scim/server.ts'

const service = fakeScimService()

describe('the update ladder', () => {
  const change = update([
    { attribute: workEmail, old: 'user1@contoso.test', new: 'changed@contoso.test' },
    { attribute: 'name.givenName', old: 'Given1', new: 'Changed' },
    { attribute: `${enterprise}:department`, old: 'Sales', new: 'Legal' },
    { attribute: 'title', old: 'Engineer' },
  ])
  const expectChanged = () => {
    expect(service.fake.users.get(sampleId(1))).toMatchObject({
      name: { givenName: 'Changed', familyName: 'Family1' },
      emails: [{ value: 'changed@contoso.test', type: 'work', primary: true }],
      [enterprise]: { department: 'Legal', employeeNumber: 'E1' },
    })
    expect(service.fake.users.get(sampleId(1))).not.toHaveProperty('title')
  }

  test.each<[string, Misbehaviour, string[]]>([
    ['takes paths', {}, ['PATCH']],
    ['takes no filters in paths', { patch: 'refuses path filters' }, ['PATCH', 'PATCH']],
    ['takes attribute names only', { patch: 'refuses paths' }, ['PATCH', 'PATCH', 'PUT']],
    ['does not understand PATCH', { patch: 'refuses all' }, ['PATCH', 'PATCH', 'PUT']],
    ['has no PATCH', { patch: 'not implemented' }, ['PATCH', 'PUT']],
  ])('a service that %s is written, and the way is remembered', async (_title, misbehaviour, methods) => {
    const { connection } = service.open(misbehaviour)
    expect(await writeOne(connection, change)).toEqual({ id: 'u1', ok: true, anchor: sampleId(1) })
    expect(service.fake.writes().map((request) => request.method)).toEqual(methods)
    expectChanged()
    const before = service.fake.writes().length
    const next = update([{ attribute: workEmail, old: 'user2@contoso.test', new: 'c@contoso.test' }], [], {
      type: 'User',
      anchor: sampleId(2),
    })
    expect(await writeOne(connection, next)).toMatchObject({ ok: true })
    expect(
      service.fake
        .writes()
        .slice(before)
        .map((request) => request.method),
    ).toEqual([methods.at(-1)])
  })

  test('operations are lower-case, booleans real, and every try carries the id of the change', async () => {
    const { connection } = service.open({ patch: 'refuses path filters', stringBooleans: true })
    await writeOne(connection, update([{ attribute: 'active', old: true, new: false }]))
    const [request] = service.fake.writes()
    expect(request?.body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    })
    expect(request?.headers['x-request-id']).toBe('u1')
  })

  test('a value of a type that is not there yet is added as an object', async () => {
    const { connection } = service.open()
    const home = 'emails[type eq "home"].value'
    expect(await writeOne(connection, update([{ attribute: home, new: 'h@contoso.test' }]))).toMatchObject({
      ok: true,
    })
    expect(service.fake.writes()[0]?.body?.Operations).toEqual([
      { op: 'add', path: 'emails', value: [{ type: 'home', value: 'h@contoso.test' }] },
    ])
    expect(service.fake.users.get(sampleId(1))?.emails).toHaveLength(2)
  })

  test('a refusal of the value itself is told in the words of the first way', async () => {
    const error = await refusal(service.open({ refusesEveryWrite: true }).connection, change)
    expect(error).toMatchObject({
      kind: 'constraint',
      where: expect.stringContaining(`Users/${sampleId(1)}`),
    })
    expect(error.message).toContain('no such value')
  })

  test('what must not be changed by PUT is not sent by it', async () => {
    const { connection } = service.open({}, { profile: 'zoom' })
    const both = update([
      { attribute: 'active', old: true, new: false },
      { attribute: 'title', old: 'Engineer', new: 'Lead' },
    ])
    expect(await writeOne(connection, both)).toMatchObject({ ok: true })
    expect(service.fake.writes().map((request) => request.method)).toEqual(['PUT', 'PATCH'])
    expect(service.fake.users.get(sampleId(1))).toMatchObject({ title: 'Lead', active: false })
  })
})

describe('comparing before writing', () => {
  test('a value changed in the system since the import is not overwritten', async () => {
    service.fake.users.set(sampleId(1), sampleUser(1, { title: 'Director' }))
    const error = await refusal(
      service.open().connection,
      update([{ attribute: 'title', old: 'Engineer', new: 'Lead' }]),
    )
    expect(error.kind).toBe('precondition')
    expect(error.message).toMatch(/title.*expected "Engineer", found "Director"/)
    expect(service.fake.writes()).toEqual([])
  })

  test('a value that appeared since the import is not overwritten either', async () => {
    const error = await refusal(service.open().connection, update([{ attribute: 'title', new: 'Lead' }]))
    expect(error.message).toContain('expected no value, found "Engineer"')
  })

  test('what is there already is not written again', async () => {
    const request = update([{ attribute: 'title', old: 'Trainee', new: 'Engineer' }])
    expect(await writeOne(service.open().connection, request)).toMatchObject({ ok: true })
    expect(service.fake.writes()).toEqual([])
  })

  test('it can be switched off', async () => {
    const { connection } = service.open({}, { verifyBeforeWrite: false })
    await connection.schema()
    const before = service.fake.seen.length
    await writeOne(connection, update([{ attribute: 'title', old: 'Trainee', new: 'Lead' }]))
    expect(service.fake.seen.slice(before).map((request) => request.method)).toEqual(['PATCH'])
  })

  test('a version protects the write where the profile says that it is honoured', async () => {
    service.fake.users.set(sampleId(1), sampleUser(1, { meta: { version: 'W/"7"' } }))
    const { connection } = service.open({ etags: true }, { profileOverrides: { etag: true } })
    expect(
      await writeOne(connection, update([{ attribute: 'title', old: 'Engineer', new: 'Lead' }])),
    ).toMatchObject({ ok: true })
    expect(service.fake.writes()[0]?.headers['if-match']).toBe('W/"7"')
  })

  test.each([
    ['another attribute', { displayName: 'Meanwhile' }, undefined],
    ['the very attribute', { title: 'Meanwhile' }, [{ attribute: 'title', found: 'Meanwhile' }]],
  ])(
    'when %s changes between reading and writing, the values written are compared again',
    async (_, more, conflicts) => {
      service.fake.users.set(sampleId(1), sampleUser(1, { meta: { version: 'W/"7"' } }))
      const { connection } = service.open({ etags: true }, { profileOverrides: { etag: true } })
      await connection.schema()
      service.fake.afterNext('GET', () => {
        service.fake.users.set(sampleId(1), sampleUser(1, { ...more, meta: { version: 'W/"8"' } }))
      })
      const result = await writeOne(
        connection,
        update([{ attribute: 'title', old: 'Engineer', new: 'Lead' }]),
      )
      expect(service.fake.writes().map(({ headers }) => headers['if-match'])).toEqual(
        conflicts === undefined ? ['W/"7"', 'W/"8"'] : ['W/"7"'],
      )
      if (conflicts === undefined) expect(result).toMatchObject({ ok: true })
      else expect(result).toMatchObject({ ok: false, error: { kind: 'precondition', conflicts } })
      expect(service.fake.users.get(sampleId(1))).toMatchObject(
        conflicts === undefined ? { ...more, title: 'Lead' } : more,
      )
    },
  )
})

describe('members and managers', () => {
  const group = { type: 'Group', anchor: sampleId(900_001) }
  const members = (add: readonly number[], remove: readonly number[]): WriteRequest =>
    update(
      [],
      [{ attribute: 'members', add: add.map(sampleId), remove: remove.map(sampleId), single: false }],
      group,
    )
  const held = () =>
    ((service.fake.groups.get(group.anchor)?.members ?? []) as { value: string }[]).map(
      (member) => member.value,
    )

  test.each<[string, Misbehaviour]>([
    ['by a path with a filter', {}],
    ['by a list of values', { patch: 'refuses path filters' }],
    ['by a service that keeps half of a refused request', { patch: 'refuses path filters', keepsHalf: true }],
    ['by PUT', { patch: 'refuses all' }],
  ])('are added and removed %s, each once', async (_title, misbehaviour) => {
    const { connection } = service.open(misbehaviour)
    expect(await writeOne(connection, members([1, 4, 5], [2, 9]))).toMatchObject({ ok: true })
    expect(held().toSorted()).toEqual([1, 3, 4, 5].map(sampleId))
  })

  test('a long list goes in parts of the size the service takes', async () => {
    const { connection } = service.open({}, { profile: 'google' })
    const many = Array.from({ length: 45 }, (_, i) => 100 + i)
    expect(await writeOne(connection, members(many, [1, 2]))).toMatchObject({ ok: true })
    const sizes = service.fake
      .writes()
      .map((request) =>
        ((request.body?.Operations ?? []) as { op: string; value?: unknown[] }[]).map(
          (one) => one.value?.length ?? one.op,
        ),
      )
    expect(sizes).toEqual([[20], [20], [5, 'remove', 'remove']])
    expect(held()).toHaveLength(46)
  })

  test('a manager is set, replaced and removed', async () => {
    const { connection } = service.open()
    const manager = `${enterprise}:manager`
    const set = (add: readonly string[], remove: readonly string[]) =>
      writeOne(connection, update([], [{ attribute: manager, add, remove, single: true }]))
    const now = async () =>
      (await connection.fetch([{ type: 'User', anchor: sampleId(1) }]))[0]?.references?.[manager]
    expect(await set([sampleId(2)], [])).toMatchObject({ ok: true })
    expect(await now()).toEqual([sampleId(2)])
    expect(await set([sampleId(3)], [sampleId(2)])).toMatchObject({ ok: true })
    expect(await now()).toEqual([sampleId(3)])
    expect(await set([sampleId(5)], [sampleId(4)])).toMatchObject({
      ok: false,
      error: { kind: 'precondition' },
    })
    expect(await set([], [sampleId(3)])).toMatchObject({ ok: true })
    expect(await now()).toBeUndefined()
  })
})
