import { test as anyTest, expect } from 'vitest'
import { decodeDirSync, dirSyncOid } from '../../../connectors/active-directory/dirsync.ts'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import { dirSyncValue, type MockEntry } from '../../fakes/ldap/reply.ts'
import type { MockLdap } from '../../fakes/ldap/server.ts'
import { requires } from '../../requirements.ts'
import { anchor, batchesOf, domain, group, openMock, startMockDomain, user } from './mock-domain.ts'

const test = anyTest.skipIf(requires('openssl'))

const members = Array.from({ length: 4000 }, (_, i) => `CN=User ${i},${domain}`)

test('a group is read to the end, window by window', async () => {
  const server = await startMockDomain([group(1, members)])
  const batches = await batchesOf(await openMock(server, { delta: 'usn' }))
  const [item] = batches.flatMap((batch) => batch.items) as ObjectItem[]
  expect(item?.references?.member).toEqual(members)
  const windows = server.requests.flatMap((request) => (request.kind === 'search' ? request.attributes : []))
  expect(windows.filter((name) => name.includes('range='))).toEqual([
    'member;range=1500-2999',
    'member;range=3000-4499',
  ])
})

test('a group that is deleted between two windows is not told with the members it had until then', async () => {
  const server = await startMockDomain([group(1, members), group(2, members.slice(0, 3))])
  server.on((request) => {
    const ranged = request.kind === 'search' && request.attributes.some((name) => name.includes('range='))
    if (ranged) server.entries = server.entries.filter((entry) => entry.dn !== `CN=Group 1,${domain}`)
    return false
  })
  const batches = await batchesOf(await openMock(server, { delta: 'usn' }))
  const items = batches.flatMap((batch) => batch.items) as ObjectItem[]
  expect(items.map((item) => item.anchor)).toEqual([anchor(2)])
})

test('more than a page of objects is read page by page', async () => {
  const server = await startMockDomain(Array.from({ length: 2300 }, (_, i) => user(i)))
  const batches = await batchesOf(await openMock(server, { delta: 'usn', pageSize: 5000 }))
  expect(batches.flatMap((batch) => batch.items)).toHaveLength(2300)
  expect(batches.map((batch) => batch.complete).filter(Boolean)).toHaveLength(1)
})

/** Answers DirSync in replies, each under the cookie of the one before; the first is for no cookie. */
function script(server: MockLdap, replies: readonly (readonly MockEntry[] | 'hang up')[]): void {
  server.on((request, answer) => {
    const value = request.kind === 'search' ? request.controls.get(dirSyncOid) : undefined
    if (value === undefined) return false
    const at = Number(decodeDirSync(value)?.cookie.toString() || 0)
    const reply = replies[at] ?? []
    if (reply === 'hang up') {
      answer.hangUp()
      return true
    }
    for (const entry of reply) answer.entry(entry)
    const next = Math.min(at + 1, replies.length)
    const more = at > 0 && next < replies.length
    answer.result({
      code: 0,
      controls: [{ oid: dirSyncOid, value: dirSyncValue(more, Buffer.from(String(next))) }],
    })
    return true
  })
}

const changed = (number: number, attributes: MockEntry['attributes']): MockEntry => {
  const { dn, attributes: all } = user(number)
  return { dn, attributes: { objectGUID: all.objectGUID ?? [], ...attributes } }
}

test('DirSync is asked until there is no more, and the last cookie counts', async () => {
  const server = await startMockDomain([1, 2, 3].map((number) => user(number)))
  script(server, [
    [],
    [changed(1, { title: ['Director'] })],
    // A reply without objects is not the end.
    [],
    [changed(2, { title: [] }), changed(3, { 'member;range=0-0': ['CN=A'], 'member;range=1-1': ['CN=B'] })],
  ])
  const connection = await openMock(server)
  const full = await batchesOf(connection)
  const delta = await batchesOf(connection, full.at(-1)?.watermark)
  expect(delta.flatMap((batch) => batch.items)).toEqual([
    { kind: 'change', type: 'user', anchor: anchor(1), set: { title: 'Director' }, clear: [] },
    { kind: 'change', type: 'user', anchor: anchor(2), set: {}, clear: ['title'] },
  ])
  const { cookie } = JSON.parse(delta.at(-1)?.watermark ?? '{}')
  expect(Buffer.from(cookie, 'base64').toString()).toBe('4')
})

test('a DirSync that is cut between two replies is no complete read', async () => {
  const server = await startMockDomain([1, 2].map((number) => user(number)))
  script(server, [[], [changed(1, { title: ['Director'] })], 'hang up', []])
  const connection = await openMock(server)
  const full = await batchesOf(connection)
  const read = connection.read({ mode: 'delta', watermark: full.at(-1)?.watermark ?? '' })
  const seen: boolean[] = []
  await expect(
    (async () => {
      for await (const batch of read) seen.push(batch.complete)
    })(),
  ).rejects.toMatchObject({ name: 'ConnectorError', kind: 'connection' })
  expect(seen).toEqual([false])
})

test('an object that changes while the pages are read is read again at the end', async () => {
  const server = await startMockDomain([user(1), user(2)])
  let usn = '500'
  server.on((request, answer) => {
    if (request.kind !== 'search') return false
    // The users were read; now the groups are asked for.
    if (request.attributes.includes('member') && !request.attributes.includes('title')) {
      usn = '501'
      const now = user(1, { title: ['Director'], uSNChanged: [usn] })
      server.entries = server.entries.map((one) => (one.dn === now.dn ? now : one))
    }
    if (request.base !== '') return false
    answer.entry({ dn: '', attributes: { ...rootOf(server), highestCommittedUSN: [usn] } })
    answer.result({ code: 0 })
    return true
  })
  const items = (await batchesOf(await openMock(server, { delta: 'usn' }))).flatMap((batch) => batch.items)
  expect((items as ObjectItem[]).filter((item) => item.anchor === anchor(1)).at(-1)?.attributes.title).toBe(
    'Director',
  )
  expect(items.length).toBe(3)
})

function rootOf(server: MockLdap): MockEntry['attributes'] {
  const dc = server.entries.find((entry) => entry.dn.startsWith('CN=NTDS Settings'))?.dn ?? ''
  const schema = `CN=Schema,CN=Configuration,${domain}`
  return {
    defaultNamingContext: [domain],
    namingContexts: [domain],
    schemaNamingContext: [schema],
    dsServiceName: [dc],
  }
}
