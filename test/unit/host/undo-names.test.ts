import { describe, expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  dnOf,
  type Person,
  pending,
  person,
  settle,
  startUndoCompany,
  undoOnce,
  write,
} from '../../fakes/host/undo-company.ts'

const anna = person('E1', 'Anna', { manager: 'E2' })
const ben = person('E2', 'Ben')
const cleo = person('E3', 'Cleo', { manager: 'E1' })
const left = (one: Person): Person => ({ ...one, status: 'Left' })

/** Writes what comes next, and undoes it in one round. */
async function thereAndBack(before: readonly Person[], next: readonly Person[]): Promise<SmallCompany> {
  const company = await settle(await startUndoCompany(), before)
  const content = await contentOf(company)
  const run = await write(company, next)
  expect(await contentOf(company)).not.toEqual(content)
  const items = await undoOnce(company, run)
  expect(items.filter(({ state }) => state !== 'planned')).toEqual([])
  expect(await contentOf(company)).toEqual(content)
  expect((await pending(company)).filter(({ decision }) => decision === 'approved')).toEqual([])
  return company
}

describe('names that others got in the run that is undone', () => {
  test('the DN and sign-in name of somebody who was deleted', async () => {
    await thereAndBack([anna, ben, cleo], [left(anna), { ...ben, name: 'Anna' }, cleo])
  })

  test('the sign-in name of somebody who was deleted, in another place by somebody new', async () => {
    const fourth = person('E4', 'Anna', { city: 'Elsewhere', manager: 'E3' })
    await thereAndBack([anna, ben, cleo], [left(anna), ben, cleo, fourth])
  })

  test('the name of somebody who got another one, in a row', async () => {
    await thereAndBack(
      [anna, ben, cleo],
      [
        { ...anna, name: 'Dana' },
        { ...ben, name: 'Anna' },
        { ...cleo, name: 'Ben' },
      ],
    )
  })

  test('in a row that ends with a deletion', async () => {
    await thereAndBack([anna, ben, cleo], [left(anna), { ...ben, name: 'Anna' }, { ...cleo, name: 'Ben' }])
  })

  test('round in a ring', async () => {
    await thereAndBack(
      [anna, ben, cleo],
      [
        { ...anna, name: 'Ben' },
        { ...ben, name: 'Cleo' },
        { ...cleo, name: 'Anna' },
      ],
    )
  })

  test('who keeps the name is told as what is in the way', async () => {
    const company = await settle(await startUndoCompany(), [anna, ben, cleo])
    const run = await write(company, [left(anna), { ...ben, name: 'Anna' }, cleo])
    const whole = await company.client.call('undo.preview', { run })
    const deletion = whole.items.find(({ operation }) => operation === 'add')
    const { items, planned } = await company.client.call('undo.plan', {
      run,
      changes: [deletion?.change as number],
    })
    expect(items.filter(({ operation }) => operation === 'add')).toMatchObject([
      { state: 'impossible', reason: `its place ${dnOf('Anna')} has been taken by another object` },
    ])
    expect(planned).toEqual([])
  })
})
