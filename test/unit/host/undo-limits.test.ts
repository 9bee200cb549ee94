import { describe, expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import { contentOf, dnOf, person, settle, startUndoCompany, write } from '../../fakes/host/undo-company.ts'

const team = [person('E1', 'Anna'), person('E2', 'Ben')]
const more = [...team, person('E3', 'Cleo'), person('E4', 'Dana')]

/** Two people were added, and their undo is on the plan. */
async function planned(options: Parameters<typeof startUndoCompany>[0]) {
  const company = await settle(await startUndoCompany(options), team)
  const run = await write(company, more)
  const { planned: ids } = await company.client.call('undo.plan', { run })
  return { company, run, ids: [...ids], after: await contentOf(company) }
}

const approve = (company: SmallCompany, ids: number[]) =>
  company.client.call('changes.decide', { selection: { ids }, decision: 'approved' })

const deletions = async (company: SmallCompany) => {
  const { rows } = await company.client.call('changes.list', {
    filter: { operations: ['delete'] },
    limit: 100,
  })
  return rows
}

describe('the plan of an undo', () => {
  test('is stopped by limits before its first write, and goes on when somebody lets it pass', async () => {
    const { company, ids, after } = await planned({ limits: '{ delete: { count: 1 } }' })
    await approve(company, ids)
    await expect(company.run({ kind: 'export' })).rejects.toThrow(
      /stopped before its first write: 2 deletes in The directory, 1 allowed/,
    )
    expect(await contentOf(company)).toEqual(after)
    const over = await company.client.call('changes.limits', {})
    const limits = over.flatMap(({ limit, over: passed }) => (passed ? [limit] : []))
    await company.run({ kind: 'export', override: { limits, reason: 'they were added by mistake' } })
    const content = await contentOf(company)
    for (const name of ['Cleo', 'Dana']) expect(content).not.toHaveProperty([dnOf(name)])
  })

  test('does not touch what is protected, whoever approves it', async () => {
    const policies = `- { name: Cleo stays, effect: protect, systems: [ad], operations: [delete], dn: ['${dnOf('Cleo')}'] }`
    const { company, ids } = await planned({ policies })
    await approve(company, ids).catch(() => undefined)
    await company.run({ kind: 'export' })
    const content = await contentOf(company)
    expect(content).toHaveProperty([dnOf('Cleo')])
    expect(content).not.toHaveProperty([dnOf('Dana')])
    expect(await deletions(company)).toMatchObject([
      { name: 'Cleo', decision: 'held', protected: expect.stringContaining('Cleo stays') },
    ])
  })

  test('waits for a second person where a policy wants one', async () => {
    const policies = '- { name: Nobody deletes alone, effect: two-people, operations: [delete] }'
    const { company, ids, after } = await planned({ policies })
    await approve(company, ids)
    // The same person once more is no second one.
    await approve(company, ids).catch(() => undefined)
    await company.run({ kind: 'export' })
    for (const name of ['Cleo', 'Dana'])
      expect((await contentOf(company))[dnOf(name)]).toEqual(after[dnOf(name)])
    expect(await deletions(company)).toMatchObject([
      { decision: 'undecided', twoPeople: { by: 'test', policy: 'Nobody deletes alone' } },
      { decision: 'undecided', twoPeople: { by: 'test', policy: 'Nobody deletes alone' } },
    ])
    // Another one makes it two, and the undo is written under both names.
    await company.reopenAs('second')
    await approve(company, ids)
    await company.run({ kind: 'export' })
    const content = await contentOf(company)
    for (const name of ['Cleo', 'Dana']) expect(content).not.toHaveProperty([dnOf(name)])
    const { rows } = await company.client.call('audit.search', {
      filter: { event: 'decision', author: 'second' },
    })
    expect(rows).toHaveLength(1)
  })
})
