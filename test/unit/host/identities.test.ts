import { expect, test } from 'vitest'
import type { Identity } from '../../../preload/contract/identities.ts'
import { base, type SmallCompany } from '../../fakes/host/small-company.ts'
import { exportAll, lineOf, type Person, startUndoCompany } from '../../fakes/host/undo-company.ts'

const boss: Person = { id: 'E1', name: 'Boss', city: 'People', status: 'Active', manager: '' }
const anna: Person = { id: 'E2', name: 'Anna', city: 'People', status: 'Active', manager: 'E1' }

async function company(): Promise<SmallCompany> {
  const started = await startUndoCompany()
  started.hr(lineOf(boss), lineOf(anna))
  await started.plan()
  return started
}

const idOf = async ({ client }: SmallCompany, search: string): Promise<number> => {
  const { rows } = await client.call('identities.list', { search, type: 'person' })
  expect(rows).toHaveLength(1)
  return rows[0]?.id as number
}
const get = async (company: SmallCompany, search: string): Promise<Identity> =>
  company.client.call('identities.get', { id: await idOf(company, search) })

test('an identity tells who gave each value, what is joined and how, and what waits', async () => {
  const small = await company()
  const found = await get(small, 'anna')
  const value = (name: string) => found.values.find(({ attribute }) => attribute === name)
  expect(value('displayName')).toMatchObject({
    value: 'Anna',
    from: [{ system: { name: 'hr' }, how: 'direct' }],
    losers: [],
  })
  expect(value('manager')).toMatchObject({
    references: { count: 1, first: [{ name: 'Boss' }] },
    from: [{ system: { name: 'hr' } }],
  })
  expect(found.records.find(({ system }) => system.name === 'hr')).toMatchObject({
    kind: 'projected',
    gives: true,
    takes: false,
    session: 1,
  })
  expect(found.records.find(({ system }) => system.name === 'ad')).toMatchObject({
    kind: 'provisioned',
    dn: `CN=Anna,OU=People,${base}`,
    unborn: true,
    takes: true,
  })
  expect(found.changes.map(({ operation }) => operation)).toContain('add')
  await expect(small.client.call('identities.get', { id: 999 })).rejects.toMatchObject({
    code: 'unknown-identity',
  })
})

test('what happened is told with who approved it and that it was read back', async () => {
  const small = await company()
  await exportAll(small)
  const events = await small.client.call('identities.timeline', { id: await idOf(small, 'anna') })
  expect(events.map(({ kind }) => kind)).toContain('made')
  const written = events.find(({ kind, operation }) => kind === 'written' && operation === 'add')
  expect(written?.title).toBe('The account in The directory written')
  expect(written?.detail).toMatch(/^Session 1, approved by .+, confirmed on read-back$/)
  const times = events.map(({ at }) => at ?? 0)
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})

test('a preview says what a synchronization would do, and the synchronization does it', async () => {
  const small = await company()
  await exportAll(small)
  const id = await idOf(small, 'anna')
  const preview = () => small.client.call('identities.preview', { id })
  expect(await preview()).toMatchObject({ gone: false, values: [], changes: [], dropped: [] })
  small.hr(lineOf(boss), lineOf({ ...anna, name: 'Anne' }))
  await small.run({ kind: 'import', systems: ['hr'], mode: 'full' })
  const before = await preview()
  expect(before.values).toEqual([{ attribute: 'displayName', old: 'Anna', new: 'Anne' }])
  expect(before.changes.map(({ operation, planned }) => [operation, planned])).toEqual([
    ['move', false],
    ['update', false],
  ])
  await small.run({ kind: 'synchronize', mode: 'delta' })
  // The index of names was made before she was called so.
  expect(await idOf(small, 'anne')).toBe(id)
  const { changes } = await small.client.call('identities.get', { id })
  expect(changes.map(({ operation, attribute, new: value }) => [operation, attribute, value])).toEqual(
    before.changes.map(({ operation, attribute, new: value }) => [operation, attribute, value]),
  )
  const after = await preview()
  expect(after.values).toEqual([])
  expect(after.changes.every(({ planned }) => planned)).toBe(true)
  // The name goes back to what it was before anything is written: what waits would come off the plan.
  small.hr(lineOf(boss), lineOf(anna))
  await small.run({ kind: 'import', systems: ['hr'], mode: 'full' })
  expect((await preview()).dropped.map(({ operation }) => operation)).toEqual(['move', 'update'])
})

test('the members of a group come page by page, and each knows the group', async () => {
  const small = await company()
  const { rows } = await small.client.call('identities.list', { type: 'group' })
  const group = await small.client.call('identities.get', { id: rows[0]?.id as number })
  expect(group.values.find(({ attribute }) => attribute === 'members')?.references?.count).toBe(2)
  const page = (offset: number) =>
    small.client.call('identities.references', { id: group.id, attribute: 'members', offset, limit: 1 })
  const pages = [await page(0), await page(1), await page(2)]
  expect(pages.map(({ total }) => total)).toEqual([2, 2, 2])
  expect(pages.map((one) => one.rows.map(({ name }) => name))).toEqual([['Boss'], ['Anna'], []])
  const referrers = await small.client.call('identities.referrers', { id: await idOf(small, 'boss') })
  expect(referrers.map(({ attribute, type, count }) => [attribute, type, count])).toEqual([
    ['manager', 'person', 1],
    ['members', 'group', 1],
  ])
})
