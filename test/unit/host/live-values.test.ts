import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { WriteRequest } from '../../../connectors/spi/write.ts'
import type { Change } from '../../../preload/contract/changes.ts'
import { base, type SmallCompany, smallCompany } from '../../fakes/host/small-company.ts'

const rules = (
  unique: 'known' | 'live',
  name = '[displayName], [employeeID]',
): string => `- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [displayName], ",OU=People,${base}")' }
    - { to: sAMAccountName, expression: 'SelectUniqueValue(${name})', once: true, unique: ${unique} }
    - { to: employeeID, from: employeeID }
`

async function written(company: SmallCompany, request: WriteRequest): Promise<void> {
  await company.beside(async (connection) => {
    for await (const result of connection.write([request])) expect(result.ok).toBe(true)
  })
}

/** Somebody makes an account in the directory, which nobody here has read. */
const stranger = (company: SmallCompany, sAMAccountName: string): Promise<void> =>
  written(company, {
    id: sAMAccountName,
    operation: 'add',
    type: 'user',
    dn: `CN=${sAMAccountName},OU=Elsewhere,${base}`,
    attributes: { sAMAccountName },
    references: {},
  })

async function removed(company: SmallCompany, value: string): Promise<void> {
  const match = { attribute: 'sAMAccountName', value }
  const [found] = await company.beside((connection) => connection.fetch([{ type: 'user', match }]))
  await written(company, { id: 'gone', operation: 'delete', type: 'user', anchor: found?.anchor as string })
}

const changes = async (company: SmallCompany): Promise<readonly Change[]> =>
  (await company.client.call('changes.list', { filter: {}, limit: 100 })).rows

async function names(company: SmallCompany): Promise<unknown[]> {
  const adds = (await changes(company)).filter(({ operation }) => operation === 'add')
  const details = await Promise.all(adds.map((add) => company.why(add)))
  return details
    .map(({ attributes }) => attributes.find((one) => one.attribute === 'sAMAccountName')?.new)
    .sort()
}

const findings = async (company: SmallCompany): Promise<string[]> =>
  (await company.client.call('findings.list', { limit: 10 })).rows.map(
    ({ code, message }) => `${code}: ${message}`,
  )

const anna = 'E1,Anna,,Active,'
const ben = 'E2,Ben,,Active,'

test.each([
  ['known', ['Anna', 'Ben']],
  ['live', ['Ben', 'E1']],
] as const)(
  'a value that was taken after the import is given to nobody where the live system is asked: %s',
  async (unique, expected) => {
    const company = await smallCompany(rules(unique))
    company.hr(anna, ben)
    await company.run({ kind: 'import' })
    await stranger(company, 'ANNA')
    await company.run({ kind: 'synchronize' })
    expect(await names(company)).toEqual(expected)
    expect(await findings(company)).toEqual([])
  },
)

test('whatever is not free any more is planned anew, alternative by alternative, and the first that is free stays', async () => {
  const company = await smallCompany(rules('live', '"x1", "x2", "x3", "x4"'))
  company.hr(anna, ben)
  await company.run({ kind: 'import' })
  for (const taken of ['x1', 'x3']) await stranger(company, taken)
  await company.run({ kind: 'synchronize' })
  expect(await names(company)).toEqual(['x2', 'x4'])
  const before = await changes(company)
  await company.run({ kind: 'synchronize', mode: 'full' })
  expect((await changes(company)).map(({ hash }) => hash)).toEqual(before.map(({ hash }) => hash))
  await company.write()
  expect(await changes(company)).toEqual([])
})

test('when every value is taken nobody is made, and the account comes when one is free again', async () => {
  const company = await smallCompany(rules('live', '"x1", "x2"'))
  company.hr(anna)
  await company.run({ kind: 'import' })
  for (const taken of ['x1', 'x2']) await stranger(company, taken)
  await company.run({ kind: 'synchronize' })
  expect(await names(company)).toEqual([])
  expect(await findings(company)).toEqual([
    'no-unique-value: Anna gets no account in The directory: every value for sAMAccountName is taken (x1, x2)',
  ])
  await removed(company, 'x2')
  await company.run({ kind: 'synchronize' })
  expect(await names(company)).toEqual(['x2'])
  expect(await findings(company)).toEqual([])
})

test('a system that cannot be asked is told, and its accounts stay planned', async () => {
  const company = await smallCompany(rules('live'))
  company.hr(anna)
  await company.run({ kind: 'import' })
  renameSync(join(company.dir, 'ad.twin'), join(company.dir, 'away.twin'))
  await company.run({ kind: 'synchronize' })
  expect(await names(company)).toEqual(['Anna'])
  const [finding] = (await company.client.call('findings.list', { limit: 10 })).rows
  expect(finding?.code).toBe('unique-unchecked')
  expect(finding?.message).toMatch(
    /^The directory could not be asked whether 1 value of a new account is free: /,
  )
  expect(finding?.advice).toContain('Then synchronize again before you approve')
  renameSync(join(company.dir, 'away.twin'), join(company.dir, 'ad.twin'))
  await company.run({ kind: 'synchronize' })
  expect(await findings(company)).toEqual([])
})

test('the DN is asked for as well', async () => {
  const company = await smallCompany(`- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - to: dn
      expression: SelectUniqueValue("CN=x1,OU=Elsewhere,${base}", "CN=x2,OU=Elsewhere,${base}")
      once: true
      unique: live
    - { to: sAMAccountName, from: employeeID }
`)
  company.hr(anna)
  await company.run({ kind: 'import' })
  await stranger(company, 'x1')
  await company.run({ kind: 'synchronize' })
  expect((await changes(company)).map(({ key }) => key)).toEqual([`CN=x2,OU=Elsewhere,${base}`])
})
