import { describe, expect, test } from 'vitest'
import { policySchema } from '../../../main/config/policy-schema.ts'
import { workspaceSchema } from '../../../main/config/workspace-schema.ts'
import { writeOperations } from '../../../main/store/operations.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from '../engine/arbitraries.ts'

interface Row {
  id: number
  attribute: string | null
  operation: string
  decision: string
  approval: number | null
  protected: string | null
  two_people: string | null
  returned: string | null
}

const plan = (world: World): Row[] =>
  world.db
    .prepare<unknown[], Row>(
      `select * from change where system = ? and state in ('planned', 'failed') order by id`,
    )
    .all(world.id('ad'))
const row = (world: World, attribute: string): Row =>
  plan(world).find((one) => one.attribute === attribute) as Row

let clock = 1000
const at = (author: string) => ({ author, at: clock++ })
const approve = (world: World, author: string) =>
  writeOperations.decide(world.db, {
    selection: { filter: { decisions: ['undecided'] } },
    decision: 'approved',
    reason: undefined,
    ...at(author),
  })

/** With these policies from now on; protections are those of a new workspace unless they are given. */
function activate(world: World, policies: readonly object[], protections: object = {}): void {
  const configuration = peopleConfiguration()
  writeOperations.activate(world.db, {
    configuration: {
      ...configuration,
      workspace: workspaceSchema.parse({ ...configuration.workspace, protections }),
      policies: policies.map((one, i) => policySchema.parse({ name: `P${i + 1}`, ...one })),
    },
    ownAccounts: { ad: 'CORP\\sync' },
    ...at('config'),
  })
}

/** What the job does after each synchronization. */
function synchronize(world: World): number {
  world.synchronize()
  return writeOperations.applyPolicies(world.db, at('tester')).approved
}

/** The directory says what is privileged in it, as Active Directory does. */
function withMarks(world: World): void {
  const { schema } = world.systems.ad
  const privileged = [
    { attribute: 'adminCount', matches: '^1$', reason: 'adminCount is 1' },
    { attribute: 'cn', matches: '^Domain Admins$', reason: 'it rules the domain' },
  ]
  writeOperations.saveSchema(world.db, {
    system: world.id('ad'),
    schema: { types: schema.types.map((type) => ({ ...type, privileged })) },
  })
}

const employee = (world: World, phone = '1') =>
  world.systems.hr.put('E1', {
    type: 'employee',
    attributes: { id: 'E1', first: 'Anna', last: 'Nowak', dept: 'IT', phone, status: 'Active', kind: 'N' },
  })
const account = (world: World, more: Record<string, string | number> = {}) =>
  world.systems.ad.put('S-1', {
    type: 'user',
    dn: 'CN=Anna Nowak,OU=IT,DC=t',
    attributes: {
      sAMAccountName: 'anowak',
      employeeID: 'E1',
      displayName: 'Anna Nowak',
      department: 'Sales',
      telephoneNumber: '9',
      userAccountControl: 512,
      ...more,
    },
  })

/** Anna's department and telephone number are to be changed in the directory. */
function planned(policies: readonly object[] = [], more: Record<string, string | number> = {}): World {
  const world = new World()
  activate(world, policies)
  withMarks(world)
  employee(world)
  account(world, more)
  world.importAll()
  synchronize(world)
  expect(plan(world).map(({ attribute }) => attribute)).toEqual(['department', 'telephoneNumber'])
  return world
}

describe('a protected change', () => {
  const department = { effect: 'protect', systems: ['ad'], attributes: ['department'] }

  test('stands in the plan with its reason, is held, and nobody approves it', () => {
    over(planned([department]), (world) => {
      const { id } = row(world, 'department')
      expect(row(world, 'department')).toMatchObject({ decision: 'held', protected: 'policy "P1"' })
      expect(approve(world, 'anna')).toMatchObject({ protected: 0 })
      const selection = { ids: [id] }
      for (const decision of ['approved', 'undecided'] as const)
        expect(
          writeOperations.decide(world.db, { selection, decision, reason: undefined, ...at('anna') }),
        ).toEqual({ changed: 0, undo: '', waiting: 0, protected: 1 })
      world.export('ad')
      expect(world.systems.ad.objects.get('S-1')?.attributes).toMatchObject({
        department: 'Sales',
        telephoneNumber: '1',
      })
      // To say no to it is always possible.
      expect(world.decide('rejected', selection)).toMatchObject({ changed: 1 })
    })
  })

  test('that was approved before the policy came goes back and is in the audit; without the policy it is open again', () => {
    over(planned(), (world) => {
      approve(world, 'anna')
      activate(world, [department])
      synchronize(world)
      expect(row(world, 'department')).toMatchObject({
        decision: 'held',
        approval: null,
        returned: 'it is protected: policy "P1"',
      })
      expect(row(world, 'telephoneNumber')).toMatchObject({ decision: 'approved', protected: null })
      const told = world.db.prepare(`select count(*) as n from audit where event = 'approval-returned'`).get()
      expect(told).toEqual({ n: 1 })
      activate(world, [])
      synchronize(world)
      expect(row(world, 'department')).toMatchObject({
        decision: 'undecided',
        protected: null,
        returned: null,
      })
      const audit = world.db
        .prepare<unknown[], { details: string }>(
          `select details from audit where event = 'configuration-activated' order by id desc limit 1`,
        )
        .get()
      expect(JSON.parse(audit?.details ?? '')).toMatchObject({ policiesRemoved: ['P1'] })
    })
  })

  test('needs no full synchronization: policies decide over what is planned, not about it', () => {
    over(planned(), (world) => {
      const due = () =>
        world.db.prepare(`select value from setting where name = 'full-synchronization-due'`).get()
      expect(due()).toBeUndefined()
      activate(world, [department], { privileged: false })
      expect(due()).toBeUndefined()
      world.activate(World.configuration({ 'Out to AD': { leave: 'keep' } }))
      expect(due()).toBeDefined()
    })
  })
})

describe('privileged objects', () => {
  test('are protected by what their system says of them', () => {
    over(planned([], { adminCount: 1 }), (world) => {
      expect(plan(world).map((one) => [one.decision, one.protected])).toEqual([
        ['held', 'adminCount is 1'],
        ['held', 'adminCount is 1'],
      ])
    })
  })

  test('and so are members of privileged groups, and of groups in them', () => {
    const world = new World()
    activate(world, [])
    withMarks(world)
    employee(world)
    account(world)
    const group = (anchor: string, cn: string, member: string[]) =>
      world.systems.ad.put(anchor, {
        type: 'group',
        dn: `CN=${cn},DC=t`,
        attributes: { cn },
        references: { member },
      })
    group('G-1', 'Domain Admins', ['G-2'])
    group('G-2', 'Helpers', ['S-1'])
    over(world, () => {
      world.importAll()
      synchronize(world)
      expect(row(world, 'department').protected).toBe(
        'it is a member of CN=Domain Admins,DC=t: it rules the domain',
      )
      group('G-1', 'Domain Admins', [])
      world.importAll()
      // The account itself was not staged anew: the next synchronization asks when it is, an export always.
      activate(world, [{ effect: 'two-people', systems: ['app'] }])
      synchronize(world)
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided', protected: null })
    })
  })

  test('one that became privileged after the approval is not written', () => {
    over(planned(), (world) => {
      approve(world, 'anna')
      account(world, { adminCount: 1 })
      world.import('ad')
      expect(world.export('ad')).toEqual({ exported: 0, failed: 0 })
      expect(plan(world).map(({ returned }) => returned)).toEqual([
        'it is protected: adminCount is 1',
        'it is protected: adminCount is 1',
      ])
      synchronize(world)
      expect(plan(world).map(({ decision }) => decision)).toEqual(['held', 'held'])
    })
  })

  test('the account that is signed in with is protected, too; both can be switched off, which the audit says', () => {
    over(planned([], { sAMAccountName: 'sync', adminCount: 1 }), (world) => {
      expect(row(world, 'department').protected).toContain('signs in with')
      activate(world, [], { ownAccount: false })
      synchronize(world)
      expect(row(world, 'department').protected).toBe('adminCount is 1')
      activate(world, [], { ownAccount: false, privileged: false })
      synchronize(world)
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided', protected: null })
      const audit = world.db
        .prepare<unknown[], { details: string }>(
          `select details from audit where event = 'configuration-activated' order by id`,
        )
        .all()
        .map(({ details }) => JSON.parse(details).protectionsOff)
      expect(audit).toEqual([undefined, undefined, ['ownAccount'], ['privileged']])
    })
  })
})

describe('two people', () => {
  const department = { effect: 'two-people', attributes: ['department'] }

  test('the first approval waits, the same person is not the second, another is', () => {
    over(planned([department]), (world) => {
      const first = approve(world, 'anna')
      expect(first).toMatchObject({ waiting: 1, protected: 0 })
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided', two_people: 'P1' })
      expect(row(world, 'telephoneNumber').decision).toBe('approved')
      expect(approve(world, ' ANNA ')).toEqual({ changed: 0, undo: '', waiting: 1, protected: 0 })
      world.export('ad')
      expect(world.systems.ad.objects.get('S-1')?.attributes.department).toBe('Sales')
      expect(approve(world, 'ben')).toMatchObject({ changed: 1, waiting: 0 })
      const [one, two] = world.db
        .prepare<unknown[], { author: string }>(
          `select author from approval where id in (select first_approval from change union select approval from change where attribute = 'department')
           and id >= ? order by id`,
        )
        .all(Number(first.undo.split('+').at(-1)))
      expect([one?.author, two?.author]).toEqual(['anna', 'ben'])
      world.export('ad')
      expect(world.systems.ad.objects.get('S-1')?.attributes.department).toBe('IT')
    })
  })

  test('a first approval can be taken back', () => {
    over(planned([department]), (world) => {
      const { undo } = approve(world, 'anna')
      expect(world.undecide(undo)).toBeGreaterThan(1)
      // Ben is the first now.
      expect(approve(world, 'ben')).toMatchObject({ waiting: 1 })
      expect(row(world, 'department').decision).toBe('undecided')
    })
  })

  test('what one person approved before the policy came waits for the second', () => {
    over(planned(), (world) => {
      approve(world, 'anna')
      activate(world, [department])
      synchronize(world)
      expect(row(world, 'department')).toMatchObject({
        decision: 'undecided',
        returned: 'policy "P1" wants a second person to approve it',
      })
      expect(approve(world, 'anna')).toMatchObject({ changed: 0, waiting: 1 })
      expect(approve(world, 'ben')).toMatchObject({ changed: 1 })
    })
  })

  test.each([
    ['there is no first one', 'update change set first_approval = null'],
    ['both are by one person', `update approval set author = 'Ben'`],
    ['the first names other changes', `update approval set hashes = zeroblob(16) where author = 'anna'`],
  ])('nothing is written when %s, whatever the database says', (_, statement) => {
    over(planned([department]), (world) => {
      approve(world, 'anna')
      approve(world, 'ben')
      expect(row(world, 'department').decision).toBe('approved')
      world.db.exec(statement)
      world.export('ad')
      expect(world.systems.ad.objects.get('S-1')?.attributes.department).toBe('Sales')
    })
  })
})

describe('a policy that approves', () => {
  const phones = { name: 'Telephones', effect: 'approve', attributes: ['telephoneNumber'] }

  test('approves what it is about when it is planned, under its own name', () => {
    over(planned([phones]), (world) => {
      expect(row(world, 'telephoneNumber')).toMatchObject({ decision: 'approved' })
      expect(row(world, 'department')).toMatchObject({ decision: 'undecided' })
      const { approval } = row(world, 'telephoneNumber')
      expect(world.db.prepare('select author, scope from approval where id = ?').get(approval)).toEqual({
        author: 'policy "Telephones"',
        scope: '{"policy":"Telephones"}',
      })
      world.export('ad')
      expect(world.systems.ad.objects.get('S-1')?.attributes).toMatchObject({
        department: 'Sales',
        telephoneNumber: '1',
      })
    })
  })

  test('does not decide again over what a person has decided, nor over what came back', () => {
    over(planned([phones]), (world) => {
      const selection = { ids: [row(world, 'telephoneNumber').id] }
      writeOperations.decide(world.db, { selection, decision: 'undecided', reason: 'wait', ...at('anna') })
      expect(synchronize(world)).toBe(0)
      expect(row(world, 'telephoneNumber').decision).toBe('undecided')
      world.db.exec(
        `update change set approval = null, returned = 'somebody changed it' where attribute = 'telephoneNumber'`,
      )
      expect(synchronize(world)).toBe(0)
      // A new change is a new one.
      employee(world, '2')
      world.importAll()
      expect(synchronize(world)).toBe(1)
    })
  })
})
