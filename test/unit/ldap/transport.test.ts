import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { connectLdap } from '../../../connectors/kit/ldap/connect.ts'
import { equals } from '../../../connectors/kit/ldap/filter.ts'
import { addEntry, modifyEntry } from '../../../connectors/kit/ldap/modify.ts'
import { bytesOf } from '../../../connectors/kit/ldap/octets.ts'
import { readRange } from '../../../connectors/kit/ldap/ranges.ts'
import {
  attributeOf,
  findEntries,
  readEntry,
  searchOnce,
  searchPages,
} from '../../../connectors/kit/ldap/search.ts'
import { LdapSessions } from '../../../connectors/kit/ldap/sessions.ts'
import { pagedValue } from '../../fakes/ldap/reply.ts'
import { pageOf } from '../../fakes/ldap/server.ts'
import { requires } from '../../requirements.ts'
import { certificate, mockLdap, person, plain, plainSession } from './mock.ts'

const base = 'ou=people,dc=example,dc=com'
const paged = '1.2.840.113556.1.4.319'
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n))

async function readAll(session: Parameters<typeof searchPages>[0], pageSize: number): Promise<string[]> {
  const dns: string[] = []
  for await (const page of searchPages(session, { base, pageSize })) dns.push(...page.map(({ dn }) => dn))
  return dns
}

describe('paged reading', () => {
  test('a page without entries that carries a cookie is not the end', async () => {
    const server = await mockLdap({ entries: people(5) })
    let asked = 0
    server.on((request, answer) => {
      if (request.kind !== 'search') return false
      asked++
      const page = [['user0'], [], [], ['user1', 'user2']][asked - 1] as string[]
      for (const name of page) answer.entry(person(Number(name.slice(4))))
      answer.result({
        code: 0,
        controls: [{ oid: paged, value: pagedValue(Buffer.from(asked < 4 ? 'more' : '')) }],
      })
      return true
    })
    expect(await readAll(await plainSession(server), 2)).toHaveLength(3)
    expect(asked).toBe(4)
  })

  test('more entries than a page of the server are read in its pages, with no time limit asked for', async () => {
    const server = await mockLdap({ entries: people(2500), pageLimit: 1000 })
    expect(new Set(await readAll(await plainSession(server), 5000)).size).toBe(2500)
    const searches = server.requests.filter((request) => request.kind === 'search')
    expect(searches).toHaveLength(3)
    expect(searches.map((search) => search.timeLimit)).toEqual([0, 0, 0])
    expect(searches.map((search) => pageOf(search.controls.get(paged)!).cookie.toString())).toEqual([
      '',
      '1000',
      '2000',
    ])
  })

  test('a caller that stops early leaves no page under way', async () => {
    const server = await mockLdap({ entries: people(30) })
    const session = await plainSession(server)
    for await (const _ of searchPages(session, { base, pageSize: 10 })) break
    expect(await readAll(session, 10)).toHaveLength(30)
  })

  test('a result that is no success throws after what was read, and is never an end', async () => {
    const server = await mockLdap({ entries: people(30) })
    server.on((request, answer) => {
      if (request.kind !== 'search' || pageOf(request.controls.get(paged)!).cookie.length === 0) return false
      answer.result({ code: 4, message: 'size limit exceeded' })
      return true
    })
    await expect(readAll(await plainSession(server), 10)).rejects.toMatchObject({
      kind: 'permission',
      advice: expect.stringContaining('size limit'),
    })
  })

  test('continuation references are told, with their addresses', async () => {
    const server = await mockLdap({ entries: people(1) })
    server.on((request, answer) => {
      if (request.kind === 'search') answer.reference('ldap://other.example.com/dc=other')
      return false
    })
    const told: string[] = []
    const search = { base, pageSize: 10, onReferences: (urls: readonly string[]) => void told.push(...urls) }
    for await (const _ of searchPages(await plainSession(server), search));
    expect(told).toEqual(['ldap://other.example.com/dc=other'])
  })
})

describe('attributes', () => {
  test('one that is empty and one that was not returned are different', async () => {
    const server = await mockLdap()
    server.on((request, answer) => {
      if (request.kind !== 'search') return false
      answer.entry({ dn: 'cn=g', attributes: { member: [], 'member;range=0-0': ['cn=gone'] } })
      answer.result({ code: 0 })
      return true
    })
    const entry = await readEntry(await plainSession(server), 'cn=g', ['member', 'description'])
    expect(entry?.attributes.map(({ name, values }) => [name, values.length])).toEqual([
      ['member', 0],
      ['member;range=0-0', 1],
    ])
    expect(attributeOf(entry!, 'description')).toBeUndefined()
  })

  test('values are bytes whatever they look like', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0x41])
    const server = await mockLdap({ entries: [{ dn: base, attributes: { a: [bytes, 'text'] } }] })
    const [entry] = await findEntries(await plainSession(server), { base })
    expect(attributeOf(entry!, 'A')?.values.map(bytesOf)).toEqual([bytes, Buffer.from('text')])
  })

  test('a filter value above 7f goes over the wire as it is', async () => {
    const guid = Buffer.from('ff00c3b1809f4d2a', 'hex')
    const server = await mockLdap({ entries: [{ dn: base, attributes: { objectGUID: [guid] } }] })
    const found = await findEntries(await plainSession(server), { base, filter: equals('objectGUID', guid) })
    expect(found).toHaveLength(1)
    expect(server.requests.at(-1)).toMatchObject({ filter: { kind: 'equal', value: guid } })
  })

  test('a list of more values than an answer holds is read window by window', async () => {
    const member = Array.from({ length: 3700 }, (_, n) => `cn=m${n}`)
    const server = await mockLdap({ entries: [{ dn: base, attributes: { member } }], valueLimit: 1500 })
    const windows: string[][] = []
    for await (const window of readRange(await plainSession(server), base, 'member'))
      windows.push(window.map(String))
    expect(windows.map((window) => window.length)).toEqual([1500, 1500, 700])
    expect(windows.flat()).toEqual(member)
  })
})

describe('a connection in trouble', () => {
  test('a message nobody understands costs itself only', async () => {
    const server = await mockLdap({ entries: people(3) })
    server.on((request, answer) => {
      if (request.kind === 'search') answer.intermediate()
      return false
    })
    const session = await plainSession(server)
    expect(await readAll(session, 2)).toHaveLength(3)
    expect((await Promise.all([1, 2, 3].map(() => readAll(session, 100)))).map((all) => all.length)).toEqual([
      3, 3, 3,
    ])
  })

  test('an answer that is no LDAP ends the connection and says so', async () => {
    const server = await mockLdap()
    server.on((request, answer) => {
      if (request.kind !== 'search') return false
      answer.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
      return true
    })
    const session = await plainSession(server)
    await expect(readAll(session, 2)).rejects.toMatchObject({
      kind: 'connection',
      message: expect.stringContaining('cannot be read: it is not LDAP'),
    })
    expect(session.alive).toBe(false)
  })

  test.skipIf(requires('openssl'))(
    'a connection lost after StartTLS ends every operation at once, and nothing is reconnected behind it',
    async () => {
      const server = await mockLdap({ security: 'starttls', certificate: certificate(), entries: people(3) })
      server.on((request, answer) => {
        if (request.kind !== 'search') return false
        answer.hangUp()
        return true
      })
      const options = {
        ...plain(server),
        security: 'starttls' as const,
        ca: certificate().ca,
        bindDn: 'cn=a',
        password: 'b',
      }
      const session = await connectLdap(options, new AbortController().signal)
      const started = performance.now()
      const outcomes = await Promise.allSettled([readAll(session, 2), readAll(session, 2)])
      expect(performance.now() - started).toBeLessThan(900)
      expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.kind)).toEqual([
        'connection',
        'connection',
      ])
      expect(session.alive).toBe(false)
      await expect(readAll(session, 2)).rejects.toMatchObject({ kind: 'connection' })
      expect(server.requests.filter((request) => request.kind === 'bind')).toHaveLength(1)
    },
  )

  test('a server that says nothing is given up after the timeout, with everything under way', async () => {
    const server = await mockLdap({ entries: people(1) })
    server.on((request) => request.kind === 'search' && request.base === 'cn=slow')
    const session = await plainSession(server, { timeout: 150 })
    const [slow, other] = await Promise.allSettled([
      searchOnce(session, { base: 'cn=slow' }),
      sleep(50).then(() => searchOnce(session, { base: 'cn=slow' })),
    ])
    expect(slow).toMatchObject({
      reason: { kind: 'timeout', advice: expect.stringContaining('timeoutSeconds') },
    })
    expect(other).toMatchObject({ reason: { kind: 'connection' } })
    expect(session.alive).toBe(false)
  })

  test('a slow answer that keeps coming is waited for', async () => {
    const server = await mockLdap()
    server.on(async (request, answer) => {
      if (request.kind !== 'search') return false
      for (let n = 0; n < 5; n++) {
        await sleep(60)
        answer.entry(person(n))
      }
      answer.result({ code: 0 })
      return true
    })
    const { entries } = await searchOnce(await plainSession(server, { timeout: 150 }), { base })
    expect(entries).toHaveLength(5)
  })

  test('eight operations asked for before there is a connection share one', async () => {
    const server = await mockLdap({ entries: people(4) })
    const sessions = new LdapSessions(plain(server), new AbortController().signal)
    const all = await Promise.all(
      Array.from(
        { length: 8 },
        async () => (await searchOnce(await sessions.get(), { base })).entries.length,
      ),
    )
    expect(all).toEqual(Array(8).fill(4))
    expect(server.connections).toBe(1)
    sessions.close()
  })

  test.skipIf(requires('openssl'))(
    'a session that was lost is replaced by a signed-in one, on the same server when it can be',
    async () => {
      const [first, second] = [
        await mockLdap({ security: 'ldaps', certificate: certificate() }),
        await mockLdap({ security: 'ldaps', certificate: certificate() }),
      ]
      const hosts = [first, second].map((server) => `${server.host}:${server.port}`)
      const options = {
        hosts,
        security: 'ldaps',
        allowPlain: false,
        ca: certificate().ca,
        timeout: 1000,
      } as const
      const sessions = new LdapSessions(
        { ...options, bindDn: 'cn=a', password: 'b' },
        new AbortController().signal,
      )
      await first.close()
      expect((await sessions.get()).host).toBe(hosts[1])
      second.cut()
      await sleep(20)
      expect((await sessions.get()).host).toBe(hosts[1])
      expect(second.requests.filter((request) => request.kind === 'bind')).toHaveLength(2)
      sessions.close()
    },
  )

  test('a cancelled search ends at once and is abandoned; a write that is under way is waited for', async () => {
    const server = await mockLdap()
    server.on(async (request, answer) => {
      if (request.kind === 'search') return true
      if (request.kind !== 'modify') return false
      await sleep(100)
      answer.result({ code: 0 })
      return true
    })
    const abort = new AbortController()
    const session = await plainSession(server, {}, abort.signal)
    const reading = searchOnce(session, { base })
    const writing = modifyEntry(session, base, [{ operation: 'replace', attribute: 'cn', values: ['x'] }])
    await sleep(20)
    abort.abort()
    await expect(reading).rejects.toThrow('cancelled')
    await expect(writing).resolves.toBeUndefined()
    await expect(searchOnce(session, { base })).rejects.toThrow('cancelled')
    expect(server.requests.some((request) => request.kind === 'abandon')).toBe(true)
  })

  test('a busy server is asked again; one that stays busy says so', async () => {
    const server = await mockLdap()
    let busy = 2
    server.on((request, answer) => {
      if (request.kind !== 'modify' || busy-- <= 0) return false
      answer.result({ code: 51, message: 'too many operations' })
      return true
    })
    const session = await plainSession(server)
    const change = () =>
      modifyEntry(session, base, [{ operation: 'replace', attribute: 'cn', values: ['x'] }])
    await change()
    busy = 100
    await expect(change()).rejects.toMatchObject({
      kind: 'throttled',
      message: expect.stringContaining('too many'),
    })
  })

  test('a notice of disconnection is told in the words of the server', async () => {
    const server = await mockLdap()
    server.on((request, answer) => {
      if (request.kind !== 'search') return false
      // Message 0, ExtendedResponse 52 with the OID of the notice.
      const oid = Buffer.from('1.3.6.1.4.1.1466.20036')
      const words = Buffer.from('going down')
      const body = Buffer.concat([
        Buffer.from([0x0a, 1, 52, 4, 0, 4, words.length]),
        words,
        Buffer.from([0x8a, oid.length]),
        oid,
      ])
      answer.raw(Buffer.concat([Buffer.from([0x30, body.length + 5, 2, 1, 0, 0x78, body.length]), body]))
      return true
    })
    await expect(readAll(await plainSession(server), 2)).rejects.toMatchObject({
      kind: 'connection',
      message: expect.stringContaining('going down'),
    })
  })
})

test('a write of more than 64 kB arrives whole, whatever its size', async () => {
  const server = await mockLdap()
  const session = await plainSession(server)
  for (const size of [65_000, 65_535, 65_536, 524_180, 524_220, 524_288]) {
    const value = Buffer.alloc(size, 0x61)
    await modifyEntry(session, base, [{ operation: 'replace', attribute: 'jpegPhoto', values: [value] }])
    expect(server.requests.at(-1)).toMatchObject({ changes: [{ values: [value] }] })
  }
})

test('an add carries its values as they are given', async () => {
  const server = await mockLdap()
  await addEntry(await plainSession(server), 'cn=é', { cn: ['é'], photo: [Buffer.from([0xff])] })
  expect(server.requests.at(-1)).toMatchObject({
    kind: 'add',
    dn: 'cn=é',
    attributes: [
      { attribute: 'cn', values: [Buffer.from('é')] },
      { attribute: 'photo', values: [Buffer.from([0xff])] },
    ],
  })
})
