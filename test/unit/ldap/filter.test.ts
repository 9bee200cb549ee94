import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  all,
  any,
  atLeast,
  contains,
  equals,
  type Filter,
  not,
  present,
  rule,
} from '../../../connectors/kit/ldap/filter.ts'
import { parseFilter } from '../../../connectors/kit/ldap/parse-filter.ts'
import { searchOnce } from '../../../connectors/kit/ldap/search.ts'
import { mockLdap, plainSession } from './mock.ts'

/** What a server gets of a filter. */
async function received(filters: readonly Filter[]): Promise<unknown[]> {
  const server = await mockLdap()
  const session = await plainSession(server)
  for (const filter of filters) await searchOnce(session, { base: 'dc=x', filter })
  return server.requests.map((request) => (request.kind === 'search' ? request.filter : undefined))
}

test('filters of an admin are read as RFC 4515 says', async () => {
  const texts = [
    '(&(objectClass=person)(|(mail=*)(!(uid=a\\2ab))))',
    '(cn=J\\c3\\bcrgen)',
    '(objectGUID=\\ff\\00\\c3)',
    '(cn=a*b*c)',
    '(cn=*end)',
    '(n>=5)',
    '(userAccountControl:1.2.840.113556.1.4.803:=2)',
    '(ou:dn:=people)',
  ]
  const built = [
    all(equals('objectClass', 'person'), any(present('mail'), not(equals('uid', 'a*b')))),
    equals('cn', 'Jürgen'),
    equals('objectGUID', Buffer.from([0xff, 0, 0xc3])),
    contains('cn', ['a', 'b', 'c']),
    contains('cn', ['', 'end']),
    atLeast('n', '5'),
    rule('userAccountControl', '1.2.840.113556.1.4.803', '2'),
    rule('ou', '', 'people', true),
  ]
  expect(await received(texts.map(parseFilter))).toEqual(await received(built))
})

test.each(['cn=x', '(cn=x', '(cn=x))', '(&)', '(=x)', '(cn)', '(cn=\\zz)', '(n>=*)', '(cn=a)(cn=b)', ''])(
  'the text "%s" is no filter, and the place is said',
  (text) => expect(() => parseFilter(text)).toThrow(/cannot be read at character \d+/),
)

test('any value a person may have goes over the wire as it is', async () => {
  const server = await mockLdap()
  const session = await plainSession(server)
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (value) => {
      await searchOnce(session, { base: 'dc=x', filter: equals('cn', value) })
      expect(server.requests.at(-1)).toMatchObject({ filter: { value: Buffer.from(value) } })
    }),
    { numRuns: 50 },
  )
})
