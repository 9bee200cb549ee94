import { afterEach, beforeEach, expect, test } from 'vitest'
import { appendAudit } from '../../../main/store/audit.ts'
import { auditEnds, auditQuery, searchAudit } from '../../../main/store/audit-search.ts'
import type { Db } from '../../../main/store/database.ts'
import type { AuditFilter } from '../../../preload/contract/audit.ts'
import { emptyPlan } from '../../fakes/store/changes.ts'

let db: Db

beforeEach(() => {
  db = emptyPlan()
})
afterEach(() => db.close())

/** Entries 1 to n at 1000, 2000, …; each seventh a decision by Marta over Großmann. */
function fill(n: number): void {
  appendAudit(
    db,
    Array.from({ length: n }, (_, i) => ({
      at: (i + 1) * 1000,
      author: (i + 1) % 7 === 0 ? 'Marta' : 'Joinery',
      event: (i + 1) % 7 === 0 ? 'decision' : 'export',
      details: { object: (i + 1) % 7 === 0 ? 'Großmann' : `Person ${i + 1}` },
    })),
  )
}

/** All that a filter finds, page by page, as somebody who scrolls gets them. */
function found(filter: AuditFilter, limit = 10): number[] {
  const ids: number[] = []
  let before: number | undefined
  for (;;) {
    const { rows, next } = searchAudit(db, { filter, before, limit })
    ids.push(...rows.map(({ id }) => id))
    if (next === null) return ids
    before = next
  }
}
const down = (from: number, to: number, by = 1): number[] =>
  Array.from({ length: Math.floor((from - to) / by) + 1 }, (_, i) => from - i * by)

test('pages go from the newest to the first, without a gap or a repetition', () => {
  fill(95)
  expect(found({})).toEqual(down(95, 1))
  expect(found({}, 5)).toEqual(down(95, 1))
})

test('an empty audit has nothing, and says that there is nothing', () => {
  expect(searchAudit(db, { filter: {}, before: undefined, limit: 10 })).toEqual({ rows: [], next: null })
  expect(auditEnds(db)).toEqual({ events: [], authors: [], first: null, last: null, checkpoint: null })
})

test('is narrowed by kind, author, days and text in any case, and by all of them', () => {
  fill(95)
  const sevenths = down(91, 7, 7)
  expect(found({ event: 'decision' })).toEqual(sevenths)
  expect(found({ author: 'Marta' })).toEqual(sevenths)
  expect(found({ text: ' großM ' })).toEqual(sevenths)
  expect(found({ text: 'person 95' })).toEqual([95])
  expect(found({ from: 20_000, to: 30_000 })).toEqual(down(30, 20))
  expect(found({ event: 'decision', author: 'Marta', text: 'gro', from: 20_000, to: 30_000 })).toEqual([
    28, 21,
  ])
  expect(found({ event: 'decision', author: 'Joinery' })).toEqual([])
  expect(found({ from: 30_000, to: 20_000 })).toEqual([])
})

test('times follow the clock where it was set back', () => {
  fill(10)
  appendAudit(db, [{ at: 3500, author: 'Joinery', event: 'export', details: {} }])
  expect(found({ from: 3000, to: 4000 })).toEqual([11, 4, 3])
})

test('a search by text looks at some thousands at a time and tells where it goes on', () => {
  fill(20_005)
  const first = searchAudit(db, { filter: { text: 'person 3"' }, before: undefined, limit: 10 })
  expect(first).toEqual({ rows: [], next: 6 })
  expect(searchAudit(db, { filter: { text: 'person 3"' }, before: 6, limit: 10 })).toMatchObject({
    rows: [{ id: 3 }],
    next: null,
  })
})

test('tells which kinds and authors there are, its ends and its newest checkpoint', () => {
  fill(9)
  appendAudit(db, [{ at: 1, author: 'Marta', event: 'checkpoint', details: { entry: 9 } }])
  expect(auditEnds(db)).toMatchObject({
    events: ['checkpoint', 'decision', 'export'],
    authors: ['Joinery', 'Marta'],
    first: { id: 1, at: 1000 },
    last: { id: 10, at: 1 },
    checkpoint: { id: 10 },
  })
})

test('every search goes by an index from the newest down, and sorts nothing', () => {
  const planOf = (filter: AuditFilter): string => {
    const { text, values } = auditQuery(filter)
    return db
      .prepare<unknown[], { detail: string }>(`explain query plan ${text}`)
      .all({ ...values, top: 9, floor: 1, limit: 10 })
      .map(({ detail }) => detail)
      .join('; ')
  }
  const days = { from: 1, to: 2 }
  for (const [filter, expected] of [
    [{}, /USING INTEGER PRIMARY KEY/],
    [{ ...days, text: 'x' }, /USING INTEGER PRIMARY KEY/],
    [{ ...days, event: 'export', text: 'x' }, /USING INDEX audit_event/],
    [{ author: 'Marta' }, /USING INDEX audit_author/],
    [{ event: 'export', author: 'Marta' }, /USING INDEX audit_event/],
  ] as const) {
    expect(planOf(filter)).toMatch(expected)
    expect(planOf(filter)).not.toMatch(/TEMP B-TREE|SCAN/)
  }
})
