import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { replaceChanges, withdrawRules } from '../../../main/store/change-rows.ts'
import { type Db, openWriter } from '../../../main/store/database.ts'

describe('rules that no longer exist take their changes with them', () => {
  let dir: string
  let db: Db

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'joinery-withdraw-'))
    db = openWriter(join(dir, 'joinery.db'))
    for (const [object, rule] of [
      [1, 'Out to AD – Person'],
      [2, 'Out to AD – Leaver'],
    ] as const)
      replaceChanges(
        db,
        false,
        [
          {
            object,
            isNew: true,
            changes: [
              {
                object,
                mv: object,
                system: 3,
                type: 'user',
                operation: 'update',
                attribute: 'title',
                old: 'a',
                new: 'b',
                rule,
                from: 'title',
                risk: 'low',
                name: 'Anna Nowak',
                key: 'CN=Anna',
              },
            ],
          },
        ],
        1,
      )
    db.exec(`update change set decision = 'approved'`)
  })
  afterEach(() => {
    db.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const left = (): unknown[] => db.prepare('select rule, decision from change order by id').all()

  test('a rule that is still there keeps its changes and their approvals', () => {
    withdrawRules(db, [
      { name: 'Out to AD – Person', system: 3, csType: 'user' },
      { name: 'Out to AD – Leaver', system: 3, csType: 'user' },
    ])
    expect(left()).toEqual([
      { rule: 'Out to AD – Person', decision: 'approved' },
      { rule: 'Out to AD – Leaver', decision: 'approved' },
    ])
  })

  test('a rule that was removed loses its own, and only its own', () => {
    withdrawRules(db, [{ name: 'Out to AD – Person', system: 3, csType: 'user' }])
    expect(left()).toEqual([{ rule: 'Out to AD – Person', decision: 'approved' }])
  })

  test('a rule that now writes another system or type is another rule', () => {
    withdrawRules(db, [
      { name: 'Out to AD – Person', system: 4, csType: 'user' },
      { name: 'Out to AD – Leaver', system: 3, csType: 'contact' },
    ])
    expect(left()).toEqual([])
  })
})
