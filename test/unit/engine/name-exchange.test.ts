import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { wasWritten } from '../../../main/jobs/recover-writes.ts'
import { uncertainExports } from '../../../main/store/export.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from './arbitraries.ts'
import { runs } from './runs.ts'

/** Names follow HR: the DN by the full name, the sign-in name by what HR calls it. */
const configuration = peopleConfiguration({
  'In from HR': {
    flows: [
      { to: 'employeeID', from: 'id' },
      { to: 'displayName', from: 'name' },
      { to: 'login', from: 'login' },
      { to: 'department', from: 'dept' },
      { to: 'status', from: 'status' },
    ],
  },
  'In from AD': { flows: [{ to: 'accountName', from: 'sAMAccountName' }], join: [] },
  'Out to AD': {
    leave: 'delete',
    flows: [
      {
        to: 'dn',
        expression:
          'Join("", EscapeDNComponent(Append("CN=", [displayName])), ",OU=", [department], ",DC=t")',
      },
      { to: 'sAMAccountName', from: 'login' },
      { to: 'employeeID', from: 'employeeID' },
      { to: 'userAccountControl', constant: 512, once: true },
    ],
  },
  'Out to the app': undefined,
})

/** What somebody is called: full name, department, sign-in name. */
interface Called {
  readonly name: string
  readonly dept: string
  readonly login: string
}

let world: World

afterEach(() => world.close())

function call(people: readonly Called[], of = world): void {
  people.forEach(({ name, dept, login }, i) => {
    of.systems.hr.put(`E${i}`, {
      type: 'employee',
      attributes: { id: `E${i}`, name, dept, login, status: 'Active', kind: 'Normal' },
    })
  })
}

const named = (...names: string[]): Called[] =>
  names.map((name) => ({ name, dept: 'IT', login: name.toLowerCase() }))

/** What the directory calls each, in the order of HR. */
const inDirectory = (of = world): Called[] =>
  [...of.systems.ad.objects.values()]
    .sort((a, b) => (String(a.attributes.employeeID) < String(b.attributes.employeeID) ? -1 : 1))
    .map(({ dn = '', attributes }) => {
      const [, name = '', dept = ''] = /^CN=([^,]+),OU=([^,]+),/.exec(dn) ?? []
      return { name, dept, login: String(attributes.sAMAccountName) }
    })

function plan(of = world): void {
  of.import('hr')
  of.synchronize()
}

const asideEvents = (of = world): { names: { attribute: string; was: string; aside: string }[] }[] =>
  of.db
    .prepare<unknown[], { details: string }>(
      `select details from audit where event = 'stepped-aside' order by id`,
    )
    .all()
    .map(({ details }) => JSON.parse(details))

const backEvents = (of = world): { attribute: string; was: string; now: string }[] =>
  of.db
    .prepare<unknown[], { attribute: string; was: string; now: string }>(
      `select details ->> '$.attribute' as attribute, details ->> '$.was' as was, details ->> '$.now' as now
       from audit where event = 'stepped-back' order by id`,
    )
    .all()

const open = (of = world): unknown[] =>
  of.db
    .prepare(
      `select operation, attribute, old, new, decision from change where state in ('planned', 'failed', 'exporting') order by object, operation, attribute`,
    )
    .all()

function company(people: readonly Called[]): void {
  world = new World(configuration)
  call(people)
  world.cycle()
  expect(inDirectory()).toEqual(people)
}

/** Everything approved is written and read back, and nothing is left to plan. */
function written(people: readonly Called[], of = world): void {
  expect(of.export('ad').failed).toBe(0)
  expect(inDirectory(of)).toEqual(people)
  expect(of.confirm('ad').unconfirmed).toBe(0)
  of.synchronize()
  expect(open(of)).toEqual([])
  of.import('ad')
  of.synchronize('full')
  expect(open(of)).toEqual([])
  expect(of.drift()).toEqual([])
  expect(of.db.prepare('select * from step_aside').all()).toEqual([])
}

describe('names that are exchanged', () => {
  test('by two: one steps aside for a moment, and the audit says so', () => {
    company(named('Anna', 'Ben'))
    call(named('Ben', 'Anna'))
    plan()
    expect(world.approve()).toBe(4)
    written(named('Ben', 'Anna'))
    const [event, ...more] = asideEvents()
    expect(more).toEqual([])
    expect(event?.names).toEqual([
      {
        attribute: 'dn',
        was: 'CN=Anna,OU=IT,DC=t',
        aside: expect.stringMatching(/^CN=joinery-\d+,OU=IT,DC=t$/),
      },
      { attribute: 'sAMAccountName', was: 'anna', aside: expect.stringMatching(/^joinery-\d+$/) },
    ])
  })

  test('by three in a ring: one steps aside, and the others follow', () => {
    company(named('Anna', 'Ben', 'Cleo'))
    call(named('Ben', 'Cleo', 'Anna'))
    plan()
    world.approve()
    written(named('Ben', 'Cleo', 'Anna'))
    expect(asideEvents()).toHaveLength(1)
  })

  test('by two, of whom one also moves: the name is another one elsewhere', () => {
    company([
      { name: 'Anna', dept: 'IT', login: 'a' },
      { name: 'Anna', dept: 'Sales', login: 'b' },
    ])
    const after = [
      { name: 'Anna', dept: 'Sales', login: 'a' },
      { name: 'Anna', dept: 'IT', login: 'b' },
    ]
    call(after)
    plan()
    world.approve()
    written(after)
    expect(asideEvents()).toHaveLength(1)
  })

  test('in a row: whoever follows waits, and nobody steps aside', () => {
    company(named('Anna', 'Ben', 'Cleo', 'Dana', 'Emil'))
    call(named('Ben', 'Cleo', 'Dana', 'Emil', 'Free'))
    plan()
    world.approve()
    written(named('Ben', 'Cleo', 'Dana', 'Emil', 'Free'))
    expect(asideEvents()).toEqual([])
  })

  test('sign-in names alone, whatever their case', () => {
    company(named('Anna', 'Ben'))
    const after = [
      { name: 'Anna', dept: 'IT', login: 'BEN' },
      { name: 'Ben', dept: 'IT', login: 'Anna' },
    ]
    call(after)
    plan()
    world.approve()
    written(after)
    expect(asideEvents().flatMap(({ names }) => names.map(({ attribute }) => attribute))).toEqual([
      'sAMAccountName',
    ])
  })

  test('one gets the name of somebody who is deleted in the same session, while two others exchange theirs', () => {
    company(named('Anna', 'Ben', 'Cleo', 'Dana'))
    call(named('Anna', 'Anna', 'Dana', 'Cleo'))
    world.systems.hr.put('E0', {
      type: 'employee',
      attributes: { id: 'E0', name: 'Anna', dept: 'IT', login: 'anna', status: 'Left', kind: 'Normal' },
    })
    plan()
    world.approve()
    written(named('Anna', 'Dana', 'Cleo'))
    expect(asideEvents()).toHaveLength(1)
    expect(world.findings('export-failed')).toEqual([])
  })

  test('one may be waiting for somebody to be deleted and for another one at once', () => {
    company(named('Anna', 'Ben', 'Cleo'))
    // Ben gets the name of Anna, who is deleted, and the sign-in name of Cleo, who gets his.
    const after = [
      { name: 'Anna', dept: 'IT', login: 'cleo' },
      { name: 'Cleo', dept: 'IT', login: 'ben' },
    ]
    call([{ name: 'Anna', dept: 'IT', login: 'anna' }, ...after])
    world.systems.hr.put('E0', {
      type: 'employee',
      attributes: { id: 'E0', name: 'Anna', dept: 'IT', login: 'anna', status: 'Left', kind: 'Normal' },
    })
    plan()
    world.approve()
    written(after)
  })

  test('are not, where only one of the two is approved: the system says who has the name', () => {
    company(named('Anna', 'Ben'))
    call(named('Ben', 'Anna'))
    plan()
    const [first] = world.db.prepare(`select id from change where operation = 'move' order by id`).all() as {
      id: number
    }[]
    world.approve({ ids: [first?.id as number] })
    expect(world.export('ad').failed).toBe(1)
    expect(inDirectory()).toEqual(named('Anna', 'Ben'))
    expect(world.findings('export-failed').map(({ message }) => message)).toEqual([
      'Ben: move was not written: CN=Ben,OU=IT,DC=t exists',
    ])
  })
})

/** Approves everything, then takes back what one person's change of one kind is. */
function approveBut(person: string, operation: 'move' | 'update'): void {
  world.approve()
  const [row] = world.db
    .prepare<unknown[], { id: number }>('select id from change where name = ? and operation = ?')
    .all(person, operation)
  writeOperations.decide(world.db, {
    selection: { ids: [row?.id as number] },
    decision: 'rejected',
    reason: undefined,
    author: 'test',
    at: 1,
  })
}

describe('nobody keeps a name that was meant for a moment', () => {
  test('when a sign-in name of the circle is rejected, the places are exchanged all the same', () => {
    for (const person of ['Anna', 'Ben']) {
      company(named('Anna', 'Ben'))
      call(named('Ben', 'Anna'))
      plan()
      approveBut(person, 'update')
      expect(world.export('ad')).toEqual({ exported: 2, failed: 1 })
      expect(inDirectory()).toEqual([
        { name: 'Ben', dept: 'IT', login: 'anna' },
        { name: 'Anna', dept: 'IT', login: 'ben' },
      ])
      expect(world.db.prepare('select * from step_aside').all()).toEqual([])
      expect(world.findings('export-failed')).toHaveLength(1)
      world.close()
    }
    company(named('Anna'))
  })

  test('whoever can have its new name at once does not step aside for another one', () => {
    // Anna wants Ben's place, Ben her sign-in name; her own new sign-in name is free.
    company(named('Anna', 'Ben'))
    const after = [
      { name: 'Ben', dept: 'IT', login: 'new' },
      { name: 'Cleo', dept: 'IT', login: 'anna' },
    ]
    call(after)
    plan()
    world.approve()
    written(after)
    expect(asideEvents()).toEqual([])
  })

  test('when the other is refused, the name of before is given back, and the audit says so', () => {
    company(named('Anna', 'Ben'))
    call(named('Ben', 'Anna'))
    plan()
    world.approve()
    const anchor = [...world.systems.ad.objects].find(([, { dn }]) => dn === 'CN=Ben,OU=IT,DC=t')?.[0]
    world.systems.ad.refuse = (request) =>
      request.operation === 'update' && request.anchor === anchor ? 'insufficient rights' : undefined
    expect(world.export('ad').exported).toBe(0)
    expect(inDirectory()).toEqual(named('Anna', 'Ben'))
    expect(world.db.prepare('select * from step_aside').all()).toEqual([])
    expect(backEvents()).toEqual([
      { attribute: 'dn', was: expect.stringMatching(/^CN=joinery-\d+,/), now: 'CN=Anna,OU=IT,DC=t' },
      { attribute: 'sAMAccountName', was: expect.stringMatching(/^joinery-\d+$/), now: 'anna' },
    ])
    // Nothing is left of it: what is approved anew is written, and nothing was changed outside.
    world.systems.ad.refuse = undefined
    world.confirm('ad')
    world.import('ad')
    world.synchronize('full')
    expect(world.drift()).toEqual([])
    world.approve()
    written(named('Ben', 'Anna'))
  })

  test('when its old name has gone to another by then, it is said, with what to do', () => {
    company(named('Anna', 'Ben', 'Cleo'))
    call(named('Ben', 'Cleo', 'Anna'))
    plan()
    world.approve()
    const anchor = [...world.systems.ad.objects].find(([, { dn }]) => dn === 'CN=Ben,OU=IT,DC=t')?.[0]
    world.systems.ad.refuse = (request) =>
      request.operation === 'update' && request.anchor === anchor ? 'insufficient rights' : undefined
    world.export('ad')
    expect(inDirectory().map(({ name }) => name)).toEqual([expect.stringMatching(/^joinery-/), 'Ben', 'Anna'])
    expect(world.findings('name-set-aside').map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^Ben: made way .* is called CN=joinery-\d+,OU=IT,DC=t instead of CN=Anna,OU=IT,DC=t/,
      ),
      expect.stringMatching(/did not get its new sAMAccountName/),
    ])
    world.systems.ad.refuse = undefined
    world.synchronize()
    world.approve()
    written(named('Ben', 'Cleo', 'Anna'))
    expect(world.findings('name-set-aside')).toEqual([])
  })
})

/** Takes what is next, as the export does, and has some of it arrive before the program ends. */
function dieAfter(of: World, writes: number): void {
  for (let left = writes; ; ) {
    const { requests } = writeOperations.takeApproved(of.db, {
      system: of.id('ad'),
      phase: 'update',
      limit: 3,
      run: 900,
      referencesInAdd: false,
      author: 'test',
      at: 900,
      referenceKey: 'dn',
    })
    if (requests.length === 0) return
    for (const { request, changes, aside } of requests) {
      // The last one arrives, and the program ends before it has noted that.
      const answer = of.systems.ad.write(request)
      if (!answer.ok) throw new Error(answer.message)
      if (left-- <= 0) return
      writeOperations.recordOutcomes(of.db, {
        run: 900,
        session: null,
        author: 'test',
        at: 1,
        outcomes: [{ changes, ok: true, anchor: answer.anchor, dn: answer.dn, aside }],
      })
    }
  }
}

/** What the next export does first: it asks what became of each write that is in doubt. */
function recover(of: World): void {
  for (const { request, changes, aside } of uncertainExports(of.db, {
    system: of.id('ad'),
    referenceKey: 'dn',
  })) {
    const anchor = request.operation === 'add' ? '' : request.anchor
    const found = of.systems.ad.item(anchor)
    if (wasWritten(request, found))
      writeOperations.recordOutcomes(of.db, {
        run: 901,
        session: null,
        author: 'test',
        at: 1,
        outcomes: [{ changes, ok: true, anchor, dn: found?.dn, recovered: true, aside }],
      })
    else writeOperations.returnToPlan(of.db, { changes, aside })
  }
}

describe('a program that ends in the midst of an exchange', () => {
  const before = named('Anna', 'Ben', 'Cleo')
  const after = named('Ben', 'Cleo', 'Anna')

  test.each([0, 1, 2, 3])('goes on where it was after %s writes, by an export alone', (writes) => {
    company(before)
    call(after)
    plan()
    world.approve()
    dieAfter(world, writes)
    recover(world)
    written(after)
  })

  test.each([0, 1, 2])('keeps the approvals when %s writes are followed by an import first', (writes) => {
    company(before)
    call(after)
    plan()
    world.approve()
    dieAfter(world, writes)
    world.import('ad')
    world.synchronize(writes === 1 ? 'full' : 'delta')
    expect(world.drift()).toEqual([])
    for (const row of open() as { decision: string }[]) expect(row.decision).toBe('approved')
    recover(world)
    written(after)
  })

  test('brings somebody home whose new name is not wanted any more', () => {
    company(named('Anna', 'Ben'))
    call(named('Ben', 'Anna'))
    plan()
    world.approve()
    dieAfter(world, 0)
    recover(world)
    call(named('Anna', 'Ben'))
    plan()
    expect(open()).toEqual([
      expect.objectContaining({ operation: 'move', new: '"CN=Anna,OU=IT,DC=t"', decision: 'undecided' }),
      expect.objectContaining({ operation: 'update', new: '"anna"', decision: 'undecided' }),
    ])
    world.approve()
    written(named('Anna', 'Ben'))
  })
})

test('any exchange of names is written at once, and as it was approved', () => {
  const people = Array.from({ length: 6 }, (_, i) => ({ name: `N${i}`, dept: 'IT', login: `l${i}` }))
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 })
  const depts = fc.array(fc.constantFrom('IT', 'IT', 'Sales'), { minLength: 6, maxLength: 6 })
  world = new World(configuration)
  fc.assert(
    fc.property(order, order, depts, fc.option(fc.nat(8)), (names, logins, where, dies) =>
      over(new World(configuration), (of) => {
        call(people, of)
        of.cycle()
        const after = people.map((_, i) => ({
          name: `N${names[i]}`,
          dept: where[i] as string,
          login: `l${logins[i]}`,
        }))
        call(after, of)
        plan(of)
        of.approve()
        const approved = of.db
          .prepare(`select hex(hash) as hash from change where state = 'planned' order by 1`)
          .all()
        if (dies !== null) {
          dieAfter(of, dies)
          recover(of)
        }
        written(after, of)
        const done = of.db
          .prepare(
            `select hex(hash) as hash from change where state = 'confirmed' and operation <> 'add' order by 1`,
          )
          .all()
        expect(done).toEqual(approved)
      }),
    ),
    runs(60),
  )
})
