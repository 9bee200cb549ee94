import { expect, test } from 'vitest'
import { ContractError, createClient } from '../../preload/contract/client.ts'
import { dnOf, person, settle, startUndoCompany, write } from '../fakes/host/undo-company.ts'
import { transports } from './transports.ts'

const before = [person('E1', 'Anna'), person('E2', 'Ben')]
const next = [person('E1', 'Anne', { manager: 'E2' }), person('E2', 'Ben'), person('E3', 'Cleo')]

/** A real host over a directory that was written to, reached as each kind of page reaches it. */
test.each(Object.keys(transports))('an undo over %s', async (name) => {
  const company = await settle(await startUndoCompany(), before)
  const run = await write(company, next)
  const line = await transports[name]!(company.host)
  try {
    const client = createClient(line.channel)
    const { items } = await client.call('undo.preview', { run })
    const told = items.map(({ operation, name: whose, attribute, state }) => [
      operation,
      whose,
      attribute,
      state,
    ])
    expect(told.sort()).toEqual([
      ['delete', 'Cleo', null, 'planned'],
      ['move', 'Anne', null, 'planned'],
      ['update', 'Anne', 'manager', 'planned'],
      ['update', 'Anne', 'sAMAccountName', 'planned'],
      ['update', 'People', 'member', 'planned'],
    ])
    expect(items.find(({ operation }) => operation === 'move')).toMatchObject({
      system: 'ad',
      type: 'user',
      before: dnOf('Anna'),
      written: dnOf('Anne'),
      now: null,
      lost: [],
    })
    expect(items.find(({ attribute }) => attribute === 'manager')).toMatchObject({
      before: null,
      written: [dnOf('Ben')],
    })
    // Nothing is on the plan yet; then all of it is, once.
    const open = { filter: { decisions: ['undecided' as const] }, limit: 100 }
    expect((await client.call('changes.list', open)).rows).toEqual([])
    const plan = await client.call('undo.plan', { run })
    expect(plan).toMatchObject({ run, items })
    expect((await client.call('changes.list', open)).rows.map(({ id }) => id).sort()).toEqual(
      [...plan.planned].sort(),
    )
    expect(await client.call('undo.plan', { run })).toEqual(plan)
    const refused = await client.call('undo.plan', { run: 99_999 }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(ContractError)
    expect(refused).toMatchObject({ code: 'store-missing', advice: expect.stringContaining('joinery undo') })
  } finally {
    await line.end()
  }
})
