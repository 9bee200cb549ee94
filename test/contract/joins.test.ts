import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, ContractError, createClient } from '../../preload/contract/client.ts'
import type { JoinCase } from '../../preload/contract/joins.ts'
import { type Contoso, startContoso } from '../e2e/contoso.ts'
import { type Line, transports } from './transports.ts'

let contoso: Contoso

beforeAll(async () => {
  contoso = await startContoso()
  await contoso.run({ kind: 'session', mode: 'full' })
}, 120_000)
afterAll(() => contoso.close())

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ContractError)
  expect((error as ContractError).advice).not.toBe('')
  return (error as ContractError).code
}

/** A real host on the Contoso story, reached as each kind of page reaches it. What a test decides it withdraws. */
describe.each(Object.keys(transports))('joins over %s', (name) => {
  let line: Line
  let client: Client

  beforeAll(async () => {
    line = await transports[name]!(contoso.host)
    client = createClient(line.channel)
  })
  afterAll(() => line.end())

  const firstCase = async (): Promise<JoinCase> => {
    const { rows } = await client.call('joins.list', { kind: 'ambiguous', limit: 1 })
    const [row] = rows
    if (row === undefined) throw new Error('nothing is ambiguous')
    return client.call('joins.get', { system: row.system, anchor: row.anchor })
  }

  test('the queue comes in pages that neither repeat nor leave out, most urgent first', async () => {
    const whole = await client.call('joins.list', {})
    const pages = []
    for (let offset = 0; offset < whole.total; offset += 4)
      pages.push(...(await client.call('joins.list', { offset, limit: 4 })).rows)
    expect(pages).toEqual(whole.rows)
    expect(whole.rows).toHaveLength(whole.total)
    expect([...new Set(whole.rows.map((row) => row.kind))]).toEqual(['ambiguous', 'unmatched'])
    const counts = await client.call('joins.counts', {})
    expect(counts.left).toBe(whole.total)
    expect(counts.systems.map((one) => [one.name, one.waiting, one.kinds.ambiguous])).toEqual([
      ['ad', 12, 4],
      ['servicedesk', 9, 0],
    ])
    expect((await client.call('joins.list', { system: 'servicedesk' })).total).toBe(9)
  })

  test('scores are worked out when they are asked for', async () => {
    const [plain] = (await client.call('joins.list', { limit: 1 })).rows
    const [scored] = (await client.call('joins.list', { limit: 1, scores: true })).rows
    expect(plain).toMatchObject({ best: null, matches: null })
    expect(scored).toEqual({ ...plain, best: expect.any(Number) as number, matches: 2 })
  })

  test('a case tells the score cell by cell, and the sum is the score', async () => {
    const { candidates } = await firstCase()
    for (const { cells, score } of candidates) {
      const compared = cells.filter((cell) => cell.similarity !== null)
      const weights = compared.reduce((sum, cell) => sum + cell.weight, 0)
      const points = compared.reduce((sum, cell) => sum + cell.weight * (cell.similarity ?? 0), 0)
      expect(score).toBe(Math.round((100 * points) / weights))
      for (const cell of cells)
        expect(cell.similarity === null).toBe(cell.mine === null || cell.theirs === null)
    }
  })

  test('looking at what a decision would do changes nothing', async () => {
    const before = await client.call('changes.facets', {})
    const once = await firstCase()
    expect(once.candidates[0]?.effects.length).toBeGreaterThan(0)
    expect(await firstCase()).toEqual(once)
    expect(await client.call('changes.facets', {})).toEqual(before)
  })

  test('a decision leaves the queue at once, is listed, replaced and withdrawn', async () => {
    const { system, anchor, candidates } = await firstCase()
    const identity = candidates[0]?.id as number
    const { left, decided } = await client.call('joins.counts', {})
    const taken = await client.call('joins.decide', {
      system,
      anchor,
      decision: 'join',
      identity,
      reason: 'seen',
    })
    expect(taken).toMatchObject({ decision: 'join', identity: { id: identity }, by: 'Marta Lindqvist' })
    expect(await client.call('joins.counts', {})).toMatchObject({
      left: left - 1,
      decided: decided + 1,
      decidedInSession: 1,
    })
    expect(await client.call('joins.decisions', { system })).toEqual({
      total: 1,
      rows: [{ ...taken, waiting: true, present: true }],
    })
    await client.call('joins.decide', { system, anchor, decision: 'disconnect' })
    const { rows } = await client.call('joins.decisions', {})
    expect(rows.map((row) => [row.decision, row.identity, row.reason])).toEqual([['disconnect', null, null]])
    expect(await client.call('joins.withdraw', { system, anchor })).toEqual({ withdrawn: 'disconnect' })
    expect(await client.call('joins.counts', {})).toMatchObject({ left, decided })
  })

  test('an identity is found by its number, by what is indexed and by what is not, whatever the case', async () => {
    const { candidates } = await firstCase()
    const { id, name: title, cells } = candidates[0] as (typeof candidates)[number]
    const theirs = (attribute: string): unknown =>
      cells.find((cell) => cell.metaverseAttribute === attribute)?.theirs
    const found = { id, type: 'person', name: title }
    expect(await client.call('joins.identity', { text: String(id) })).toEqual(found)
    expect(await client.call('joins.identity', { text: `employeeID=${theirs('employeeID')}` })).toEqual(found)
    const phone = String(theirs('telephoneNumber'))
    expect(await client.call('joins.identity', { text: `telephoneNumber=${phone}` })).toEqual(found)
    // Both have this one: which of them is meant, nobody can tell.
    expect(
      await codeOf(client.call('joins.identity', { text: `sn=${String(theirs('sn')).toUpperCase()}` })),
    ).toBe('several-identities')
  })

  test('what cannot be is refused with a code and with what to do', async () => {
    const { system, anchor } = await firstCase()
    const key = { system, anchor }
    const join = (identity: number) => client.call('joins.decide', { ...key, decision: 'join', identity })
    const group = await client.call('joins.identity', { text: 'displayName=SN Service Desk' })
    expect(await codeOf(client.call('joins.get', { system, anchor: 'nobody' }))).toBe('unknown-object')
    expect(await codeOf(client.call('joins.get', { system: 'nowhere', anchor }))).toBe('unknown-system')
    expect(await codeOf(join(10_000_000))).toBe('unknown-identity')
    expect(await codeOf(client.call('joins.identity', { text: 'nothing=1' }))).toBe('unknown-identity')
    expect(await codeOf(client.call('joins.decide', { ...key, decision: 'join' }))).toBe('usage')
    expect(await codeOf(client.call('joins.decide', { ...key, decision: 'disconnect', identity: 1 }))).toBe(
      'usage',
    )
    expect(await codeOf(client.call('joins.decide', { ...key, decision: 'project' }))).toBe(
      'no-projecting-rule',
    )
    expect(await codeOf(client.call('joins.withdraw', key))).toBe('no-decision')
    expect(group.type).toBe('group')
    expect(await codeOf(join(group.id))).toBe('types-do-not-join')
    // Somebody who has an account.
    const { rows } = await client.call('changes.list', {
      filter: { systems: ['ad'], operations: ['disable'] },
      limit: 1,
    })
    const holder = await client.call('joins.identity', { text: `displayName=${rows[0]?.name}` })
    expect(await codeOf(join(holder.id))).toBe('identity-has-account')
  })
})
