import { expect, test } from 'vitest'
import { membershipRuleSchema } from '../../../main/config/membership-schema.ts'
import { type RuleSource, ruleSchema } from '../../../main/config/rule-schema.ts'
import { type ChangeOrigin, ruleBasis } from '../../../main/engine/rule-basis.ts'

const hr = {
  name: 'In from HR',
  direction: 'inbound',
  system: 'hr',
  from: 'employee',
  to: 'person',
  precedence: 100,
  flows: [
    { to: 'title', from: 'job' },
    { to: 'mail', from: 'mail' },
  ],
}
const out = {
  name: 'Out to AD',
  direction: 'outbound',
  system: 'ad',
  from: 'person',
  to: 'user',
  precedence: 100,
  link: 'provision',
  leave: 'disable',
  scope: [[{ attribute: 'status', operator: 'EQUAL', value: 'A' }]],
  flows: [
    { to: 'dn', expression: 'Append("CN=", [displayName])' },
    { to: 'title', expression: 'Trim([title])' },
    { to: 'mail', from: 'mail' },
  ],
}

const rules = (...sources: object[]): RuleSource[] => sources.map((source) => ruleSchema.parse(source))
const basis = (origin: Partial<ChangeOrigin>, ...sources: object[]): string | undefined =>
  ruleBasis(
    { rules: rules(...(sources.length === 0 ? [hr, out] : sources)) },
    { rule: 'Out to AD', operation: 'update', attribute: 'title', ...origin },
  )

const title = basis({})

test.each<[string, ...object[]]>([
  ['another name', { ...hr, name: 'HR' }, out],
  ['what is done about drift', hr, { ...out, drift: 'accept' }],
  ['a flow to another attribute', hr, { ...out, flows: [...out.flows, { to: 'l', from: 'city' }] }],
  ['what leaving the scope does', hr, { ...out, leave: 'delete' }],
  [
    'an inbound flow to another attribute',
    { ...hr, flows: [hr.flows[0], { to: 'mail', constant: 'x@y' }] },
    out,
  ],
  ['a rule over another type', hr, out, { ...hr, name: 'Groups', to: 'group' }],
  ['another order', out, hr],
])('an approval of a value survives %s', (_: string, ...sources: object[]) => {
  expect(basis({}, ...sources)).toBe(title)
})

test.each<[string, ...object[]]>([
  ['the flow', hr, { ...out, flows: [{ to: 'title', from: 'title' }] }],
  ['the scope', hr, { ...out, scope: [] }],
  ['the precedence', hr, { ...out, precedence: 90 }],
  ['the parameters', hr, { ...out, parameters: { Suffix: 'x' } }],
  ['the inbound flow', { ...hr, flows: [{ to: 'title', from: 'role' }] }, out],
  ['whom the inbound rule is about', { ...hr, scope: out.scope }, out],
  ['a second source', hr, out, { ...hr, name: 'Contractors', system: 'co' }],
  ['a source of every type', hr, out, { ...hr, name: 'All', to: '*' }],
])('an approval of a value does not survive a change of %s', (_: string, ...sources: object[]) => {
  expect(basis({}, ...sources)).not.toBe(title)
})

test('an add stands on every flow, a delete on what leaving does', () => {
  const otherMail = { ...hr, flows: [hr.flows[0], { to: 'mail', constant: 'x@y' }] }
  expect(basis({ operation: 'add', attribute: null }, otherMail, out)).not.toBe(
    basis({ operation: 'add', attribute: null }),
  )
  const beside = { ...out, name: 'Beside', flows: [{ to: 'l', constant: 'Rome' }] }
  const add = { operation: 'add', attribute: null } as const
  expect(basis(add, hr, out, beside)).not.toBe(basis(add))
  expect(basis(add, hr, out, { ...beside, system: 'ldap' })).toBe(basis(add))
  const gone = { operation: 'delete', attribute: null } as const
  expect(basis(gone, otherMail, out)).toBe(basis(gone))
  expect(basis(gone, hr, { ...out, leave: 'delete' })).not.toBe(basis(gone))
})

test('members that a rule computes stand on that rule', () => {
  const groups = { ...out, name: 'Groups', from: 'group', flows: [{ to: 'member', from: 'members' }] }
  const computed = (value: string) =>
    membershipRuleSchema.parse({
      name: 'All in a city',
      direction: 'membership',
      from: 'person',
      to: 'group',
      precedence: 1,
      key: { to: 'cn', constant: value },
      into: 'members',
    })
  const of = (value: string) =>
    ruleBasis(
      { rules: rules(groups), memberships: [computed(value)] },
      { rule: 'Groups', operation: 'update', attribute: 'member' },
    )
  expect(of('a')).toBe(of('a'))
  expect(of('a')).not.toBe(of('b'))
})

test('a rule that is gone is no basis', () => {
  expect(basis({ rule: 'Out to LDAP' })).toBeUndefined()
})
