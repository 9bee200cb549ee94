import { expect, test } from 'vitest'
import { type Client, ContractError, createClient } from '../../preload/contract/client.ts'
import type { UndoLook } from '../../preload/contract/undo.ts'
import {
  contentOf,
  dnOf,
  exportAll,
  person,
  settle,
  startUndoCompany,
  write,
} from '../fakes/host/undo-company.ts'
import { transports } from './transports.ts'

const before = [person('E1', 'Anna'), person('E2', 'Ben')]
const next = [person('E1', 'Anne', { manager: 'E2' }), person('E2', 'Ben'), person('E3', 'Cleo')]

const lookAt = (client: Client, run: number): Promise<UndoLook> =>
  new Promise((resolve, reject) =>
    client.watch(
      'undo.look',
      { run },
      { event: (event) => event.type === 'ready' && resolve(event), error: reject },
    ),
  )

/** A whole run looked at, read page by page, and planned but for some of it. */
test.each(Object.keys(transports))('a look at a run over %s', async (name) => {
  const company = await settle(await startUndoCompany(), before)
  const was = await contentOf(company)
  const run = await write(company, next)
  const line = await transports[name]!(company.host)
  try {
    const client = createClient(line.channel)
    const { items } = await client.call('undo.preview', { run })
    const ready = await lookAt(client, run)
    expect(ready).toMatchObject({ total: 5, counts: [{ system: 'ad', state: 'planned', count: 5 }] })
    expect(ready.lost).toMatchObject([
      { text: expect.stringContaining('everything that came to it'), count: 1 },
    ])
    const page = (filter = {}, more = {}) => client.call('undo.items', { look: ready.look, filter, ...more })
    expect(await page()).toEqual({ total: 5, rows: items })
    expect(await page({}, { offset: 3, limit: 1 })).toEqual({ total: 5, rows: items.slice(3, 4) })
    expect((await page({ search: 'CLEO' })).rows).toMatchObject([{ name: 'Cleo', operation: 'delete' }])
    expect((await page({ states: ['changed', 'done'] })).total).toBe(0)
    expect((await page({ system: 'hr' })).total).toBe(0)

    // All of it, then all but the account that was made: what is left out is taken off the plan.
    const all = await client.call('undo.plan', { run, brief: true })
    expect(all).toEqual({ run, items: [], planned: [], count: 5 })
    const made = items.find(({ operation }) => operation === 'delete')?.change as number
    expect(await client.call('undo.plan', { run, except: [made], brief: true })).toMatchObject({ count: 4 })
    const open = { filter: { decisions: ['undecided' as const] }, limit: 100 }
    const planned = (await client.call('changes.list', open)).rows
    expect(planned).toHaveLength(4)
    expect(planned.map(({ operation }) => operation)).not.toContain('delete')
    await exportAll(company)
    const now = await contentOf(company)
    expect(now).toHaveProperty([dnOf('Anna')])
    expect(now).toHaveProperty([dnOf('Cleo')])
    expect(now[dnOf('Anna')]).toEqual(was[dnOf('Anna')])

    const refused = await client.call('undo.items', { look: 'look-99' }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ContractError)
    expect(refused).toMatchObject({
      code: 'look-gone',
      advice: expect.stringContaining('Look at the run again'),
    })
    await expect(lookAt(client, 99_999)).rejects.toMatchObject({ code: 'store-missing' })
  } finally {
    await line.end()
  }
})

test('what somebody has changed since goes back where it is named, beside all the rest', async () => {
  const company = await settle(await startUndoCompany(), before)
  const run = await write(company, next)
  await company.beside(async (connection) => {
    const [item] = await connection.fetch([{ type: 'user', dn: dnOf('Anne') }])
    for await (const result of connection.write([
      {
        id: 'somebody',
        operation: 'update',
        type: 'user',
        anchor: item?.anchor as string,
        attributes: [{ attribute: 'sAMAccountName', old: 'Anne', new: 'anne.other' }],
        references: [],
      },
    ]))
      expect(result).toMatchObject({ ok: true })
  })
  const ready = await lookAt(company.client, run)
  expect(ready.counts).toContainEqual({ system: 'ad', state: 'changed', count: 1 })
  const { rows } = await company.client.call('undo.items', {
    look: ready.look,
    filter: { states: ['changed'] },
  })
  expect(rows).toMatchObject([
    { attribute: 'sAMAccountName', before: 'Anna', written: 'Anne', now: 'anne.other' },
  ])
  expect(await company.client.call('undo.plan', { run, brief: true })).toMatchObject({ count: 4 })
  const forced = await company.client.call('undo.plan', { run, forced: [rows[0]?.change as number] })
  expect(forced.count).toBe(5)
  expect(forced.items.find(({ attribute }) => attribute === 'sAMAccountName')).toMatchObject({
    state: 'planned',
    reason: 'somebody has changed it since; it is taken back all the same',
  })
  await exportAll(company)
  expect((await contentOf(company))[dnOf('Anna')]).toMatchObject({ attributes: { sAMAccountName: 'Anna' } })
})
