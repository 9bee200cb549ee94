import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlannedChange } from '../../../main/engine/model.ts'
import { changeHash } from '../../../main/store/change-rows.ts'
import { uncertainExports } from '../../../main/store/export.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { planHash } from '../../../main/store/plan-hash.ts'
import { verifyAudit } from '../../../main/store/verify-audit.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, company, edits, found, over, plainCompany } from './arbitraries.ts'
import { runs } from './runs.ts'

interface Row {
  id: number
  object: number
  operation: string
  attribute: string | null
  old: string | null
  new: string | null
  decision: string
  state: string
  hash: Buffer
  approval: number | null
}

const changes = (world: World): Row[] =>
  world.db.prepare<unknown[], Row>('select * from change order by id').all()
const open = (world: World): Row[] =>
  changes(world).filter((row) => ['planned', 'failed'].includes(row.state))

/** What is done to which object, without the row's own id. */
const content = (row: Row): string =>
  JSON.stringify([row.object, row.operation, row.attribute, row.old, row.new])

describe('reading', () => {
  test('a read that did not see everything plans no deletion', () => {
    fc.assert(
      fc.property(company, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (people, seen) =>
        over(found(people), (world) => {
          world.cycle()
          const before = snapshot(world.db)
          for (const name of ['hr', 'contractors', 'ad', 'app'] as const)
            world.import(name, {
              complete: false,
              items: world.systems[name].items().filter((_, i) => seen[i]),
            })
          world.synchronize('full')
          expect(snapshot(world.db)).toEqual(before)
          // The same read, complete, means what it says.
          const gone = world.systems.hr.objects.size
          expect(world.import('hr', { items: [] }).deletes).toBe(gone)
        }),
      ),
      runs(30),
    )
  })

  test('an object whose row was rejected is kept', () => {
    fc.assert(
      fc.property(company, (people) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          const before = snapshot(world.db)
          const items = world.systems.hr.items().map((item) => ({
            kind: 'rejected' as const,
            anchor: item.anchor,
            where: 'line 1',
            reason: 'not a date',
            advice: 'Correct it',
          }))
          expect(world.import('hr', { items }).deletes).toBe(0)
          world.synchronize()
          expect(snapshot(world.db)).toEqual(before)
        }),
      ),
      runs(20),
    )
  })

  test('staging the same again changes nothing and leaves nothing to do', () => {
    fc.assert(
      fc.property(company, fc.integer({ min: 1, max: 3 }), (people, page) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          for (const name of ['hr', 'contractors', 'ad', 'app'] as const) {
            const read = world.systems[name].objects.size
            expect(world.import(name, { page })).toMatchObject({
              read,
              unchanged: read,
              adds: 0,
              updates: 0,
              renames: 0,
              deletes: 0,
            })
          }
          expect(world.synchronize().statistics).toMatchObject({ objects: 0 })
        }),
      ),
      runs(30),
    )
  })

  test('a delta read that tells what changed leads to what a full read would', () => {
    fc.assert(
      fc.property(plainCompany, edits, (people, happened) =>
        over(found(people), (full) =>
          over(found(people), (delta) => {
            for (const world of [full, delta]) {
              world.importAll()
              world.synchronize()
            }
            for (const world of [full, delta]) for (const one of happened) apply(world, people, one)
            for (const name of ['hr', 'contractors', 'ad', 'app'] as const) {
              full.import(name)
              delta.import(name, { items: delta.deltaItems(name), scope: 'delta' })
            }
            full.synchronize()
            delta.synchronize()
            expect(snapshot(delta.db)).toEqual(snapshot(full.db))
          }),
        ),
      ),
      runs(40),
    )
  })
})

describe('deciding', () => {
  test('what changes after its approval is another change, and not exported', () => {
    let changed = 0
    fc.assert(
      fc.property(company, edits, (people, happened) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          world.approve()
          const approved = new Map(open(world).map((row) => [content(row), row]))
          for (const one of happened) apply(world, people, one)
          world.importAll()
          world.synchronize()
          for (const row of open(world)) {
            if (row.decision === 'approved') expect(approved.get(content(row))?.id).toBe(row.id)
            else {
              expect(approved.has(content(row))).toBe(false)
              changed++
            }
          }
          const unapproved = new Set(
            open(world).flatMap((row) => (row.decision === 'approved' ? [] : row.id)),
          )
          world.exportAll()
          const written = changes(world).filter((row) => ['exported', 'failed'].includes(row.state))
          expect(written.filter((row) => unapproved.has(row.id))).toEqual([])
          for (const row of written) expect(approved.has(content(row))).toBe(true)
        }),
      ),
      runs(60),
    )
    expect(changed).toBeGreaterThan(0)
  })

  test('only what is approved is ever written, and exactly as it was approved', () => {
    const decision = fc.constantFrom('approved', 'held', 'rejected', 'undecided')
    fc.assert(
      fc.property(company, fc.array(decision, { minLength: 8, maxLength: 8 }), (people, decisions) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          open(world).forEach((row, i) => {
            const wanted = decisions[i % 8] as (typeof decisions)[number]
            if (wanted !== 'undecided') world.decide(wanted as 'approved', { ids: [row.id] })
          })
          const before = new Map(changes(world).map((row) => [row.id, row]))
          const { exported, failed } = world.exportAll()
          const done = changes(world).filter((row) => row.state === 'exported' || row.state === 'failed')
          expect(done.length).toBe(exported + failed)
          for (const row of done) {
            expect(before.get(row.id)?.decision).toBe('approved')
            expect(content(row)).toBe(content(before.get(row.id) as Row))
          }
          const written = [...world.systems.ad.writes, ...world.systems.app.writes].flatMap((request) =>
            request.id.split('.').slice(1).map(Number),
          )
          expect(new Set(written).size).toBe(written.length)
          expect([...written].sort((a, b) => a - b)).toEqual(done.map((row) => row.id))
        }),
      ),
      runs(40),
    )
  })

  test('taking a decision back restores what was decided before', () => {
    const decision = fc.constantFrom('approved', 'held', 'rejected')
    fc.assert(
      fc.property(company, fc.array(decision, { minLength: 1, maxLength: 4 }), (people, decisions) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          const state = (): unknown =>
            open(world).map((row) => [row.id, row.decision, row.approval, row.state])
          const steps = decisions.map((one, i) => {
            const before = state()
            const ids = open(world).flatMap((row) => (row.id % (i + 1) === 0 ? row.id : []))
            return { before, undo: ids.length === 0 ? '' : world.decide(one, { ids }).undo }
          })
          for (const { before, undo } of steps.reverse()) {
            if (undo !== '') world.undecide(undo)
            expect(state()).toEqual(before)
          }
        }),
      ),
      runs(30),
    )
  })

  test('the hash of the whole plan is the same for the same content and another for any other', () => {
    fc.assert(
      fc.property(company, fc.array(edits, { minLength: 2, maxLength: 4 }), (people, rounds) =>
        over(found(people), (world) => {
          const plans = new Map<string, string>()
          const hashes = new Map<string, string>()
          for (const round of [[], ...rounds]) {
            for (const one of round) apply(world, people, one)
            world.importAll()
            world.synchronize()
            const plan = JSON.stringify(open(world).map(content))
            const hash = planHash(world.db)
            expect(plans.get(hash) ?? plan).toBe(plan)
            expect(hashes.get(plan) ?? hash).toBe(hash)
            plans.set(hash, plan)
            hashes.set(plan, hash)
          }
        }),
      ),
      runs(60),
    )
  })

  test('the id of a change never comes back as another change', () => {
    fc.assert(
      fc.property(company, fc.array(edits, { minLength: 2, maxLength: 4 }), (people, rounds) =>
        over(found(people), (world) => {
          const seen = new Map<number, string>()
          for (const round of [[], ...rounds]) {
            for (const one of round) apply(world, people, one)
            world.importAll()
            world.synchronize()
            for (const row of open(world)) {
              expect(seen.get(row.id) ?? content(row)).toBe(content(row))
              seen.set(row.id, content(row))
            }
          }
        }),
      ),
      runs(60),
    )
  })

  test('the hash of a change is the same for the same content and another for any other', () => {
    const text = fc.option(fc.string({ maxLength: 4 }), { nil: null })
    const change = fc.record({
      system: fc.integer({ min: 1, max: 3 }),
      object: fc.integer({ min: 1, max: 3 }),
      operation: fc.constantFrom('add', 'update', 'move', 'disable', 'delete'),
      attribute: fc.constantFrom(undefined, 'mail', 'title'),
      old: text,
      next: text,
    })
    const hashOf = (one: { old: string | null; next: string | null; operation: string }): string =>
      changeHash(
        one as unknown as PlannedChange,
        one.old === null ? null : JSON.stringify(one.old),
        one.next === null ? null : JSON.stringify(one.next),
      ).toString('hex')
    fc.assert(
      fc.property(change, change, (a, b) => {
        expect(hashOf({ ...a })).toBe(hashOf(a))
        expect(hashOf(a) === hashOf(b)).toBe(
          JSON.stringify(Object.values(a)) === JSON.stringify(Object.values(b)),
        )
      }),
      runs(500),
    )
  })

  test('a rule that is taken away takes what it planned with it', () => {
    const rule = fc.constantFrom('Out to AD', 'Out to AD groups', 'Out to the app')
    fc.assert(
      fc.property(company, rule, (people, name) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          world.approve()
          const before = new Set(snapshot(world.db).changes.map((change) => JSON.stringify(change)))
          world.activate(World.configuration({ [name]: undefined }))
          world.synchronize('full')
          // What other rules planned stands, and so do the decisions on it.
          for (const change of snapshot(world.db).changes)
            if (before.has(JSON.stringify({ ...change, decision: 'approved' })))
              expect(change.decision).toBe('approved')
          expect(snapshot(world.db).changes.filter((change) => change.rule === name)).toEqual([])
          const unborn = world.db
            .prepare(`select * from cs_object o where anchor is null and observed is null and type <> '' and not exists
                      (select 1 from change c where c.object = o.id and c.operation = 'add' and c.state = 'planned')`)
            .all()
          expect(unborn).toEqual([])
        }),
      ),
      runs(30),
    )
  })
})

describe('writing', () => {
  test('what was written and not yet read back is not planned again', () => {
    fc.assert(
      fc.property(company, fc.boolean(), (people, full) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          world.approve()
          world.exportAll()
          const done = new Set(
            changes(world)
              .filter((row) => row.state === 'exported')
              .map((row) => JSON.stringify([row.object, row.operation, row.attribute, row.new])),
          )
          world.synchronize(full ? 'full' : 'delta')
          const again = open(world).filter(
            (row) =>
              row.state === 'planned' &&
              done.has(JSON.stringify([row.object, row.operation, row.attribute, row.new])),
          )
          expect(again).toEqual([])
        }),
      ),
      runs(40),
    )
  })

  test('reading back confirms every value, and names each one that is not as written', () => {
    fc.assert(
      fc.property(plainCompany, fc.nat({ max: 20 }), (people, which) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          world.approve()
          world.exportAll()
          const exported = changes(world).filter((row) => row.state === 'exported')
          const ad = exported.filter((row) => row.operation === 'update' && row.attribute === 'displayName')
          const victim = ad[which % Math.max(1, ad.length)]
          if (victim !== undefined) {
            const { anchor } = world.db
              .prepare('select anchor from cs_object where id = ?')
              .get(victim.object) as {
              anchor: string
            }
            for (const name of ['ad', 'app'] as const) {
              const object = world.systems[name].objects.get(anchor)
              if (object !== undefined) object.attributes.displayName = 'somebody else'
            }
          }
          world.confirm('ad')
          world.confirm('app')
          const states = new Map(changes(world).map((row) => [row.id, row.state]))
          for (const row of exported)
            expect(states.get(row.id)).toBe(row.id === victim?.id ? 'unconfirmed' : 'confirmed')
          const told = world.findings('exported-change-not-reimported')
          expect(told.map((finding) => finding.object)).toEqual(victim === undefined ? [] : [victim.object])
          if (victim !== undefined) expect(told[0]?.message).toContain('read as "somebody else"')
        }),
      ),
      runs(40),
    )
  })

  test('a crash between intent and result leaves nothing written twice', () => {
    fc.assert(
      fc.property(plainCompany, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (people, arrived) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          world.approve()
          const { ad } = world.systems
          const { requests: taken } = writeOperations.takeApproved(world.db, {
            system: world.id('ad'),
            phase: 'add',
            limit: 6,
            run: 900,
            referenceKey: 'dn',
            referencesInAdd: false,
            author: 'test',
            at: 900,
          })
          taken.forEach(({ request }, i) => {
            if (arrived[i]) ad.write(request)
          })
          // The program ends here. The next one asks what became of each.
          const doubtful = uncertainExports(world.db, { system: world.id('ad'), referenceKey: 'dn' })
          expect(new Set(doubtful)).toEqual(new Set(taken))
          for (const { request, changes: ids } of doubtful) {
            if (request.operation !== 'add') throw new Error('only adds were taken')
            const there = [...ad.objects].find(([, object]) => object.dn === request.dn)
            if (there === undefined) writeOperations.returnToPlan(world.db, { changes: ids })
            else
              writeOperations.recordOutcomes(world.db, {
                run: 901,
                session: null,
                author: 'test',
                at: 1,
                outcomes: [{ changes: ids, ok: true, anchor: there[0], dn: request.dn, recovered: true }],
              })
          }
          expect(world.exportAll().failed).toBe(0)
          const added = ad.writes
            .filter((request) => request.operation === 'add')
            .map((request) => request.id)
          expect(new Set(added).size).toBe(added.length)
        }),
      ),
      runs(25),
    )
  })

  test('the audit chain holds after anything that happened, and shows any row that was tampered with', () => {
    fc.assert(
      fc.property(
        company,
        edits,
        fc.nat(),
        fc.constantFrom(
          ['at', 12345],
          ['author', 'mallory'],
          ['event', 'nothing'],
          ['details', '{}'],
          ['hash', Buffer.alloc(32)],
          ['delete', 0],
        ),
        (people, happened, where, [column, value]) =>
          over(found(people), (world) => {
            world.cycle(1)
            for (const one of happened) apply(world, people, one)
            world.cycle(1)
            world.audit('nothing special')
            const whole = verifyAudit(world.db)
            expect(whole).toMatchObject({ ok: true, brokenAt: null })
            // The last row cut off is not seen by a chain: what follows it must exist.
            const id = 1 + (where % Math.max(1, whole.entries - 1))
            world.db.exec('drop trigger audit_no_update; drop trigger audit_no_delete')
            if (column === 'delete') world.db.prepare('delete from audit where id = ?').run(id)
            else world.db.prepare(`update audit set ${column} = ? where id = ?`).run(value, id)
            const broken = verifyAudit(world.db)
            expect(broken.ok).toBe(false)
            expect(broken.brokenAt).toBe(column === 'delete' ? id + 1 : id)
          }),
      ),
      runs(40),
    )
  })
})
