import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patternSize } from '../../../main/store/change-filter.ts'
import { facets, listChanges, patterns } from '../../../main/store/change-queries.ts'
import type { Db } from '../../../main/store/database.ts'
import { type DecideInput, decide, undecide } from '../../../main/store/decisions.ts'
import { planHash } from '../../../main/store/plan-hash.ts'
import { StoreError } from '../../../main/store/store-error.ts'
import type { ChangeFilter } from '../../../preload/contract/changes.ts'
import { emptyPlan, plan } from '../../fakes/store/changes.ts'

const say = (
  db: Db,
  selection: DecideInput['selection'],
  decision: DecideInput['decision'] = 'approved',
): { changed: number; undo: string } =>
  decide(db, { selection, decision, reason: 'because', author: 'anna', at: 5 })

const ids = (db: Db, filter: ChangeFilter): number[] =>
  listChanges(db, { filter, offset: 0, limit: 1000 })
    .rows.map((row) => row.object)
    .sort((a, b) => a - b)

function failure(act: () => unknown): StoreError {
  try {
    act()
  } catch (error) {
    return error as StoreError
  }
  throw new Error('it went well')
}

describe('a decision', () => {
  test('over a plan that has changed since it was shown is a conflict, and decides nothing', () => {
    const db = emptyPlan()
    plan(db, [{}, {}])
    const shown = planHash(db)
    expect(say(db, { filter: {}, planHash: shown }, 'held').changed).toBe(2)
    plan(db, [{ object: 7 }])
    const error = failure(() => say(db, { filter: {}, planHash: shown }))
    expect(error).toBeInstanceOf(StoreError)
    expect(error.code).toBe('store-conflict')
    expect(error.advice).toContain('undecided')
    expect(ids(db, { decisions: ['approved'] })).toEqual([])
    expect(say(db, { filter: {}, planHash: planHash(db) }).changed).toBe(3)
    db.close()
  })

  test('without a change to decide on leaves no trace', () => {
    const db = emptyPlan()
    plan(db, [{}])
    const nothing = { changed: 0, undo: '', waiting: 0, protected: 0 }
    expect(say(db, { filter: { search: 'nobody' } })).toEqual(nothing)
    expect(say(db, { ids: [999] })).toEqual(nothing)
    expect(db.prepare('select * from approval').all()).toEqual([])
    expect(db.prepare('select * from audit').all()).toEqual([])
    db.close()
  })

  test('keeps author, reason and the hash of each change, and is in the audit', () => {
    const db = emptyPlan()
    plan(db, [{}, {}])
    const { undo } = say(db, { filter: {} })
    const row = db
      .prepare('select author, reason, changes, length(hashes) as bytes from approval where id = ?')
      .get(undo)
    expect(row).toEqual({ author: 'anna', reason: 'because', changes: 2, bytes: 32 })
    expect(db.prepare('select event, author from audit').all()).toEqual([
      { event: 'decision', author: 'anna' },
    ])
    db.close()
  })

  test('to approve what failed plans it again; to hold it does not', () => {
    const db = emptyPlan()
    plan(db, [{}, {}])
    db.exec(`update change set state = 'failed'`)
    say(db, { ids: [1] })
    say(db, { ids: [2] }, 'held')
    expect(db.prepare('select state from change order by id').all()).toEqual([
      { state: 'planned' },
      { state: 'failed' },
    ])
    db.close()
  })

  test('that was taken over by a later one is not restored by taking the first back', () => {
    const db = emptyPlan()
    plan(db, [{}, {}])
    const { undo } = say(db, { filter: {} })
    say(db, { ids: [1] }, 'rejected')
    expect(undecide(db, { undo, author: 'anna', at: 6 })).toEqual({ changed: 1 })
    expect(db.prepare('select decision from change order by id').all()).toEqual([
      { decision: 'rejected' },
      { decision: 'undecided' },
    ])
    expect(failure(() => undecide(db, { undo: '77', author: 'anna', at: 6 })).code).toBe('store-missing')
    db.close()
  })

  test('never touches what is being written or was written', () => {
    const db = emptyPlan()
    plan(db, [{}, {}, {}])
    db.exec(
      `update change set state = 'exporting' where id = 1; update change set state = 'exported' where id = 2`,
    )
    expect(say(db, { ids: [1, 2, 3] }, 'rejected').changed).toBe(1)
    expect(say(db, { filter: {} }, 'held').changed).toBe(1)
    db.close()
  })
})

describe('filters', () => {
  const filled = (): Db => {
    const db = emptyPlan()
    plan(db, [
      { name: 'Jürgen Groß', old: 'Sales', new: 'IT', attribute: 'department', risk: 'medium' },
      {
        system: 2,
        operation: 'disable',
        attribute: 'active',
        old: true,
        new: false,
        risk: 'high',
        rule: 'Out to the app',
      },
      {
        operation: 'add',
        attribute: undefined,
        old: undefined,
        new: { dn: 'CN=x', attributes: { mail: '100%@t' } },
      },
      { key: 'CN=under_score,DC=t' },
      { operation: 'move', attribute: undefined, old: 'CN=a,OU=x', new: 'CN=a,OU=y', risk: 'medium' },
    ])
    say(db, { ids: [2] }, 'held')
    db.exec(`update change set state = 'failed' where id = 4`)
    return db
  }
  test.each([
    [{}, [1, 2, 3, 4, 5]],
    [{ systems: ['app'] }, [2]],
    [{ systems: ['ad', 'app'] }, [1, 2, 3, 4, 5]],
    [{ systems: ['nowhere'] }, []],
    [{ operations: ['add', 'move'] }, [3, 5]],
    [{ attributes: ['department', 'title'] }, [1, 4]],
    [{ risks: ['medium'] }, [1, 5]],
    [{ rules: ['Out to the app'] }, [2]],
    [{ decisions: ['held'] }, [2]],
    [{ decisions: ['undecided'] }, [1, 3, 4, 5]],
    [{ states: ['failed'] }, [4]],
    [{ states: ['exported'] }, []],
    [{ search: 'jürgen' }, [1]],
    [{ search: 'JÜRGEN' }, [1]],
    [{ search: ' sales ' }, [1]],
    // What means something to the database is a character like any other to a person.
    [{ search: '100%' }, [3]],
    [{ search: '%' }, [3]],
    [{ search: 'r_s' }, [4]],
    [{ search: '_' }, [4]],
    [{ systems: ['ad'], risks: ['medium'], operations: ['move'] }, [5]],
    [{ systems: [], operations: [], search: '' }, [1, 2, 3, 4, 5]],
    [{ pattern: 'not a pattern' }, []],
  ] satisfies [ChangeFilter, number[]][])('%j', (filter, expected) => {
    const db = filled()
    expect(ids(db, filter)).toEqual(expected)
    expect(facets(db, filter).total).toBe(expected.length)
    db.close()
  })

  test('a decision over a filter is about what the list under it shows', () => {
    const db = filled()
    const filter: ChangeFilter = { operations: ['update'] }
    const shown = ids(db, filter)
    expect(say(db, { filter }, 'rejected').changed).toBe(shown.length)
    expect(ids(db, { decisions: ['rejected'] })).toEqual(shown)
    db.close()
  })
})

describe('patterns', () => {
  const change = fc.record({
    system: fc.integer({ min: 1, max: 2 }),
    operation: fc.constantFrom('update', 'update', 'move', 'disable', 'add'),
    attribute: fc.constantFrom('title', 'department', 'manager'),
    old: fc.constantFrom('CN=a,OU=x', 'CN=b,OU=x', undefined),
    next: fc.constantFrom('CN=a,OU=y', 'CN=b,OU=z'),
    rule: fc.constantFrom('One', 'Two'),
    copies: fc.constantFrom(1, 2, patternSize - 1, patternSize, patternSize + 3),
  })

  test('together hold every change of the list once, and each holds as many as its own list shows', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 12 }),
        fc.constantFrom<ChangeFilter>(
          {},
          { systems: ['ad'] },
          { operations: ['update', 'move'] },
          { search: 'y' },
          // Takes some of a pattern and leaves others.
          { search: 'Person 1' },
        ),
        (groups, filter) => {
          const db = emptyPlan()
          plan(
            db,
            groups.flatMap(({ copies, next, ...one }) =>
              Array.from({ length: copies }, () => {
                const whole = one.operation === 'add' || one.operation === 'move'
                const operation = one.operation as 'update'
                if (one.operation === 'add')
                  return {
                    ...one,
                    operation,
                    attribute: undefined,
                    old: undefined,
                    new: { dn: next, attributes: {} },
                  }
                if (whole)
                  return { ...one, operation, attribute: undefined, old: one.old ?? 'CN=c', new: next }
                // Many people may get the same manager: a reference is no pattern of its own.
                if (one.attribute === 'manager')
                  return { ...one, operation, reference: true, old: [], new: [next.length] }
                return { ...one, operation, new: next }
              }),
            ),
          )
          const all = listChanges(db, { filter, offset: 0, limit: 10_000 })
          const lines = patterns(db, { filter, offset: 0, limit: 10_000 })
          expect(lines.rows.length).toBe(lines.total)
          expect(lines.rows.reduce((sum, line) => sum + line.count, 0)).toBe(all.total)
          const seen = new Set<number>()
          for (const line of lines.rows) {
            const under = listChanges(db, {
              filter: { ...filter, pattern: line.pattern },
              offset: 0,
              limit: 10_000,
            })
            expect(under.total).toBe(line.count)
            for (const row of under.rows) {
              expect(seen.has(row.id)).toBe(false)
              seen.add(row.id)
            }
          }
          expect(seen.size).toBe(all.total)
          db.close()
        },
      ),
      { numRuns: 60 },
    )
  })
})
