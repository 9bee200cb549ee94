import { describe, expect, test } from 'vitest'
import type { WriteResult } from '../../../connectors/spi/write.ts'
import { failure, openScim, readBatches, refusal, writeOne } from '../../fakes/scim/client.ts'
import { addition, fakeScimService, update } from '../../fakes/scim/fixture.ts'
import { token } from '../../fakes/scim/samples.ts'
import { startFakeScim } from '../../fakes/scim/server.ts'

const service = fakeScimService()

describe('patience', () => {
  test('Retry-After is honoured in seconds and as a date, and without it the pause doubles', async () => {
    const seconds = service.open({ throttles: { times: 1, retryAfter: '7' } })
    await seconds.connection.schema()
    expect(seconds.pauses).toEqual([7350])
    const date = service.open({
      throttles: { times: 1, retryAfter: 'Tue, 10 Mar 2026 08:00:20 GMT', status: 503 },
    })
    await date.connection.schema()
    expect(date.pauses).toEqual([20_500])
    const none = service.open({ throttles: { times: 3 } })
    await none.connection.schema()
    expect(none.pauses).toEqual([250, 500, 1000])
  })

  test('a service that stays throttled ends in an error that says when to come back', async () => {
    const { connection } = service.open({ throttles: { times: 99, retryAfter: '3' } }, { maxTries: 3 })
    expect(await failure(readBatches(connection))).toMatchObject({ kind: 'throttled', retryAfter: 3000 })
    expect(service.fake.seen).toHaveLength(3)
  })

  test('a throttled add is sent again, once accepted only', async () => {
    const { connection } = service.open()
    await connection.schema()
    service.fake.behave({ throttles: { times: 2, retryAfter: '1' } })
    expect(await writeOne(connection, addition)).toMatchObject({ ok: true })
    expect(
      [...service.fake.users.values()].filter((user) => user.userName === 'new@contoso.test'),
    ).toHaveLength(1)
  })

  test('requests keep to the pace that was set', async () => {
    const { connection, pauses } = service.open({}, { maxRequestsPerMinute: 30, resourceTypes: ['User'] })
    await readBatches(connection)
    expect(service.fake.seen.length).toBeGreaterThan(4)
    expect(pauses).toEqual(Array.from({ length: service.fake.seen.length - 1 }, () => 2000))
  })
})

describe('refusals', () => {
  test.each<[number, string]>([
    [400, 'constraint'],
    [401, 'auth'],
    [403, 'permission'],
    [404, 'notFound'],
    [409, 'exists'],
    [412, 'precondition'],
    [413, 'constraint'],
    [500, 'internal'],
    [503, 'throttled'],
    [504, 'connection'],
  ])('HTTP %i is %s, with the service’s words and advice, and no secret', async (status, kind) => {
    const { connection, logged } = service.open()
    await connection.schema()
    service.fake.behave({ fails: { status, detail: `not with ${token} today` } })
    const error = await refusal(connection, update([{ attribute: 'title', old: 'Engineer', new: 'Lead' }]))
    expect(error.kind).toBe(kind)
    expect(error.message).toContain('not with ••• today')
    expect(error.advice).not.toBe('')
    expect(JSON.stringify([error, error.message, error.stack, error.system, logged])).not.toContain(token)
  })

  test('a redirect to another origin is not followed', async () => {
    const other = await startFakeScim([])
    try {
      const error = await failure(readBatches(service.open({ redirectsTo: `${other.url}/Users` }).connection))
      expect(error.kind).toBe('config')
      expect(other.seen).toEqual([])
    } finally {
      await other.close()
    }
  })

  test('an answer that is no SCIM points at the address', async () => {
    const { connection } = service.open({ fails: { status: 401, html: true } })
    const [result] = await connection.check()
    expect(result).toMatchObject({ ok: false, title: 'Sign in', advice: expect.stringContaining('token') })
  })

  test.each([
    ['is in trouble', { fails: { status: 500 } }, 'internal'],
    ['gives half of its schema', { halvesSchemas: true }, 'connection'],
  ])(
    'a service that %s is not read by the standard schema, which would clear what that does not know',
    async (_, trouble, kind) => {
      expect(await failure(service.open(trouble).connection.schema())).toMatchObject({ kind })
    },
  )

  test('a service that cannot be reached is a connection error after the tries', async () => {
    const gone = await startFakeScim([])
    await gone.close()
    const { connection, pauses } = openScim({ baseUrl: gone.url })
    expect(await failure(connection.schema())).toMatchObject({ kind: 'connection', system: 'ECONNREFUSED' })
    expect(pauses).toHaveLength(4)
  })

  test('a service that does not answer is not asked for everything else as well', async () => {
    const { connection } = service.open({}, { concurrency: 2 })
    await connection.schema()
    service.fake.behave({ cutsWrites: 1000 })
    const requests = Array.from({ length: 40 }, (_, at) => ({
      ...addition,
      id: `a${at}`,
      attributes: { ...addition.attributes, userName: `new${at}@contoso.test` },
    }))
    const results: WriteResult[] = []
    for await (const result of connection.write(requests)) results.push(result)
    expect(results).toHaveLength(40)
    for (const result of results) expect(result).toMatchObject({ ok: false, error: { kind: 'connection' } })
    expect(service.fake.writes().length).toBeGreaterThanOrEqual(4)
    expect(service.fake.writes().length).toBeLessThan(10)
  })

  test('an answer between lost ones shows that the service is there', async () => {
    const { connection } = service.open({}, { concurrency: 1 })
    await connection.schema()
    const requests = Array.from({ length: 12 }, (_, at) => ({
      ...addition,
      id: `a${at}`,
      attributes: { ...addition.attributes, userName: `new${at}@contoso.test` },
    }))
    const results: boolean[] = []
    for await (const { ok } of connection.write(requests)) {
      results.push(ok)
      // One of two, from the next request on.
      service.fake.behave({ cutsWrites: results.length % 2 })
    }
    expect(results.filter((ok) => ok)).toHaveLength(6)
  })

  test('check says what works', async () => {
    const results = await service.open({ ignoresFilters: true, shortPages: 4 }).connection.check()
    expect(results.every((result) => result.ok)).toBe(true)
    const text = results.map((result) => `${result.title}: ${result.detail}`).join('\n')
    expect(text).toContain('gives 4 in a page where 10 were asked for')
    expect(text).toContain('The filter on userName is ignored')
  })
})
