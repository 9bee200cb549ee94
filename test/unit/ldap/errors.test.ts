import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectLdap } from '../../../connectors/kit/ldap/connect.ts'
import { ldapError } from '../../../connectors/kit/ldap/errors.ts'
import { compareValue, requireSecure } from '../../../connectors/kit/ldap/modify.ts'
import { addressesOf } from '../../../connectors/kit/ldap/options.ts'
import { mockLdap, plain, plainSession } from './mock.ts'

const result = (code: number, message = '', referrals: readonly string[] = []) => ({
  code,
  message,
  referrals,
  matchedDn: '',
  controls: new Map<string, Buffer>(),
})
const error = (code: number, message = '', referrals: readonly string[] = []) =>
  ldapError(result(code, message, referrals), 'Changing', 'cn=x')

/** RFC 4511, appendix A, and the registered extensions. */
const registered = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 32, 33, 34, 36, 48, 49, 50, 51, 52],
  ...[53, 54, 64, 65, 66, 67, 68, 69, 71, 80, 118, 119, 120, 121, 122, 123, 4096],
]

test.each(registered)('the result code %i has a kind, a reason, the server’s words and advice', (code) => {
  const { kind, message, advice, system, where } = error(code, 'words of the server')
  expect(kind).toBeTruthy()
  expect(message).toMatch(/^Changing cn=x failed: .+\. The server says: words of the server$/)
  expect(message).not.toContain('answers with the code')
  expect(advice).toMatch(/^[A-Z].{10,}/)
  expect(system).toMatch(new RegExp(`^${code} [a-zA-Z]+: words of the server$`))
  expect(where).toBe('cn=x')
})

test.each([
  [32, 'notFound'],
  [49, 'auth'],
  [50, 'permission'],
  [51, 'throttled'],
  [52, 'connection'],
  [68, 'exists'],
  [122, 'precondition'],
  [999, 'internal'],
] as const)('the result code %i is of the kind %s', (code, kind) => {
  expect(error(code).kind).toBe(kind)
})

test.each([
  ['525', 'no such account'],
  ['52e', 'password is wrong'],
  ['533', 'disabled'],
  ['701', 'account has expired'],
  ['773', 'must be changed'],
  ['775', 'locked'],
  ['530', 'this hour'],
])('Active Directory refuses a sign-in with data %s: %s', (data, words) => {
  const said = `80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data ${data}, v3839`
  expect(error(49, said)).toMatchObject({ kind: 'auth', message: expect.stringContaining(words) })
})

test('codes of Windows say more than the result they come with', () => {
  expect(error(19, '0000052D: Constraint violation - check_password_restrictions')).toMatchObject({
    kind: 'constraint',
    message: expect.stringContaining('policy of the domain'),
  })
  expect(error(19, '000021C8: AtrErr: DSID-03200BBA')).toMatchObject({ kind: 'exists' })
})

test('a referral names the server that takes changes', () => {
  expect(error(10, '', ['ldap://master.example.com/cn=x'])).toMatchObject({
    kind: 'config',
    message: expect.stringContaining('ldap://master.example.com/cn=x'),
    advice: expect.stringContaining('first in hosts'),
  })
})

test.each(['MDB_MAP_FULL: Environment mapsize limit reached', 'No space left on device', '00000070: disk'])(
  'a full disk is seen in "%s"',
  (words) => expect(error(80, words)).toMatchObject({ advice: expect.stringContaining('disk space') }),
)

test('hosts may bring their own port, and IPv6 addresses stand in brackets', () => {
  const addresses = addressesOf({
    hosts: ['a.example.com', 'b.example.com:3269', '[::1]:10636'],
    security: 'ldaps',
  })
  expect(addresses).toEqual([
    { host: 'a.example.com', port: 636, name: 'a.example.com:636' },
    { host: 'b.example.com', port: 3269, name: 'b.example.com:3269' },
    { host: '::1', port: 10636, name: '[::1]:10636' },
  ])
})

test('plain text is refused unless the admin insists, and never carries a password', async () => {
  const server = await mockLdap()
  const connect = (more: object) => connectLdap({ ...plain(server), ...more }, new AbortController().signal)
  await expect(connect({ allowPlain: false })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('plain'),
  })
  await expect(connect({ bindDn: 'cn=a', password: 'Word-12345' })).rejects.toMatchObject({ kind: 'config' })
  expect(server.requests).toEqual([])
  const session = await plainSession(server)
  expect(() => requireSecure(session, 'cn=x')).toThrow('without encryption')
})

test('an unavailable server ends the operation as a connection that is gone', async () => {
  const server = await mockLdap()
  server.on((request, answer) => {
    if (request.kind !== 'compare') return false
    answer.result({ code: 52, message: 'shutting down' })
    return true
  })
  await expect(compareValue(await plainSession(server), 'cn=x', 'a', 'b')).rejects.toMatchObject({
    kind: 'connection',
    message: expect.stringContaining('shutting down'),
  })
})

test('nothing of ldapts that prints messages is used', () => {
  for (const folder of ['kit/ldap', 'ldap']) {
    const dir = join(import.meta.dirname, '../../../connectors', folder)
    for (const file of readdirSync(dir))
      expect(readFileSync(join(dir, file), 'utf8'), file).not.toMatch(
        /\b(Client|MessageParser)\b.*from 'ldapts'/s,
      )
  }
})
