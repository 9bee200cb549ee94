import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { AttributeChange, ReferenceChange, WriteRequest } from '../../../connectors/spi/write.ts'
import { type Opened, openScim } from './client.ts'
import { sampleGroup, sampleId, sampleUsers } from './samples.ts'
import { type FakeScim, type Misbehaviour, startFakeScim } from './server.ts'

export interface FakeFixture {
  /** The service, with 25 users and one group of three members before each test. */
  readonly fake: FakeScim
  /** A connection to it, from now on misbehaving like this. */
  open(misbehaviour?: Misbehaviour, config?: Readonly<Record<string, unknown>>): Opened
}

/** Starts a fake service for the tests of one file. */
export function fakeScimService(): FakeFixture {
  let fake: FakeScim | undefined
  const running = (): FakeScim => {
    if (!fake) throw new Error('the fake runs during tests only')
    return fake
  }
  beforeAll(async () => {
    fake = await startFakeScim([])
  })
  afterAll(() => running().close())
  beforeEach(() => {
    const { users, groups, behave } = running()
    users.clear()
    groups.clear()
    for (const user of sampleUsers(25)) users.set(String(user.id), user)
    for (const group of [sampleGroup(1, [1, 2, 3])]) groups.set(String(group.id), group)
    behave({})
  })
  return {
    get fake() {
      return running()
    },
    open(misbehaviour = {}, config = {}) {
      running().behave(misbehaviour)
      return openScim({ baseUrl: running().url, pageSize: 10, ...config })
    },
  }
}

/** An update, of the first user unless another object is named. */
export function update(
  attributes: readonly AttributeChange[],
  references: readonly ReferenceChange[] = [],
  on: { type: string; anchor: string } = { type: 'User', anchor: sampleId(1) },
): WriteRequest {
  return { id: 'u1', operation: 'update', ...on, attributes, references }
}

export const addition: Extract<WriteRequest, { operation: 'add' }> = {
  id: 'a1',
  operation: 'add',
  type: 'User',
  attributes: { userName: 'new@contoso.test', externalId: 'E99' },
  references: {},
}

export const workEmail = 'emails[type eq "work"].value'
