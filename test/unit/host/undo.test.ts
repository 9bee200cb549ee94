import { describe, expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  dnOf,
  exportAll,
  lineOf,
  type Person,
  pending,
  person,
  settle,
  startUndoCompany,
  undo,
  write,
} from '../../fakes/host/undo-company.ts'

const team = [
  person('E1', 'Boss'),
  person('E2', 'Anna', { manager: 'E1' }),
  person('E3', 'Ben', { manager: 'E1' }),
  person('E4', 'Cleo', { city: 'Elsewhere' }),
]

const settled = async (list: readonly Person[]): Promise<SmallCompany> =>
  settle(await startUndoCompany(), list)

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
      ['move', dnOf('Annika')],
      ['update', 'Annika'],
    ])
  })
})
