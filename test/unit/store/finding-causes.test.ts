import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { causeKey } from '../../../main/store/cause-text.ts'
import type { Db } from '../../../main/store/database.ts'
import { decide } from '../../../main/store/decisions.ts'
import {
  type CauseScope,
  findingCauses,
  findingsOfCause,
  retryState,
} from '../../../main/store/finding-causes.ts'
import { addFinding } from '../../../main/store/findings.ts'
import { retrySelection } from '../../../renderer/features/history/causeWords.ts'
import { emptyPlan, plan } from '../../fakes/store/changes.ts'

let db: Db
const locked = causeKey({ code: 'export-failed', attribute: null, text: '… is locked' })
const refused = causeKey({ code: 'export-failed', attribute: null, text: 'refused' })

/** Changes 1 to n of objects 1 to n; each third fails in run 7 because it is locked, each other third in run 8 because it is refused. */
function fail(n: number): void {
  plan(
    db,
    Array.from({ length: n }, () => ({})),
  )
  db.exec(`insert into session (id, started, author) values (1, 1, 'Marta'), (2, 2, 'Marta');
    insert into run (id, session, step, system, mode, state, started) values
      (7, 1, 'export', 1, 'approved', 'done', 1), (8, 2, 'export', 1, 'approved', 'done', 2)`)
  for (let object = 1; object <= n; object++) {
    db.prepare('insert into cs_object (id, system, type, dn, anchor) values (?, 1, ?, ?, ?)').run(
      object,
      'user',
      `CN=${object}`,
      `anchor-${object}`,
    )
    if (object % 3 === 0) continue
    const run = object % 3 === 1 ? 7 : 8
    const text = run === 7 ? `Person ${object} is locked` : 'refused'
    db.prepare(`update change set state = 'failed', error = ?, export_run = ? where object = ?`).run(
      text,
      run,
      object,
    )
    addFinding(db, {
      code: 'export-failed',
      severity: 'error',
      system: run === 7 ? 1 : 2,
      object,
      message: `Person ${object}: update was not written: ${text}`,
      advice: 'Look at it',
      run,
      at: object,
    })
  }
}

beforeEach(() => {
  db = emptyPlan()
})
afterEach(() => db.close())

/** All causes of a scope, the parts of the answer added up as a page does. */
function causes(scope: CauseScope = {}): Record<string, number> {
  const counts: Record<string, number> = {}
  let before: number | undefined
  for (;;) {
    const page = findingCauses(db, { ...scope, before })
    for (const { text, count } of page.causes) counts[text] = (counts[text] ?? 0) + count
    if (page.next === null) return counts
    before = page.next
  }
}

function objects(search: Partial<Parameters<typeof findingsOfCause>[1]> = {}): number[] {
  const found: number[] = []
  let before: number | undefined
  for (;;) {
    const page = findingsOfCause(db, { cause: locked, limit: 3, ...search, before })
    found.push(...page.rows.map(({ object }) => object as number))
    if (page.next === null) return found
    before = page.next
  }
}

describe('findings by cause', () => {
  it('are counted by what is the same, of everything, of a session and of a run', () => {
    fail(20)
    expect(causes()).toEqual({ '… is locked': 7, refused: 7 })
    expect(causes({ session: 1 })).toEqual({ '… is locked': 7 })
    expect(causes({ run: 8 })).toEqual({ refused: 7 })
    expect(causes({ session: 99 })).toEqual({})
    const [first] = findingCauses(db, { session: 2 }).causes
    expect(first).toMatchObject({
      code: 'export-failed',
      systems: [{ system: 2, count: 7 }],
      example: { message: 'Person 20: update was not written: refused', advice: 'Look at it' },
    })
  })

  it('are counted through parts of some thousands, none twice and none left out', () => {
    const all = 20_000
    db.exec(`insert into finding (code, severity, object, message, advice, at)
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${all})
      select 'export-failed', 'error', i,
        'Person ' || i || ': update was not written: ' || iif(i % 2, 'Person ' || i || ' is locked', 'refused'), '', i from n`)
    expect(findingCauses(db, {})).toMatchObject({ looked: 3000, next: all - 2999 })
    expect(causes()).toEqual({ '… is locked': all / 2, refused: all / 2 })
    expect(objects({ limit: 1000 })).toEqual(Array.from({ length: all / 2 }, (_, i) => all - 1 - 2 * i))
  })

  it('open to their objects, newest first, page by page', () => {
    fail(20)
    expect(objects()).toEqual([19, 16, 13, 10, 7, 4, 1])
    expect(objects({ session: 2 })).toEqual([])
    expect(objects({ search: 'cN=1' })).toEqual([19, 16, 13, 10, 1])
    expect(objects({ search: ' person 4 IS ' })).toEqual([4])
    expect(objects({ search: 'person 4:' })).toEqual([4])
    expect(objects({ system: 2 })).toEqual([])
    expect(findingsOfCause(db, { cause: locked, limit: 1 }).rows[0]).toMatchObject({
      name: 'Person 19',
      key: 'CN=19',
      retry: 'failed',
      changes: [{ id: 19, operation: 'update', attribute: 'title', decision: 'undecided' }],
    })
    expect(objects({ cause: 'no cause' })).toEqual([])
  })

  it('say what became of the writes', () => {
    fail(20)
    db.exec(`update change set state = 'planned' where id = 1;
      update change set state = 'planned', decision = 'approved' where id = 4;
      update change set decision = 'held' where id = 7;
      update change set protected = 'an administrator' where id = 10;
      delete from change where id = 13`)
    const states = { planned: [1], approved: [4], stays: [10, 7], gone: [13], failed: [19, 16] } as const
    for (const [retry, ids] of Object.entries(states))
      expect(objects({ retry: retry as keyof typeof states }), retry).toEqual(ids)
  })

  it('are approved again by their cause: exactly the changes that stand behind it', () => {
    fail(20)
    const selection = { filter: { failed: { cause: refused, session: 2 } } }
    expect(
      decide(db, { selection, decision: 'approved', reason: undefined, author: 'Anna', at: 1 }),
    ).toMatchObject({ changed: 7 })
    const approved = db
      .prepare(`select id from change where decision = 'approved' and state = 'planned'`)
      .all()
    expect(approved).toEqual([2, 5, 8, 11, 14, 17, 20].map((id) => ({ id })))
    expect(objects({ cause: refused, retry: 'approved' })).toHaveLength(7)
    // What somebody has held stays held where only what is undecided is asked for.
    db.exec(`update change set decision = 'held' where id = 1`)
    const undecided = retrySelection(locked, { session: 1, run: 7 })
    expect(
      decide(db, { selection: undecided, decision: 'approved', reason: undefined, author: 'Anna', at: 1 }),
    ).toMatchObject({ changed: 6 })
    expect(db.prepare('select decision, state from change where id = 1').get()).toEqual({
      decision: 'held',
      state: 'failed',
    })
    for (const filter of [
      { failed: { cause: locked, session: 2 } },
      { failed: { cause: locked, run: 8 } },
      { failed: { cause: 'no cause' } },
    ])
      expect(
        decide(db, { selection: { filter }, decision: 'approved', reason: undefined, author: 'Anna', at: 1 }),
      ).toMatchObject({ changed: 0 })
  })
})

it('a write of several changes is what the least settled of them is', () => {
  const change = { id: 1, operation: 'update', attribute: 'a', protected: null } as const
  expect(retryState([])).toBe('gone')
  expect(
    retryState([
      { ...change, state: 'planned', decision: 'approved' },
      { ...change, state: 'failed', decision: 'undecided' },
    ]),
  ).toBe('failed')
  expect(
    retryState([
      { ...change, state: 'planned', decision: 'approved' },
      { ...change, state: 'planned', decision: 'held' },
    ]),
  ).toBe('approved')
})
