import { expect, test } from 'vitest'
import type { Change } from '../../../preload/contract/changes.ts'
import { base, type SmallCompany, smallCompany } from '../../fakes/host/small-company.ts'

const rules = `- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [displayName], ",OU=People,${base}")' }
    - { to: sAMAccountName, from: employeeID }
    - { to: employeeID, from: employeeID }
    - { to: manager, from: manager }
- name: Cities
  direction: membership
  from: person
  to: group
  precedence: 300
  dialect: connect
  scope: [[{ attribute: status, operator: EQUAL, value: Active }]]
  key: { to: city, expression: 'Trim([city])' }
  into: members
  create: true
  flows: [{ to: displayName, expression: '"All of " & [key]' }]
- name: Groups out to directory
  direction: outbound
  system: ad
  from: group
  to: group
  precedence: 110
  link: provision
  leave: delete
  dialect: connect
  flows:
    - { to: dn, expression: '"CN=" & [displayName] & ",OU=Groups,${base}"' }
    - { to: member, from: members }
`

const anna = 'E1,Anna,Warszawa,Active,'
const ben = 'E2,Ben,Warszawa,Active,E1'
const cleo = 'E3,Cleo,Kraków,Active,E1'

/** Of the pending changes, the members of one group: what each of them is told by. */
async function whyMembers(
  company: SmallCompany,
  changes: readonly Change[],
  group: string,
): Promise<string[]> {
  const change = changes.find(({ attribute, name }) => attribute === 'member' && name === group)
  if (change === undefined) throw new Error(`no member of ${group} changes`)
  return (await company.why(change)).lineage.map(({ text, rule, detail }) => `${text} | ${rule} | ${detail}`)
}

const out = 'The directory should follow | Groups out to directory | precedence 110, direct flow'

test('a member that a rule computed is told with the rule and the values that put it in', async () => {
  const company = await smallCompany(rules)
  company.hr(anna, ben)
  const changes = await company.plan()
  expect(await whyMembers(company, changes, 'All of Warszawa')).toEqual([
    'Anna is a member: status Active, city Warszawa | Cities | precedence 300, key Warszawa',
    'Ben is a member: status Active, city Warszawa | Cities | precedence 300, key Warszawa',
    out,
  ])
})

test.each([
  [
    'the scope',
    'E2,Ben,Warszawa,Left,E1',
    'Ben is a member no more: status is Left, and the rule asks for EQUAL Active | Cities | precedence 300',
  ],
  [
    'another key',
    'E2,Ben,Kraków,Active,E1',
    'Ben is a member no more: status Active, city Kraków stand for Kraków | Cities | precedence 300',
  ],
  [
    'no key',
    'E2,Ben,,Active,E1',
    'Ben is a member no more: status Active, city without value give no key | Cities | precedence 300',
  ],
])('one that is removed is told with what keeps it out: %s', async (_what, left, expected) => {
  const company = await smallCompany(rules)
  company.hr(anna, ben, cleo)
  await company.plan()
  await company.write()
  company.hr(anna, left, cleo)
  expect(await whyMembers(company, await company.plan(), 'All of Warszawa')).toEqual([expected, out])
})

test('the reference of a source is told with the system that gives it and the rule that takes it', async () => {
  const company = await smallCompany(rules)
  company.hr(anna, ben)
  const changes = await company.plan()
  const manager = changes.find(({ attribute }) => attribute === 'manager') as Change
  const { lineage } = await company.why(manager)
  expect(lineage.map(({ text, rule, detail }) => `${text} | ${rule} | ${detail}`)).toEqual([
    'The HR file names them in manager, which is taken as manager | In from HR | precedence 100',
    'The directory should follow | Out to directory | precedence 100, direct flow',
  ])
})

test('a value that an expression of the dialect connect made has its way told', async () => {
  const company = await smallCompany(`- name: Display
  direction: inbound
  system: hr
  from: employee
  to: person
  precedence: 50
  dialect: connect
  flows: [{ to: displayName, expression: '[name] & "!"' }]
- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [employeeID], ",OU=People,${base}")' }
    - { to: sAMAccountName, from: displayName }
`)
  company.hr(anna)
  await company.plan()
  await company.write()
  company.hr('E1,Anne,Warszawa,Active,')
  const [change] = await company.plan()
  expect(change).toMatchObject({ attribute: 'sAMAccountName', new: 'Anne!', source: { attribute: 'name' } })
  expect((await company.why(change as Change)).lineage.map(({ text }) => text)).toEqual([
    'The HR file has name Anne',
    'Metaverse takes it as displayName',
    'The directory should follow',
  ])
})
