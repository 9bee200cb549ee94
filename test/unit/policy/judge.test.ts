import { describe, expect, test } from 'vitest'
import type { Value } from '../../../connectors/spi/value.ts'
import { policySchema } from '../../../main/config/policy-schema.ts'
import { questionKey } from '../../../main/engine/membership.ts'
import { compileMarks, isOwnAccount } from '../../../main/policy/built-in.ts'
import { compilePolicies, type PolicedChange } from '../../../main/policy/judge.ts'

const held: Record<string, Value> = { title: 'Clerk', department: 'IT' }
const change: PolicedChange = {
  system: 'ad',
  type: 'user',
  operation: 'update',
  attribute: 'title',
  risk: 'low',
  dn: 'CN=Anna,OU=Admins,OU=Tier 0,DC=t',
  read: (name) => held[name],
  memberships: new Set(),
  builtIn: undefined,
}
const verdict = (policies: readonly object[], more: Partial<PolicedChange> = {}) =>
  compilePolicies(policies.map((one, i) => policySchema.parse({ name: `P${i}`, ...one })))({
    ...change,
    ...more,
  })
const protectedBy = (policy: object, more: Partial<PolicedChange> = {}): boolean =>
  verdict([{ effect: 'protect', ...policy }], more).protected !== undefined

describe('a policy catches', () => {
  test.each([
    ['a system', { systems: ['ad'] }, { systems: ['hr'] }],
    ['an object type', { types: ['group', 'user'] }, { types: ['group'] }],
    ['an operation', { operations: ['update'] }, { operations: ['delete', 'add'] }],
    ['an attribute, in any case', { attributes: ['TITLE'] }, { attributes: ['mail'] }],
    ['a risk', { risks: ['low'] }, { risks: ['high', 'medium'] }],
    ['an object', { dn: ['cn=anna,ou=Admins,ou=Tier 0,dc=T'] }, { dn: ['CN=Anna,DC=t'] }],
    ['what is below a place', { under: ['ou=tier 0, dc=t'] }, { under: ['OU=Tier 1,DC=t'] }],
    ['the place itself', { under: ['CN=Anna,OU=Admins,OU=Tier 0,DC=t'] }, { under: ['OU=0,DC=t'] }],
    ['either object or place', { dn: ['CN=x'], under: ['DC=t'] }, { dn: ['CN=x'], under: ['DC=u'] }],
    [
      'what a scope says of the object',
      { scope: [[{ attribute: 'department', operator: 'EQUAL', value: 'it' }]] },
      { scope: [[{ attribute: 'department', operator: 'EQUAL', value: 'HR' }]] },
    ],
  ])('%s', (_, yes, no) => {
    expect(protectedBy(yes)).toBe(true)
    expect(protectedBy(no)).toBe(false)
    // All conditions have to hold.
    expect(protectedBy({ ...no, ...yes, risks: ['high'] })).toBe(false)
  })

  test('members of a group that it asks for', () => {
    const clause = { attribute: 'member', operator: 'ISMEMBEROF', value: 'CN=Admins,DC=t', nested: true }
    const policy = policySchema.parse({ name: 'P', effect: 'protect', scope: [[clause]] })
    const judge = compilePolicies([policy])
    const [question] = judge.questions
    if (question === undefined) throw new Error('it asks nothing')
    expect(judge(change).protected).toBeUndefined()
    expect(judge({ ...change, memberships: new Set([questionKey(question)]) }).protected).toBe('policy "P"')
  })

  test('no attribute where the whole object is meant, and no place where there is none', () => {
    const whole = { operation: 'delete', attribute: undefined } as const
    expect(protectedBy({ attributes: ['title'] }, whole)).toBe(false)
    expect(protectedBy({ under: ['DC=t'] }, { dn: undefined })).toBe(false)
  })

  test('a container that is moved or deleted with what is protected in it', () => {
    const container = { type: 'organizationalUnit', dn: 'OU=Tier 0,DC=t', attribute: undefined }
    const policy = { under: ['OU=Admins,OU=Tier 0,DC=t'] }
    for (const operation of ['move', 'delete'] as const)
      expect(protectedBy(policy, { ...container, operation }), operation).toBe(true)
    expect(protectedBy(policy, { ...container, operation: 'update', attribute: 'description' })).toBe(false)
    expect(protectedBy({ dn: ['CN=Anna,OU=Tier 0,DC=t'] }, { ...container, operation: 'move' })).toBe(true)
  })

  test('nothing while it is disabled', () => {
    expect(protectedBy({ systems: ['ad'], disabled: true })).toBe(false)
  })
})

describe('of several policies', () => {
  const protect = { name: 'Keep', effect: 'protect', systems: ['ad'] }
  const two = { name: 'Two', effect: 'two-people', systems: ['ad'] }
  const approve = { name: 'Go', effect: 'approve', systems: ['ad'] }

  test('protection goes before two people, and two people before approval, in any order', () => {
    expect(verdict([approve, two, protect])).toEqual({
      protected: 'policy "Keep"',
      twoPeople: undefined,
      approve: undefined,
    })
    expect(verdict([approve, two])).toMatchObject({ twoPeople: 'Two', approve: undefined })
    expect(verdict([approve])).toMatchObject({ protected: undefined, twoPeople: undefined, approve: 'Go' })
    expect(verdict([approve], { builtIn: 'it is privileged' })).toMatchObject({
      protected: 'it is privileged',
      approve: undefined,
    })
  })

  test('one that approves takes only what does little harm, unless it names more', () => {
    expect(verdict([approve], { risk: 'medium' }).approve).toBeUndefined()
    expect(verdict([{ ...approve, risks: ['low', 'medium'] }], { risk: 'medium' }).approve).toBe('Go')
    const leaver = { operation: 'disable', risk: 'high' } as const
    expect(verdict([{ ...approve, risks: ['high'] }], leaver).approve).toBeUndefined()
    expect(verdict([{ ...approve, risks: ['high'], operations: ['disable'] }], leaver).approve).toBe('Go')
  })
})

test('marks say why an object is privileged', () => {
  const marks = compileMarks([
    { attribute: 'adminCount', matches: '^1$', reason: 'count' },
    { attribute: 'objectSid', matches: '-512$', reason: 'sid' },
  ])
  const of = (attributes: Record<string, Value>) => marks((name) => attributes[name])
  expect(of({ adminCount: 1 })).toBe('count')
  expect(of({ adminCount: 10 })).toBeUndefined()
  expect(of({ objectSid: ['S-1-5-21-1-513', 'S-1-5-21-1-512'] })).toBe('sid')
  expect(of({})).toBeUndefined()
})

test.each([
  ['CN=Sync, OU=Service,DC=t', true],
  ['sync@corp.test', true],
  ['CORP\\sync', true],
  ['SYNC', true],
  ['CN=Other,DC=t', false],
  ['other@corp.test', false],
  ['sync@other.test', false],
  ['CORP\\sync2', false],
])('the account that is signed in with as %s is known', (account, expected) => {
  const attributes: Record<string, Value> = { sAMAccountName: 'Sync', userPrincipalName: 'Sync@corp.test' }
  expect(isOwnAccount(account, 'cn=sync,ou=Service,dc=t', (name) => attributes[name])).toBe(expected)
  expect(isOwnAccount(undefined, 'cn=sync,ou=Service,dc=t', (name) => attributes[name])).toBe(false)
})
