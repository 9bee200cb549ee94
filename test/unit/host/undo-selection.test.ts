import { describe, expect, test } from 'vitest'
import { base, type SmallCompany } from '../../fakes/host/small-company.ts'
import {
  contentOf,
  dnOf,
  lineOf,
  person,
  settle,
  startUndoCompany,
  undoOnce,
  write,
} from '../../fakes/host/undo-company.ts'

const before = [person('E1', 'Anna'), person('E2', 'Ben'), person('E3', 'Cleo', { manager: 'E1' })]
const next = [
  person('E1', 'Anne'),
  person('E2', 'Ben', { manager: 'E3' }),
  person('E3', 'Cleo', { manager: 'E2' }),
  person('E4', 'Dana'),
]

async function written(): Promise<{ company: SmallCompany; run: number }> {
  const company = await settle(await startUndoCompany(), before)
  return { company, run: await write(company, next) }
}

/** Somebody else sets the sign-in name of an object. */
const rename = (company: SmallCompany, dn: string, old: string, to: string): Promise<void> =>
  company.beside(async (connection) => {
    const [item] = await connection.fetch([{ type: 'user', dn }])
    const attributes = [{ attribute: 'sAMAccountName', old, new: to }]
    const request = {
      id: 'somebody',
      operation: 'update',
      type: 'user',
      anchor: item?.anchor as string,
    } as const
    for await (const result of connection.write([{ ...request, attributes, references: [] }]))
      expect(result).toMatchObject({ ok: true })
  })

const loginOf = async (company: SmallCompany, dn: string): Promise<unknown> =>
  ((await contentOf(company))[dn] as { attributes: Record<string, unknown> }).attributes.sAMAccountName

describe('what somebody has changed since', () => {
  test('is told with all three values and left alone, while the rest goes back', async () => {
    const { company, run } = await written()
    await rename(company, dnOf('Anne'), 'Anne', 'anne.somebody')
    const items = await undoOnce(company, run)
    expect(items.filter(({ state }) => state === 'changed')).toMatchObject([
      { attribute: 'sAMAccountName', before: 'Anna', written: 'Anne', now: 'anne.somebody', reason: null },
    ])
    expect(await loginOf(company, dnOf('Anna'))).toBe('anne.somebody')
    expect(await contentOf(company)).not.toHaveProperty([dnOf('Dana')])
  })

  test('goes back where it is named and forced, and says so', async () => {
    const { company, run } = await written()
    await rename(company, dnOf('Anne'), 'Anne', 'anne.somebody')
    const { items } = await company.client.call('undo.preview', { run })
    const changes = items.flatMap(({ state, change }) => (state === 'changed' ? [change] : []))
    expect(changes).toHaveLength(1)
    const forced = await undoOnce(company, { run, changes, force: true })
    expect(forced).toMatchObject([
      { state: 'planned', reason: 'somebody has changed it since; it is taken back all the same' },
    ])
    expect(await loginOf(company, dnOf('Anne'))).toBe('Anna')
  })

  test('is not forced for a whole run', async () => {
    const { company, run } = await written()
    await expect(company.client.call('undo.plan', { run, force: true })).rejects.toMatchObject({
      code: 'usage',
      advice: 'Name the changes as well: --change ID --force',
    })
  })

  test('keeps an object that was added: what came to it is somebody’s', async () => {
    const { company, run } = await written()
    await rename(company, dnOf('Dana'), 'Dana', 'dana.somebody')
    const items = await undoOnce(company, run)
    expect(items.filter(({ state }) => state === 'changed')).toMatchObject([
      { operation: 'delete', name: 'Dana', now: ['sAMAccountName: "dana.somebody"'] },
    ])
    expect(await contentOf(company)).toHaveProperty([dnOf('Dana')])
  })

  test('between plan and export is not written over either', async () => {
    const { company, run } = await written()
    const { planned } = await company.client.call('undo.plan', { run })
    await company.client.call('changes.decide', { selection: { ids: [...planned] }, decision: 'approved' })
    await rename(company, dnOf('Anne'), 'Anne', 'anne.somebody')
    await company.run({ kind: 'export' })
    expect(await loginOf(company, dnOf('Anna'))).toBe('anne.somebody')
    const { rows } = await company.client.call('changes.list', { filter: {}, limit: 100 })
    expect(rows.filter(({ returned }) => returned !== null)).toMatchObject([
      { attribute: 'sAMAccountName', returned: expect.stringContaining('"anne.somebody"') },
    ])
  })
})

describe('a part of what a run wrote', () => {
  test('is taken back by change', async () => {
    const { company, run } = await written()
    const { items } = await company.client.call('undo.preview', { run })
    const move = items.find(({ operation }) => operation === 'move')
    const undone = await undoOnce(company, { run, changes: [move?.change as number] })
    expect(undone).toMatchObject([{ state: 'planned', operation: 'move', before: dnOf('Anna') }])
    const content = await contentOf(company)
    expect(content).toHaveProperty([dnOf('Anna')])
    expect(content).toHaveProperty([dnOf('Dana')])
    expect(await loginOf(company, dnOf('Anna'))).toBe('Anne')
  })

  test('is taken back by object: its DN, anchor or name', async () => {
    const { company, run } = await written()
    for (const object of ['Ben', dnOf('Ben')]) {
      const { items } = await company.client.call('undo.preview', { run, object })
      expect(items).toMatchObject([{ name: 'Ben', attribute: 'manager', state: 'planned' }])
    }
    await undoOnce(company, { run, object: 'Ben' })
    const content = (await contentOf(company)) as Record<string, { references: object }>
    expect(content[dnOf('Ben')]?.references).toEqual({})
    expect(content[dnOf('Cleo')]?.references).toEqual({ manager: [dnOf('Ben')] })
  })

  test('has to be one: what the run did not write is refused', async () => {
    const { company, run } = await written()
    const refused = (selection: object) =>
      expect(company.client.call('undo.plan', { run, ...selection })).rejects
    await refused({ changes: [99_999] }).toMatchObject({ message: `Run ${run} did not write change 99999` })
    await refused({ object: 'Nobody' }).toMatchObject({ message: `Run ${run} wrote nothing to "Nobody"` })
    await refused({ run: 99_999 }).toMatchObject({ code: 'store-missing' })
  })
})

describe('what rules have planned since, approved', () => {
  test('is in the way of the same value, and not of other values of a list', async () => {
    const { company, run } = await written()
    company.hr(
      ...next
        .map((one) => (one.id === 'E1' ? { ...one, name: 'Annika' } : one))
        .map((one) => (one.id === 'E2' ? { ...one, manager: 'E1' } : one))
        .concat(person('E5', 'Emil'))
        .map(lineOf),
    )
    await company.plan()
    await company.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    const { items } = await company.client.call('undo.preview', { run })
    const blocked = items.filter(({ state }) => state === 'impossible')
    expect(blocked.map(({ name, operation, attribute }) => [name, attribute ?? operation]).sort()).toEqual([
      ['Anne', 'move'],
      ['Anne', 'sAMAccountName'],
      ['Ben', 'manager'],
    ])
    for (const { reason } of blocked)
      expect(reason).toBe(
        'a change by "Out to directory" is approved for the same value: take the approval back or export it first',
      )
    expect(items.filter(({ attribute }) => attribute === 'member')).toMatchObject([{ state: 'planned' }])
    // Both are written: who is new stays in the group, who was added by mistake is gone.
    await undoOnce(company, run)
    const content = (await contentOf(company)) as Record<string, { references: { member?: string[] } }>
    expect(content[`CN=People,OU=Groups,${base}`]?.references.member).toEqual(
      ['Annika', 'Ben', 'Cleo', 'Emil'].map((name) => dnOf(name)),
    )
  })
})

test('while a step runs nothing is planned, and the sentence is that of other steps', async () => {
  const { company, run } = await written()
  const { id } = await company.client.call('jobs.start', { kind: 'import' })
  await expect(company.client.call('undo.plan', { run })).rejects.toMatchObject({
    code: 'busy',
    message: 'The step "import" is still running',
  })
  // Looking is allowed at any time.
  expect((await company.client.call('undo.preview', { run })).items.length).toBeGreaterThan(0)
  await new Promise<void>((resolve, reject) => {
    company.client.watch(
      'jobs.watch',
      { id },
      { event: (event) => event.type === 'ended' && resolve(), error: reject },
    )
  })
  expect((await company.client.call('undo.plan', { run })).planned.length).toBeGreaterThan(0)
})
