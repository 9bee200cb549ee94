import { describe, expect, test } from 'vitest'
import { base, type SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  exportAll,
  lineOf,
  type Person,
  pending,
  startUndoCompany,
  undo,
} from '../../fakes/host/undo-company.ts'

const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({
  id,
  name,
  city: 'People',
  status: 'Active',
  manager: '',
  ...more,
})
const dn = (name: string, city = 'People'): string => `CN=${name},OU=${city},${base}`

const team = [
  person('E1', 'Boss'),
  person('E2', 'Anna', { manager: 'E1' }),
  person('E3', 'Ben', { manager: 'E1' }),
  person('E4', 'Cleo', { city: 'Elsewhere' }),
]

/** A company that holds what the list says, read back, and nothing left to do. */
async function settled(list: readonly Person[]): Promise<SmallCompany> {
  const company = await startUndoCompany()
  company.hr(...list.map(lineOf))
  await company.plan()
  await exportAll(company)
  await company.plan()
  expect(await exportAll(company)).toEqual([])
  return company
}

/** What the HR file says next, written. @returns the run that wrote it */
async function write(company: SmallCompany, list: readonly Person[]): Promise<number> {
  company.hr(...list.map(lineOf))
  await company.plan()
  const runs = await exportAll(company)
  expect(runs).toHaveLength(1)
  return runs[0] as number
}

/** Adds, a rename, a move, a deletion, a new manager: Boss leaves, and with Boss what referred to them. */
const everything = [
  { ...(team[0] as Person), status: 'Left' as const },
  person('E2', 'Anne', { manager: 'E4' }),
  person('E3', 'Ben', { city: 'Elsewhere', manager: 'E2' }),
  person('E4', 'Cleo', { city: 'Elsewhere' }),
  person('E5', 'Dana', { manager: 'E4' }),
]

describe('an export that is undone', () => {
  test('leaves the directory as it was, and nothing is written again by itself', async () => {
    const company = await settled(team)
    const before = await contentOf(company)
    const run = await write(company, everything)
    expect(await contentOf(company)).not.toEqual(before)

    await undo(company, run)
    expect(await contentOf(company)).toEqual(before)
    expect(await pending(company)).toEqual([])
    // Not after a full look at everything either.
    await company.run({ kind: 'import', mode: 'full' })
    await company.run({ kind: 'synchronize', mode: 'full' })
    expect(await pending(company)).toEqual([])
    expect(await exportAll(company)).toEqual([])
    expect(await contentOf(company)).toEqual(before)

    const { rows } = await company.client.call('changes.list', {
      filter: { decisions: ['rejected'] },
      limit: 100,
    })
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(
      new Set(['undone: it was exported and taken back; approve it to write it again']),
    )
    const findings = await company.client.call('findings.list', { code: 'undone-still-wanted' })
    expect(findings.rows.map(({ message }) => message)).toEqual([
      expect.stringContaining(`the rules still want ${rows.length} changes`),
    ])
  })

  test('is itself undone by an undo of the undo', async () => {
    const company = await settled(team)
    const run = await write(company, everything)
    const after = await contentOf(company)
    const [back] = await undo(company, run)
    expect(await contentOf(company)).not.toEqual(after)
    await undo(company, back as number)
    expect(await contentOf(company)).toEqual(after)
    expect(await pending(company)).toEqual([])
  })

  test('is wanted again once the source says something else', async () => {
    const company = await settled(team)
    const renamed = team.map((one) => (one.id === 'E2' ? { ...one, name: 'Anne' } : one))
    await undo(company, await write(company, renamed))
    company.hr(...team.map((one) => lineOf(one.id === 'E2' ? { ...one, name: 'Annika' } : one)))
    await company.plan()
    expect((await pending(company)).map(({ operation, new: value }) => [operation, value])).toEqual([
      ['move', dn('Annika')],
      ['update', 'Annika'],
    ])
  })
})
