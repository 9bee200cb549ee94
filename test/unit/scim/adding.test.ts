import { describe, expect, test } from 'vitest'
import type { WriteRequest } from '../../../connectors/spi/write.ts'
import { refusal, writeOne } from '../../fakes/scim/client.ts'
import { addition, fakeScimService, update } from '../../fakes/scim/fixture.ts'
import { sampleId, sampleUser } from '../../fakes/scim/samples.ts'

const service = fakeScimService()

describe('adding and deleting', () => {
  test('a name that is taken names the object that has it, and nothing is written to it', async () => {
    const before = structuredClone(service.fake.users.get(sampleId(4)))
    const error = await refusal(service.open().connection, {
      ...addition,
      attributes: { userName: 'user4@contoso.test' },
    })
    expect(error).toMatchObject({ kind: 'exists', where: `User/${sampleId(4)}` })
    expect(error.advice).toMatch(/adopt/i)
    expect(service.fake.users.get(sampleId(4))).toEqual(before)
    expect(service.fake.writes().map((request) => request.method)).toEqual(['POST'])
  })

  test('a conflict is found by externalId as well, and where nothing is found that is said', async () => {
    service.fake.users.set(sampleId(5), sampleUser(5, { externalId: 'E99' }))
    expect((await refusal(service.open({ conflicts: true }).connection, addition)).where).toBe(
      `User/${sampleId(5)}`,
    )
    service.fake.users.delete(sampleId(5))
    const error = await refusal(service.open({ conflicts: true }).connection, addition)
    expect(error.kind).toBe('exists')
    expect(error.where).toContain('POST')
  })

  test('an add whose answer was lost is not sent again', async () => {
    const error = await refusal(service.open({ cutsWrites: 1 }).connection, addition)
    expect(error.kind).toBe('connection')
    expect(service.fake.writes()).toHaveLength(1)
    const { connection } = service.open()
    const [found] = await connection.fetch([
      { type: 'User', match: { attribute: 'userName', value: 'new@contoso.test' } },
    ])
    expect(found?.attributes.externalId).toBe('E99')
  })

  test('an add whose answer cannot be read may have been done: it is in doubt, not failed', async () => {
    const error = await refusal(service.open({ halvesWrites: 1 }).connection, addition)
    expect(error).toMatchObject({ kind: 'connection', advice: expect.not.stringContaining('baseUrl') })
    expect([...service.fake.users.values()].filter((one) => one.externalId === 'E99')).toHaveLength(1)
  })

  test('a delete whose answer was lost is sent again and is done', async () => {
    const request: WriteRequest = { id: 'd1', operation: 'delete', type: 'User', anchor: sampleId(1) }
    expect(await writeOne(service.open({ cutsWrites: 1 }).connection, request)).toMatchObject({ ok: true })
    expect(service.fake.writes()).toHaveLength(2)
    expect(service.fake.users.has(sampleId(1))).toBe(false)
  })

  test('a delete that would only deactivate is refused until the admin says that it is meant', async () => {
    const request: WriteRequest = { id: 'd1', operation: 'delete', type: 'User', anchor: sampleId(1) }
    expect((await refusal(service.open({}, { profile: 'salesforce' }).connection, request)).advice).toContain(
      'acceptDeleteThatDeactivates',
    )
    expect(service.fake.writes()).toEqual([])
    const { connection } = service.open({}, { profile: 'salesforce', acceptDeleteThatDeactivates: true })
    expect(await writeOne(connection, request)).toMatchObject({ ok: true })
  })

  test('a deactivation that would delete is refused until the admin says that it is meant', async () => {
    const request = update([{ attribute: 'active', old: true, new: false }])
    expect((await refusal(service.open({}, { profile: 'pagerduty' }).connection, request)).advice).toContain(
      'acceptDeactivationThatDeletes',
    )
    expect(service.fake.writes()).toEqual([])
    const { connection } = service.open({}, { profile: 'pagerduty', acceptDeactivationThatDeletes: true })
    expect(await writeOne(connection, request)).toMatchObject({ ok: true })
  })

  test('a second value is refused where the service keeps one', async () => {
    const request = update([{ attribute: 'emails[type eq "home"].value', new: 'h@contoso.test' }])
    const error = await refusal(service.open({}, { profile: 'aws-identity-center' }).connection, request)
    expect(error).toMatchObject({ kind: 'constraint', message: expect.stringContaining('emails') })
    expect(service.fake.writes()).toEqual([])
  })
})
