import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { listApprovals } from '../../../main/store/approvals.ts'
import { openWriter } from '../../../main/store/database.ts'
import { migrations } from '../../../main/store/migrations/migrations.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { planHash } from '../../../main/store/plan-hash.ts'
import { annaApproved } from '../../fakes/engine/anna.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import type { World } from '../../fakes/engine/world.ts'
import { over } from '../engine/arbitraries.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Row {
  id: number
  operation: string
  attribute: string | null
  decision: string
  returned: string | null
}

/** Everything of the plan for the directory. */
const plan = (world: World): Row[] =>
  world.db
    .prepare<unknown[], Row>(
      `select id, operation, attribute, decision, returned from change where system = ? and state in ('planned', 'failed') order by id`,
    )
    .all(world.id('ad'))

const row = (world: World, attribute: string | null): Row =>
  plan(world).find((one) => one.attribute === attribute) as Row

/** Anna has an account whose department and telephone number are to be changed; both changes are approved. */
function approved(): World {
  const world = annaApproved()
  expect(plan(world).map(({ attribute, decision }) => [attribute, decision])).toEqual([
    ['department', 'approved'],
    ['telephoneNumber', 'approved'],
  ])
  return world
}

const account = (world: World) => world.systems.ad.objects.get('S-1')?.attributes

describe('an approval', () => {
  test('names the plan, the configuration and the hashes, and so does the audit', () => {
    over(approved(), (world) => {
      const frozen = planHash(world.db)
      const { total, rows } = listApprovals(world.db, { offset: 0, limit: 10 })
      expect(total).toBeGreaterThan(0)
      expect(rows[0]).toMatchObject({ author: 'test', plan: frozen, configuration: 1 })
      const { details } = world.db
        .prepare<unknown[], { details: string }>(
          `select details from audit where event = 'decision' order by id desc`,
        )
        .get() as { details: string }
      expect(JSON.parse(details)).toMatchObject({
        plan: frozen,
        configuration: 1,
        hashes: rows[0]?.hashes,
        changes: rows[0]?.changes,
      })
      expect(rows[0]?.waiting).toBe(rows[0]?.changes)
    })
  })

  test('survives a change of the rules that does not concern it', () => {
    over(approved(), (world) => {
      world.activate(peopleConfiguration({ 'Out to the app': { leave: 'keep' } }))
      world.synchronize('full')
      expect(writeOperations.returnOutdated(world.db, { at: 9, author: 'test' })).toEqual({ returned: 0 })
      expect(plan(world).map(({ decision }) => decision)).toEqual(['approved', 'approved'])
    })
  })

  test('does not survive another rule that comes to the same value', () => {
    over(approved(), (world) => {
      const rule = peopleConfiguration().rules.find(({ name }) => name === 'Out to AD')
      const flows = rule?.flows.map((flow) =>
        flow.to === 'department' ? { to: 'department', expression: 'Trim([department])' } : flow,
      )
      world.activate(peopleConfiguration({ 'Out to AD': { flows } }))
      world.synchronize('full')
      expect(row(world, 'department').decision).toBe('approved')
      expect(writeOperations.returnOutdated(world.db, { at: 9, author: 'test' })).toEqual({ returned: 1 })
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided' })
      expect(row(world, 'department').returned).toContain('rules behind it have changed')
      expect(row(world, 'telephoneNumber')).toMatchObject({ decision: 'approved', returned: null })
      const told = world.db
        .prepare<unknown[], { details: string }>(
          `select details from audit where event = 'approval-returned'`,
        )
        .all()
      expect(told.length).toBe(1)
      expect(JSON.parse(told[0]?.details ?? '')).toMatchObject({
        changes: 1,
        ids: [row(world, 'department').id],
      })
      // Approved again, it stands on the new rules.
      world.approve()
      expect(row(world, 'department')).toMatchObject({ decision: 'approved', returned: null })
      expect(writeOperations.returnOutdated(world.db, { at: 9, author: 'test' })).toEqual({ returned: 0 })
    })
  })

  test('taken back and restored stands on the rules it was given for', () => {
    over(approved(), (world) => {
      const { undo } = world.decide('rejected', { ids: [row(world, 'department').id] })
      world.undecide(undo)
      expect(writeOperations.returnOutdated(world.db, { at: 9, author: 'test' })).toEqual({ returned: 0 })
      expect(row(world, 'department').decision).toBe('approved')
    })
  })
})

describe('what is not as it was approved is not written', () => {
  test.each([
    ['the value was changed', `update change set new = '"Board"' where attribute = 'department'`],
    ['the before-image was changed', `update change set old = '"Board"' where attribute = 'department'`],
    [
      'the hash was changed along',
      `update change set new = '"Board"', hash = x'00' where attribute = 'department'`,
    ],
    ['no approval names it', `update change set approval = null where attribute = 'department'`],
    ['its approval does not exist', `update change set approval = 99 where attribute = 'department'`],
    ['its approval names other changes', `update approval set hashes = zeroblob(32)`],
    ['its approval is a rejection', `update approval set decision = 'rejected'`],
  ])('when %s behind our back', (_, statement) => {
    over(approved(), (world) => {
      world.db.exec(statement)
      world.export('ad')
      expect(account(world)?.department).toBe('Sales')
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided', returned: expect.any(String) })
      const told = world.db.prepare(`select count(*) as n from audit where event = 'approval-returned'`).get()
      expect(told).toEqual({ n: 1 })
    })
  })

  test('when an import has found another value since; what is as it was is written', () => {
    over(approved(), (world) => {
      const held = account(world)
      if (held === undefined) throw new Error('no account')
      held.department = 'Legal'
      world.import('ad')
      expect(world.export('ad')).toEqual({ exported: 1, failed: 0 })
      expect(account(world)).toMatchObject({ department: 'Legal', telephoneNumber: '1' })
      expect(row(world, 'department').returned).toContain('the system holds something else')
    })
  })

  test('when an import has found that the object is gone', () => {
    over(approved(), (world) => {
      world.systems.ad.remove('S-1')
      world.import('ad')
      expect(world.export('ad')).toEqual({ exported: 0, failed: 0 })
      expect(plan(world).map(({ decision }) => decision)).toEqual(['undecided', 'undecided'])
    })
  })

  test('and when synchronization plans another value, the new change says what became of the approval', () => {
    over(approved(), (world) => {
      world.systems.hr.put('E1', {
        type: 'employee',
        attributes: {
          id: 'E1',
          first: 'Anna',
          last: 'Nowak',
          dept: 'IT',
          phone: '2',
          status: 'Active',
          kind: 'N',
        },
      })
      world.importAll()
      world.synchronize()
      expect(row(world, 'telephoneNumber')).toMatchObject({
        decision: 'undecided',
        returned: 'it should become something else than when this was approved',
      })
      expect(row(world, 'department')).toMatchObject({ decision: 'approved', returned: null })
    })
  })
})

test('approvals of a workspace of before go back into review and say why', () => {
  const path = join(temporaryFolder(), 'joinery.db')
  const old = new Database(path)
  for (const sql of migrations.slice(0, 7)) old.exec(sql)
  old.exec(`insert into system (id, name) values (1, 'ad');
    insert into configuration (at, author, hash, content) values (1, 'a', 'h', '{"rules":[]}');
    insert into approval (author, at, decision, scope, changes, hashes, previous) values ('a', 1, 'approved', '{"ids":[1]}', 1, zeroblob(16), '[[1,"undecided",null]]');
    insert into change (system, object, type, operation, rule, risk, hash, pattern, name, key, decision, approval)
    values (1, 1, 'user', 'update', 'Out', 0, zeroblob(16), '', 'Anna', 'CN=Anna', 'approved', 1)`)
  old.pragma('user_version = 7')
  old.close()

  const db = openWriter(path)
  expect(writeOperations.returnOutdated(db, { at: 2, author: 'b' })).toEqual({ returned: 1 })
  expect(db.prepare('select decision, returned from change').get()).toEqual({
    decision: 'undecided',
    returned: 'it was approved by a version of Joinery that did not note the rules',
  })
  // A decision of before can still be taken back.
  expect(listApprovals(db, { offset: 0, limit: 1 }).rows[0]).toMatchObject({
    plan: null,
    configuration: null,
  })
  db.close()
})
