import { expect, test } from 'vitest'
import { driveSession } from '../../../main/cli/drive-session.ts'
import type { Terminal } from '../../../main/cli/terminal.ts'
import { base, smallCompany } from '../../fakes/host/small-company.ts'

const quiet: Terminal = { json: true, line: () => undefined, result: () => undefined }

const rules = `- name: In from directory
  direction: inbound
  system: ad
  from: user
  to: person
  precedence: 200
  join: [[{ from: employeeID, to: employeeID }]]
  link: join
- name: Out to directory
  direction: outbound
  system: ad
  from: person
  to: user
  precedence: 100
  link: provision
  flows:
    - { to: dn, expression: 'Join("", "CN=", [displayName], ",OU=People,${base}")' }
    - { to: sAMAccountName, from: employeeID, once: true }
    - { to: employeeID, from: employeeID }
    - { to: manager, from: manager }
`

/** Anna's account cannot be made, since somebody has its name; Ben's manager is Anna. */
async function companyInTrouble() {
  const company = await smallCompany(rules)
  company.hr('u1,Anna,Warszawa,Active,', 'u2,Ben,Warszawa,Active,u1')
  await company.plan()
  const anchor = await company.beside(async (connection) => {
    const request = {
      id: 'a',
      operation: 'add',
      type: 'user',
      dn: `CN=Somebody,OU=Elsewhere,${base}`,
      attributes: { sAMAccountName: 'u1' },
      references: {},
    } as const
    for await (const result of connection.write([request])) if (result.ok) return result.anchor as string
    throw new Error('nobody is in the way')
  })
  const makeWay = () =>
    company.beside(async (connection) => {
      const request = { id: 'd', operation: 'delete', type: 'user', anchor } as const
      for await (const { ok } of connection.write([request])) expect(ok).toBe(true)
    })
  return { company, makeWay }
}

test('a session whose approved changes wait for one that failed ends with its report', async () => {
  const { company } = await companyInTrouble()
  const session = await driveSession(company.client, quiet, { approveAll: true, mode: 'delta' })
  expect(session?.endedAt).not.toBeNull()
  expect(session?.systems.find(({ name }) => name === 'ad')).toMatchObject({ failed: 1 })
})

test('approving again what failed takes along what waits for it', async () => {
  const { company, makeWay } = await companyInTrouble()
  const options = { approveAll: true, mode: 'delta' } as const
  await driveSession(company.client, quiet, options)
  await makeWay()
  const session = await driveSession(company.client, quiet, options)
  expect(session?.systems.find(({ name }) => name === 'ad')).toMatchObject({ failed: 0 })
  const { total } = await company.client.call('changes.facets', {
    filter: { states: ['planned', 'failed', 'exporting'] },
  })
  expect(total).toBe(0)
})

test('without a mandate to approve, it stops for review', async () => {
  const { company } = await companyInTrouble()
  await company.client.call('changes.decide', {
    selection: { filter: { decisions: ['undecided'] } },
    decision: 'approved',
  })
  expect(await driveSession(company.client, quiet, { approveAll: false, mode: 'delta' })).toBeUndefined()
})
