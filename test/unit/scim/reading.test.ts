import { describe, expect, test } from 'vitest'
import { failure, objectsOf, readBatches } from '../../fakes/scim/client.ts'
import { fakeScimService, workEmail } from '../../fakes/scim/fixture.ts'
import { sampleId, sampleUser } from '../../fakes/scim/samples.ts'
import type { Misbehaviour } from '../../fakes/scim/server.ts'

const service = fakeScimService()

describe('reading from services that page in their own way', () => {
  const whole: readonly [string, Misbehaviour][] = [
    ['an honest service', {}],
    ['pages shorter than asked for', { shortPages: 3 }],
    ['cursors', { cursor: 'honest' }],
    ['a cursor that expires once', { cursor: 'expires once' }],
    ['a start past the end that answers page one', { wrapsAround: true }],
    ['a total that counts the page only', { totalIsPage: true }],
    ['a total that is too low', { totalOff: -7 }],
    ['connections cut in the middle of a page', { cutsLists: 2 }],
    ['429 bursts', { throttles: { times: 3, retryAfter: '2' } }],
    ['no discovery documents', { noDiscovery: true }],
    ['schemas that cannot be right', { wrongSchemas: true }],
  ]
  test.each(whole)('%s: every object once, and the read is complete', async (_title, misbehaviour) => {
    const batches = await readBatches(service.open(misbehaviour).connection)
    const anchors = objectsOf(batches).map((object) => object.anchor)
    expect(anchors.toSorted()).toEqual(
      [...service.fake.users.keys(), ...service.fake.groups.keys()].toSorted(),
    )
    expect(batches.map((batch) => batch.complete)).toEqual(batches.map((_, i) => i === batches.length - 1))
  })

  test('a total that is too high makes the read incomplete and says so', async () => {
    const batches = await readBatches(service.open({ totalOff: 2 }).connection)
    expect(objectsOf(batches)).toHaveLength(26)
    expect(batches.some((batch) => batch.complete)).toBe(false)
    expect(batches.at(-1)?.notes?.[0]).toMatchObject({
      code: 'scim-incomplete-list',
      where: 'User',
      text: expect.stringContaining('there are 27 objects and gave 25'),
    })
  })

  test.each<[string, Misbehaviour]>([
    ['a service that gives up on the second page', { losesInterest: 'after a page' }],
    ['a cursor that goes in circles', { cursor: 'goes in circles' }],
    ['a service that answers empty lists without a count', { losesInterest: 'at once' }],
  ])('%s does not complete a read', async (_title, misbehaviour) => {
    const batches = await readBatches(service.open(misbehaviour).connection)
    expect(batches.some((batch) => batch.complete)).toBe(false)
    expect(batches.at(-1)?.notes?.map((note) => note.code)).toContain('scim-incomplete-list')
  })

  test('an answer without a list is an error, not an empty system', async () => {
    const error = await failure(readBatches(service.open({ listless: true }).connection))
    expect(error).toMatchObject({ kind: 'config', message: expect.stringContaining('without a list') })
  })

  test('resources that come twice over pages are given once', async () => {
    const batches = await readBatches(service.open({ overlappingPages: true }).connection)
    const anchors = objectsOf(batches).map((object) => object.anchor)
    expect(anchors.toSorted()).toEqual(
      [...service.fake.users.keys(), ...service.fake.groups.keys()].toSorted(),
    )
    const pages = service.fake.seen.filter((request) => request.path === 'Users')
    expect(pages.map((request) => request.query.get('startIndex'))).toEqual(['1', '11', '21', '27'])
  })

  test('a cursor that always expires ends in an error, not in a loop', async () => {
    const error = await failure(readBatches(service.open({ cursor: 'always expires' }).connection))
    expect(error.message).toContain('the cursor has expired')
    expect(service.fake.seen.filter((request) => request.path === 'Users').length).toBeLessThan(12)
  })

  test('a service known for partial lists never completes a read', async () => {
    const { connection } = service.open({}, { profile: 'snowflake' })
    const batches = await readBatches(connection)
    expect(objectsOf(batches)).toHaveLength(26)
    expect(batches.at(-1)).toMatchObject({ complete: false, notes: [{ code: 'scim-partial-list' }] })
  })

  test('booleans written as words are booleans', async () => {
    service.fake.users.set(sampleId(2), sampleUser(2, { active: false }))
    const objects = objectsOf(await readBatches(service.open({ stringBooleans: true }).connection))
    const active = (number: number) =>
      objects.find((one) => one.anchor === sampleId(number))?.attributes.active
    expect([active(1), active(2)]).toEqual([true, false])
  })

  test('a schema extension is read by its own description', async () => {
    service.fake.users.set(
      sampleId(1),
      sampleUser(1, {
        'urn:contoso:scim:2.0:Badge': {
          number: 17,
          validUntil: '2027-01-01T00:00:00Z',
          score: 1.5,
          doors: ['a', 'b'],
        },
      }),
    )
    const { connection } = service.open()
    const [first] = objectsOf(await readBatches(connection))
    expect(first?.attributes).toMatchObject({
      'urn:contoso:scim:2.0:Badge:number': 17,
      'urn:contoso:scim:2.0:Badge:validUntil': '2027-01-01T00:00:00Z',
      'urn:contoso:scim:2.0:Badge:score': '1.5',
      'urn:contoso:scim:2.0:Badge:doors': ['a', 'b'],
    })
    const user = (await connection.schema()).types.find((type) => type.type === 'User')
    expect(user?.attributes['urn:contoso:scim:2.0:Badge:doors']).toEqual({ type: 'string', multi: true })
  })

  test('a delta where the profile allows it asks for changes only, and distrusts a filter that is ignored', async () => {
    for (const [id, user] of service.fake.users)
      user.meta = { lastModified: id === sampleId(3) ? '2026-03-09T10:00:00Z' : '2026-01-01T00:00:00Z' }
    service.fake.groups.clear()
    const config = { profileOverrides: { deltaFilter: true } }
    const { connection } = service.open({}, config)
    const watermark = (await readBatches(connection)).at(-1)?.watermark
    expect(watermark).toBe('2026-03-09T10:00:00.000Z')
    const delta = await readBatches(connection, watermark)
    expect(objectsOf(delta).map((object) => object.anchor)).toEqual([sampleId(3)])
    expect(delta.every((batch) => batch.scope === 'delta')).toBe(true)
    const error = await failure(
      readBatches(service.open({ ignoresFilters: true }, config).connection, watermark),
    )
    expect(error.kind).toBe('precondition')
  })

  test('a delta from a service without one is refused', async () => {
    expect((await failure(readBatches(service.open().connection, '2026-01-01T00:00:00Z'))).kind).toBe(
      'precondition',
    )
  })
})

describe('finding an object by a value', () => {
  const key = (value: string, attribute = 'userName') =>
    [{ type: 'User', match: { attribute, value } }] as const

  test.each<[string, Misbehaviour]>([
    ['honoured', {}],
    ['ignored', { ignoresFilters: true }],
    ['refused', { refusesFilters: true }],
  ])('a filter that is %s finds the same', async (_title, misbehaviour) => {
    const { connection } = service.open(misbehaviour)
    const answers = await connection.fetch([...key('user21@contoso.test'), ...key('nobody@contoso.test')])
    expect(answers.map((answer) => answer?.anchor)).toEqual([sampleId(21), undefined])
    expect((await connection.fetch(key('user4@contoso.test', workEmail)))[0]?.anchor).toBe(sampleId(4))
  })

  test('the list read instead of a filter is read once for a connection', async () => {
    const { connection } = service.open({ ignoresFilters: true })
    await connection.fetch(key('user1@contoso.test'))
    const lists = service.fake.seen.length
    await connection.fetch(key('user2@contoso.test'))
    expect(service.fake.seen.length).toBe(lists)
  })

  test('several that match are a constraint', async () => {
    service.fake.users.set(sampleId(2), sampleUser(2, { title: 'Twin' }))
    service.fake.users.set(sampleId(3), sampleUser(3, { title: 'Twin' }))
    expect((await failure(service.open().connection.fetch(key('Twin', 'title')))).kind).toBe('constraint')
  })

  test('a list that is not whole never proves that an object is absent', async () => {
    const { connection } = service.open({ ignoresFilters: true, totalOff: 1 })
    expect((await failure(connection.fetch(key('nobody@contoso.test')))).kind).toBe('precondition')
  })
})
