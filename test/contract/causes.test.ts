import { expect, test } from 'vitest'
import { createClient } from '../../preload/contract/client.ts'
import { dnOf, lineOf, person, settle, startUndoCompany } from '../fakes/host/undo-company.ts'
import { transports } from './transports.ts'

const before = [person('E1', 'Anna'), person('E2', 'Ben'), person('E3', 'Cleo')]

/** Somebody else takes the names that two people are to get, so that writing them fails. */
test.each(Object.keys(transports))('errors by cause over %s', async (name) => {
  const company = await settle(await startUndoCompany(), before)
  await company.run({ kind: 'report' })
  company.hr(...['Anne', 'Bernd', 'Cleo'].map((one, i) => lineOf(person(`E${i + 1}`, one))))
  await company.plan()
  await company.client.call('changes.decide', { selection: { filter: {} }, decision: 'approved' })
  await company.beside(async (connection) => {
    for await (const result of connection.write(
      ['Anne', 'Bernd'].map((one) => ({
        id: one,
        operation: 'add' as const,
        type: 'user',
        dn: dnOf(one),
        attributes: { sAMAccountName: `${one}.other` },
        references: {},
      })),
    ))
      expect(result).toMatchObject({ ok: true })
  })
  await company.run({ kind: 'export' })
  const line = await transports[name]!(company.host)
  try {
    const client = createClient(line.channel)
    const { rows: runs } = await client.call('runs.list', { session: 2, limit: 100 })
    const run = runs.find(({ step, system }) => step === 'export' && system === 'ad')
    expect(run).toMatchObject({ by: 'test', archives: [], statistics: { exported: 0, failed: 4 } })
    const { causes, next } = await client.call('findings.causes', { session: 2 })
    expect(next).toBeNull()
    expect(causes).toMatchObject([
      {
        code: 'export-failed',
        title: '2 writes failed',
        text: 'There is an object with the name … already',
        count: 2,
        systems: [{ system: 'ad', count: 2 }],
        example: { advice: 'Join it instead, or make the name unique.' },
      },
    ])
    const cause = causes[0]?.cause as string
    const { rows } = await client.call('findings.search', { cause, run: run?.id as number })
    expect(rows.map(({ name: whose, retry, changes }) => [whose, retry, changes.length])).toEqual([
      ['Bernd', 'failed', 2],
      ['Anne', 'failed', 2],
    ])
    expect((await client.call('findings.search', { cause, search: 'cn=anna' })).rows).toMatchObject([
      { name: 'Anne', key: dnOf('Anna'), system: 'ad', object: expect.any(Number) },
    ])
    expect((await client.call('findings.causes', { session: 1 })).causes).toEqual([])

    // Approved again by its cause, and exported once the way is free.
    expect(
      await client.call('changes.decide', {
        selection: { filter: { failed: { cause, session: 2 } } },
        decision: 'approved',
      }),
    ).toMatchObject({ changed: 4 })
    expect((await client.call('findings.search', { cause, retry: 'approved' })).rows).toHaveLength(2)
    await company.beside(async (connection) => {
      const found = await connection.fetch(['Anne', 'Bernd'].map((one) => ({ type: 'user', dn: dnOf(one) })))
      for await (const result of connection.write(
        found.map((one) => ({
          id: 'gone',
          operation: 'delete' as const,
          type: 'user',
          anchor: one?.anchor as string,
        })),
      ))
        expect(result).toMatchObject({ ok: true })
    })
    await company.run({ kind: 'export' })
    expect((await client.call('findings.causes', { session: 2 })).causes).toEqual([])
    const [again] = (await client.call('runs.list', { session: 2, limit: 1 })).rows
    expect(again?.statistics).toMatchObject({ exported: 4, failed: 0, renames: 2, updates: 2, adds: 0 })
  } finally {
    await line.end()
  }
})
