import { expect, test } from 'vitest'
import { base, type SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  person,
  rules,
  settle,
  startUndoCompany,
  undoOnce,
  write,
} from '../../fakes/host/undo-company.ts'

/** People live in a unit of their city, which comes and goes with them. */
const withUnits = `${rules.replace('",OU=", [city]', '",OU=Staff of ", [city]')}- name: Units out to directory
  direction: outbound
  system: ad
  from: group
  to: organizationalUnit
  precedence: 120
  link: provision
  leave: delete
  flows:
    - { to: dn, expression: 'Join("", "OU=Staff of ", [city], ",${base}")' }
    - { to: description, from: city }
`
const anna = person('E1', 'Anna')
const ben = person('E2', 'Ben', { city: 'Elsewhere', manager: 'E1' })
const unit = `OU=Staff of Elsewhere,${base}`

const start = (...list: Parameters<typeof settle>[1]): Promise<SmallCompany> =>
  startUndoCompany({ rules: withUnits }).then((company) => settle(company, list))

test('a unit that was made goes after what was made in it', async () => {
  const company = await start(anna)
  const before = await contentOf(company)
  const run = await write(company, [anna, ben])
  expect(await contentOf(company)).toHaveProperty([`CN=Ben,${unit}`])
  await undoOnce(company, run)
  expect(await contentOf(company)).toEqual(before)
})

test('a unit in which others have made something stays, and the undo says what is there', async () => {
  const company = await start(anna)
  const run = await write(company, [anna, ben])
  const foreign = `CN=Printers,${unit}`
  await company.beside(async (connection) => {
    const add = { id: 'somebody', operation: 'add', type: 'group', dn: foreign } as const
    for await (const result of connection.write([{ ...add, attributes: {}, references: {} }]))
      expect(result).toMatchObject({ ok: true })
  })
  await company.run({ kind: 'import' })
  await company.run({ kind: 'synchronize' })
  const items = await undoOnce(company, run)
  expect(items.filter(({ state }) => state !== 'planned')).toMatchObject([
    {
      type: 'organizationalUnit',
      state: 'impossible',
      reason: `there is something below it that this undo does not take away, such as ${foreign}: move or delete it first`,
    },
  ])
  const content = await contentOf(company)
  expect(content).toHaveProperty([foreign])
  expect(content).not.toHaveProperty([`CN=Ben,${unit}`])
})

test('a unit that was deleted comes back before what was in it', async () => {
  const company = await start(anna, ben)
  const before = await contentOf(company)
  const run = await write(company, [anna])
  expect(await contentOf(company)).not.toHaveProperty([unit])
  const items = await undoOnce(company, run)
  expect(items.filter(({ state }) => state !== 'planned')).toEqual([])
  expect(await contentOf(company)).toEqual(before)
})
