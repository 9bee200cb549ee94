import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

beforeEach(() => {
  world = new World()
})
afterEach(() => {
  world.close()
})

function withRules(overrides: RuleOverrides): void {
  world.close()
  world = new World(peopleConfiguration(overrides))
}

const employee = (id: string, attributes: Record<string, string> = {}): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: { id, first: 'Anna', last: id, dept: 'IT', status: 'Active', kind: 'Normal', ...attributes },
  })

const contractor = (anchor: string, empId: string): void =>
  world.systems.contractors.put(anchor, {
    type: 'contractor',
    attributes: { empId, first: 'Con', last: anchor, dept: 'Legal', status: 'Active' },
  })

const account = (anchor: string, attributes: Record<string, string> = {}): void =>
  world.systems.ad.put(anchor, {
    type: 'user',
    dn: `CN=${anchor},DC=t`,
    attributes: { sAMAccountName: anchor, userAccountControl: 512, ...attributes },
  })

function go(mode: 'full' | 'delta' = 'delta'): void {
  world.importAll()
  world.synchronize(mode)
}

/** The identity that was made of an object or has it, by the object's anchor. */
const identityOf = (anchor: string): number | undefined =>
  world.db
    .prepare<unknown[], { mv: number }>(
      'select c.mv from cs_connection c join cs_object o on o.id = c.object where o.anchor = ?',
    )
    .get(anchor)?.mv

const identity = (anchor: string): number => {
  const id = identityOf(anchor)
  if (id === undefined) throw new Error(`${anchor} is linked to nobody`)
  return id
}

const stateOf = (anchor: string): string | undefined =>
  world.db
    .prepare<unknown[], { state: string }>(
      'select d.state from cs_disconnector d join cs_object o on o.id = d.object where o.anchor = ?',
    )
    .get(anchor)?.state

/** Pending changes: `add ad`, or `ad:old department`. */
const planned = (): string[] =>
  snapshot(world.db)
    .changes.map(({ object, operation, attribute }) => `${operation} ${object} ${attribute ?? ''}`.trim())
    .sort()

const codes = (): string[] => world.findings().map((finding) => finding.code)

/** Nothing of what was decided depends on when it is looked at: a full synchronization changes nothing. */
function expectSettled(): void {
  const before = snapshot(world.db)
  world.synchronize('delta')
  expect(snapshot(world.db)).toEqual(before)
  world.synchronize('full')
  expect(snapshot(world.db)).toEqual(before)
}

afterEach(() => {
  // Each case ends settled, whatever it was about. The world is closed by the hook before this one, which runs after it.
  expectSettled()
})

describe('an account that matches several people', () => {
  beforeEach(() => {
    employee('E1', { mail: 'shared@t' })
    employee('E2', { mail: 'shared@t' })
    account('old', { mail: 'shared@t' })
    go()
    expect(stateOf('old')).toBe('ambiguous')
    expect(codes()).toEqual(['ambiguous-join'])
    expect(planned().filter((change) => change.includes('ad/'))).toEqual([])
  })

  test('is joined to the one a person chooses, and the other gets an account', () => {
    world.decideJoin('ad', 'old', identity('E2'))
    world.synchronize()
    expect(identityOf('old')).toBe(identityOf('E2'))
    expect(codes()).toEqual([])
    expect(planned()).toContain('update ad/old employeeID')
    expect(planned()).toContain('add ad/new user of hr/E1')
    expect(planned()).not.toContain('add ad/new user of hr/E2')
  })

  test('is nobody’s when a person says so, and both get accounts', () => {
    world.decideJoin('ad', 'old', 'disconnect')
    world.synchronize()
    expect(stateOf('old')).toBe('explicit')
    expect(codes()).toEqual([])
    expect(planned()).toContain('add ad/new user of hr/E1')
    expect(planned()).toContain('add ad/new user of hr/E2')
  })

  test('waits again when the decision is withdrawn', () => {
    for (const decision of [identity('E1'), 'disconnect'] as const) {
      const undecided = snapshot(world.db)
      world.decideJoin('ad', 'old', decision)
      world.synchronize()
      expect(stateOf('old')).not.toBe('ambiguous')
      world.withdrawJoin('ad', 'old')
      world.synchronize()
      expect(snapshot(world.db)).toEqual(undecided)
    }
  })

  test('stays decided when the values change, and when it goes and comes back', () => {
    world.decideJoin('ad', 'old', identity('E2'))
    world.synchronize()
    account('old', { mail: 'other@t' })
    go()
    expect(identityOf('old')).toBe(identityOf('E2'))
    world.systems.ad.remove('old')
    go()
    expect(identityOf('old')).toBeUndefined()
    expect(planned()).toContain('add ad/new user of hr/E2')
    account('old')
    go()
    expect(identityOf('old')).toBe(identityOf('E2'))
    expect(planned()).not.toContain('add ad/new user of hr/E2')
  })

  test('stays nobody’s when it goes and comes back', () => {
    world.decideJoin('ad', 'old', 'disconnect')
    world.synchronize()
    world.systems.ad.remove('old')
    go()
    account('old', { employeeID: 'E1' })
    go()
    expect(stateOf('old')).toBe('explicit')
  })

  test('cannot be made a new identity where no rule makes any of it', () => {
    expect(() => world.decideJoin('ad', 'old', 'project')).toThrow(
      'no rule makes new identities of user in AD',
    )
  })

  test('the decision ends with the identity, and a person is told', () => {
    world.decideJoin('ad', 'old', identity('E2'))
    world.synchronize()
    world.systems.hr.remove('E2')
    world.systems.ad.remove('old')
    go()
    expect(codes()).toEqual(['join-decision-ended'])
    account('old', { mail: 'shared@t' })
    go()
    // Of the two only one is left: the rules have the say.
    expect(identityOf('old')).toBe(identityOf('E1'))
    expect(() => world.withdrawJoin('ad', 'old')).toThrow('nothing is decided over old')
  })
})

describe('an account that the rules gave to somebody', () => {
  beforeEach(() => {
    employee('E1')
    employee('E2')
    account('one', { employeeID: 'E1' })
    go()
    expect(identityOf('one')).toBe(identity('E1'))
  })

  test('is moved to another person in one decision', () => {
    world.decideJoin('ad', 'one', identity('E2'))
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E2'))
    expect(planned()).toContain('update ad/one employeeID')
    expect(planned()).toContain('add ad/new user of hr/E1')
    world.withdrawJoin('ad', 'one')
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E1'))
    expect(planned()).toContain('add ad/new user of hr/E2')
  })

  test('what was approved for it as one person’s is not approved as another’s', () => {
    world.approve()
    world.decideJoin('ad', 'one', identity('E2'))
    world.synchronize()
    const decisions = snapshot(world.db).changes.filter((change) => change.object === 'ad/one')
    expect(decisions.length).toBeGreaterThan(0)
    expect(new Set(decisions.map((change) => change.decision))).toEqual(new Set(['undecided']))
  })

  test('is let go, and stays let go', () => {
    world.decideJoin('ad', 'one', 'disconnect')
    world.synchronize()
    expect(stateOf('one')).toBe('explicit')
    expect(planned()).toContain('add ad/new user of hr/E1')
    world.withdrawJoin('ad', 'one')
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E1'))
  })

  test('stays with the person although no rule has it in scope', () => {
    world.decideJoin('ad', 'one', identity('E1'))
    account('one', { sAMAccountName: 'svc-one', employeeID: 'E1' })
    go()
    expect(identityOf('one')).toBe(identity('E1'))
    world.withdrawJoin('ad', 'one')
    world.synchronize()
    expect(stateOf('one')).toBe('filtered')
  })

  test('cannot be given to somebody who has one, until that one is decided to go', () => {
    account('two', { employeeID: 'E2' })
    go()
    const [first, second] = [identity('E1'), identity('E2')]
    expect(() => world.decideJoin('ad', 'one', second)).toThrow('already has an account in AD: two')
    // Two accounts change places: one steps aside first.
    world.decideJoin('ad', 'two', 'disconnect')
    world.decideJoin('ad', 'one', second)
    world.decideJoin('ad', 'two', first)
    world.synchronize()
    expect([identityOf('one'), identityOf('two')]).toEqual([second, first])
    expect(codes()).toEqual([])
  })

  test('a decision of which another account has taken the place is told to a person', () => {
    world.decideJoin('ad', 'one', identity('E1'))
    world.systems.ad.remove('one')
    go()
    account('two', { employeeID: 'E1' })
    go()
    expect(identityOf('two')).toBe(identity('E1'))
    account('one')
    go()
    expect(stateOf('one')).toBe('ambiguous')
    // That its employeeID was changed in the directory is told as well.
    expect(codes()).toEqual(['drift', 'join-decision-blocked'])
    world.decideJoin('ad', 'two', 'disconnect')
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E1'))
    expect(codes()).toEqual([])
  })

  test('a group cannot be a person', () => {
    world.systems.ad.put('g', { type: 'group', dn: 'CN=g,DC=t', attributes: { cn: 'g' } })
    go()
    expect(() => world.decideJoin('ad', 'g', identity('E1'))).toThrow(
      'no rule connects group in AD with person',
    )
    expect(() => world.decideJoin('ad', 'nothing', 'disconnect')).toThrow('there is no object nothing')
    expect(() => world.decideJoin('ad', 'g', 999)).toThrow('there is no identity 999')
  })
})

describe('an account out of every scope', () => {
  test('is joined by decision, and let go when that is withdrawn', () => {
    employee('E1')
    account('svc-1')
    go()
    expect(stateOf('svc-1')).toBe('filtered')
    world.decideJoin('ad', 'svc-1', identity('E1'))
    world.synchronize()
    expect(identityOf('svc-1')).toBe(identity('E1'))
    expect(planned()).not.toContain('add ad/new user of hr/E1')
    world.withdrawJoin('ad', 'svc-1')
    world.synchronize()
    expect(stateOf('svc-1')).toBe('filtered')
    expect(planned()).toContain('add ad/new user of hr/E1')
  })
})

describe('accounts that are found from the person’s side only', () => {
  const inApp = (name: string): void =>
    world.systems.app.put(name, { type: 'account', attributes: { userName: name, externalId: 'E1' } })

  beforeEach(() => {
    employee('E1')
    inApp('one')
    inApp('two')
    go()
    expect(codes()).toEqual(['ambiguous-account'])
  })

  test('one is chosen', () => {
    world.decideJoin('app', 'two', identity('E1'))
    world.synchronize()
    expect(identityOf('two')).toBe(identity('E1'))
    expect(stateOf('one')).toBe('unmatched')
    expect(codes()).toEqual([])
    world.withdrawJoin('app', 'two')
    world.synchronize()
    expect(codes()).toEqual(['ambiguous-account'])
  })

  test('one is ruled out, and the other is the one', () => {
    world.decideJoin('app', 'two', 'disconnect')
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E1'))
    expect(codes()).toEqual([])
  })

  test('both are ruled out, and the person gets a third', () => {
    world.decideJoin('app', 'two', 'disconnect')
    world.decideJoin('app', 'one', 'disconnect')
    world.synchronize()
    expect(planned()).toContain('add app/new account of hr/E1')
  })
})

describe('a new person', () => {
  test('although the rules see one that is there, until that is withdrawn', () => {
    employee('E1')
    contractor('C1', 'E1')
    go()
    expect(identityOf('C1')).toBe(identity('E1'))
    world.decideJoin('contractors', 'C1', 'project')
    world.synchronize()
    expect(identityOf('C1')).not.toBe(identity('E1'))
    const own = identityOf('C1')
    world.synchronize('full')
    expect(identityOf('C1')).toBe(own)
    world.withdrawJoin('contractors', 'C1')
    world.synchronize()
    expect(identityOf('C1')).toBe(identity('E1'))
  })

  test('stays the same when the rules would make it too', () => {
    employee('E1')
    contractor('C1', 'E1')
    go()
    world.decideJoin('contractors', 'C1', 'project')
    world.synchronize()
    const own = identity('C1')
    contractor('C1', 'E7')
    go()
    world.withdrawJoin('contractors', 'C1')
    world.synchronize()
    expect(identity('C1')).toBe(own)
  })

  test('is told to a person when no rule makes any of it by now', () => {
    employee('E1')
    contractor('C1', 'E1')
    go()
    world.decideJoin('contractors', 'C1', 'project')
    world.activate(peopleConfiguration({ 'In from contractors': { link: 'join' } }))
    world.synchronize('full')
    expect(codes()).toEqual(['join-decision-blocked'])
  })
})

describe('accounts that a rule lets go', () => {
  beforeEach(() => {
    withRules({ 'Out to AD': { leave: 'disconnect' } })
    employee('E1')
    account('one', { employeeID: 'E1' })
    go()
  })

  const leaves = (): void => {
    employee('E1', { status: 'Left' })
    go()
  }

  test('are explicit disconnectors as before, until a person hands them back', () => {
    leaves()
    expect(stateOf('one')).toBe('explicit')
    employee('E1')
    go()
    expect(stateOf('one')).toBe('explicit')
    world.withdrawJoin('ad', 'one')
    world.synchronize()
    expect(identityOf('one')).toBe(identity('E1'))
  })

  test('stay where a person has decided whose they are', () => {
    world.decideJoin('ad', 'one', identity('E1'))
    leaves()
    expect(identityOf('one')).toBe(identity('E1'))
  })
})

test('an account that would join by its values does not take the place of one that was decided to come', () => {
  for (const order of [
    ['a', 'z'],
    ['z', 'a'],
  ] as const) {
    world.close()
    world = new World()
    const [decided, other] = order
    employee('E1')
    account(decided)
    go()
    world.decideJoin('ad', decided, identity('E1'))
    account(other, { employeeID: 'E1' })
    go()
    expect(identityOf(decided)).toBe(identity('E1'))
    expect(stateOf(other)).toBe('ambiguous')
  }
})

test('a decision and its withdrawal are in the audit, with whom and what', () => {
  employee('E1')
  account('one')
  go()
  world.decideJoin('ad', 'one', identity('E1'))
  world.withdrawJoin('ad', 'one')
  const events = world.db
    .prepare<unknown[], { event: string; details: string; author: string }>(
      `select event, details, author from audit where event like 'join-%' order by id`,
    )
    .all()
  const told = { system: 'ad', anchor: 'one', object: 'one', decision: 'join', identityName: 'Anna E1' }
  expect(events.map(({ event, author }) => [event, author])).toEqual([
    ['join-decision', 'test'],
    ['join-decision-withdrawn', 'test'],
  ])
  for (const { details } of events) expect(JSON.parse(details)).toMatchObject(told)
  go()
})
