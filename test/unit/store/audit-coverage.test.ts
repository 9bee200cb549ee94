import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { idRanges } from '../../../main/store/id-ranges.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'
import { annaApproved } from '../../fakes/engine/anna.ts'
import type { World } from '../../fakes/engine/world.ts'

let world: World

/** Anna has an account whose department and telephone number are written. */
beforeEach(() => {
  world = annaApproved()
  world.export('ad')
})
afterEach(() => {
  expect(verifyAudit(world.db)).toMatchObject({ ok: true })
  world.close()
})

interface Told {
  author: string
  details: Record<string, unknown>
}

const told = (event: string): Told[] =>
  world.db
    .prepare<unknown[], { author: string; details: string }>(
      'select author, details from audit where event = ? order by id',
    )
    .all(event)
    .map(({ author, details }) => ({ author, details: JSON.parse(details) as Record<string, unknown> }))

const written = (attribute: string): Record<string, unknown> =>
  told('export')
    .flatMap(({ details }) => details.changes as Record<string, unknown>[])
    .find((change) => change.attribute === attribute) as Record<string, unknown>

describe('the audit tells', () => {
  test('which steps began, of which system, and who ran them', () => {
    expect(told('run-started')[0]).toEqual({
      author: 'test',
      details: { run: 1, session: null, step: 'import', system: world.id('hr'), mode: 'test' },
    })
  })

  test('that writing was begun, before its result', () => {
    const [begun] = told('write-begun')
    expect(begun?.author).toBe('test')
    const events = world.db
      .prepare<unknown[], { event: string }>(
        `select event from audit where event in ('write-begun', 'export') order by id`,
      )
      .all()
    expect(events.map(({ event }) => event)).toEqual(['write-begun', 'export'])
  })

  test('why each value was written: rule, version of the rules, source, and whose value it is', () => {
    expect(written('department')).toMatchObject({
      old: 'Sales',
      new: 'IT',
      rule: 'Out to AD',
      configuration: 1,
      source: { attribute: 'department', from: [{ system: 'hr', object: 'E1' }] },
    })
    // The value that was written is the one it came from: it is not told twice.
    expect(written('department').source).not.toHaveProperty('value')
  })

  test('the whole identity as the reason of an account that was made', () => {
    world.systems.hr.put('E2', {
      type: 'employee',
      attributes: {
        id: 'E2',
        first: 'Bo',
        last: 'Berg',
        dept: 'IT',
        phone: '2',
        status: 'Active',
        kind: 'Normal',
      },
    })
    world.cycle(1)
    const add = told('export')
      .flatMap(({ details }) => details.changes as Record<string, unknown>[])
      .find((change) => change.operation === 'add')
    expect(add?.source).toEqual({ from: [{ rule: expect.any(String), system: 'hr', object: 'E2' }] })
  })

  test('which values were confirmed, by their numbers, in one entry for a page', () => {
    world.confirm('ad')
    const ids = told('export').flatMap(({ details }) =>
      (details.changes as { change: number }[]).map(({ change }) => change),
    )
    expect(told('confirmation')).toEqual([
      {
        author: 'test',
        details: {
          run: expect.any(Number),
          system: world.id('ad'),
          confirmed: ids.length,
          changes: idRanges(ids),
          unconfirmed: [],
        },
      },
    ])
    // What is confirmed is not confirmed again.
    world.import('ad')
    expect(told('confirmation').length).toBe(1)
  })

  test('which values were not found again, with what was read', () => {
    const account = world.systems.ad.objects.get('S-1')
    if (account === undefined) throw new Error('the account is gone')
    account.attributes.department = 'Sales'
    world.confirm('ad')
    expect(told('confirmation')[0]?.details.unconfirmed).toEqual([
      {
        change: written('department').change,
        object: 'CN=Anna Nowak,OU=IT,DC=t',
        attribute: 'department',
        why: 'department was written as "IT" and read as "Sales"',
      },
    ])
  })

  test('that what was written is lost with an account that is gone', () => {
    world.systems.ad.objects.delete('S-1')
    world.confirm('ad')
    const [entry] = told('confirmation')
    expect(entry?.details).toMatchObject({ confirmed: 0, changes: [] })
    const lost = entry?.details.unconfirmed as { change: number; why: string }[]
    expect(lost.length).toBeGreaterThan(1)
    expect(new Set(lost.map(({ why }) => why))).toEqual(new Set(['the object is not there']))
    expect(lost.map(({ change }) => change)).toContain(written('department').change)
  })

  test('that a program ended before its step did', () => {
    expect(writeOperations.markInterrupted(world.db, { at: 99, author: 'anna' })).toBeGreaterThan(0)
    expect(told('run-interrupted')[0]).toEqual({ author: 'anna', details: { run: 1 } })
    expect(writeOperations.markInterrupted(world.db, { at: 100, author: 'anna' })).toBe(0)
  })

  test('that a session ended, and its report', () => {
    const session = writeOperations.startSession(world.db, { at: 1, author: 'anna' })
    writeOperations.endSession(world.db, { session, at: 2, author: 'anna', auditCsv: 'reports/x.csv' })
    expect(told('session-ended')).toEqual([{ author: 'anna', details: { session, report: 'reports/x.csv' } }])
  })
})

describe('numbers as ranges', () => {
  test.each([
    [[], []],
    [[5], [5]],
    [
      [3, 1, 2, 7],
      [[1, 3], 7],
    ],
    [
      [1, 2, 4, 5, 6, 9],
      [[1, 2], [4, 6], 9],
    ],
  ])('%j is %j', (ids, ranges) => {
    expect(idRanges(ids)).toEqual(ranges)
  })

  test('a million that follow each other take no room', () => {
    expect(idRanges(Array.from({ length: 1_000_000 }, (_, n) => n + 1))).toEqual([[1, 1_000_000]])
  })
})
