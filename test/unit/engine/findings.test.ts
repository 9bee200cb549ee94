import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

beforeEach(() => {
  world = new World()
})
afterEach(() => {
  world.close()
})

const employee = (id: string, attributes: Record<string, string> = {}): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: { id, first: 'Anna', last: id, dept: 'IT', status: 'Active', kind: 'Normal', ...attributes },
  })

const account = (anchor: string, attributes: Record<string, string>): void =>
  world.systems.ad.put(anchor, {
    type: 'user',
    dn: `CN=${anchor},DC=t`,
    attributes: {
      sAMAccountName: anchor,
      displayName: `Account ${anchor}`,
      userAccountControl: 512,
      ...attributes,
    },
  })

function decide(): void {
  world.importAll()
  world.synchronize()
}

const told = (code: string): { message: string; advice: string }[] =>
  world.findings(code).map(({ message, advice }) => ({ message, advice }))

describe('what a person is told', () => {
  test('of an account that matches several people: by what, and whom', () => {
    for (let i = 1; i <= 7; i++) employee(`E${i}`, { mail: 'shared@t' })
    account('old', { mail: 'Shared@T' })
    decide()
    expect(told('ambiguous-join')).toEqual([
      {
        message:
          'Account old in AD matches 7 identities by mail Shared@T: Anna E1, Anna E2, Anna E3, Anna E4, Anna E5 and 2 more',
        advice: 'Decide whose it is (joinery joins), or correct the value that they share',
      },
    ])
  })

  test('of a second account of somebody', () => {
    employee('E1')
    account('first', { employeeID: 'E1' })
    account('second', { employeeID: 'E1' })
    decide()
    expect(told('already-joined')).toEqual([
      {
        message: 'Account second in AD matches Anna E1 by employeeID E1, who already has an account there',
        advice:
          'Decide which of the two accounts is the right one (joinery joins); remove or correct the other',
      },
    ])
  })

  test('and it is told no more when the first account is gone, and the second takes its place', () => {
    employee('E1')
    account('first', { employeeID: 'E1' })
    account('second', { employeeID: 'E1' })
    decide()
    world.systems.ad.remove('first')
    decide()
    expect(told('already-joined')).toEqual([])
    const row = world.db.prepare(
      `select c.kind from cs_connection c join cs_object o on o.id = c.object where o.anchor = 'second'`,
    )
    expect(row.get()).toEqual({ kind: 'joined' })
  })

  test('of several accounts that match one person from its side', () => {
    employee('E1')
    for (const name of ['one', 'two'])
      world.systems.app.put(name, { type: 'account', attributes: { userName: name, externalId: 'e1' } })
    decide()
    expect(told('ambiguous-account')).toEqual([
      {
        message: 'Anna E1 matches 2 accounts in APP by externalId E1',
        advice: 'Decide which belong together (joinery joins); until then no account is created',
      },
    ])
    expect(world.db.prepare(`select * from change where system = ?`).all(world.id('app'))).toEqual([])
  })

  test('of several people who match one account from their side', () => {
    employee('E1', { mail: 'm@t' })
    employee('E2', { mail: 'm@t' })
    world.close()
    world = new World(
      peopleConfiguration({
        'In from AD': undefined,
        'Out to AD': { join: [[{ from: 'mail', to: 'mail' }]] },
      }),
    )
    employee('E1', { mail: 'm@t' })
    employee('E2', { mail: 'm@t' })
    account('x', { mail: 'm@t' })
    decide()
    expect(told('ambiguous-account').map((finding) => finding.message)).toEqual([
      'Anna E1 and 1 more match one account in AD by mail m@t',
      'Anna E2 and 1 more match one account in AD by mail m@t',
    ])
  })

  test('of a DN that is taken, and of a name of which every alternative is', () => {
    employee('E1', { first: 'Jo', last: 'Lee' })
    world.systems.ad.put('s1', {
      type: 'user',
      dn: 'cn=jo lee,ou=it,dc=t',
      attributes: { sAMAccountName: 'x' },
    })
    decide()
    expect(told('dn-taken')).toEqual([
      {
        message: "Jo Lee gets no account in AD: CN=Jo Lee,OU=IT,DC=t is another object's DN",
        advice: 'Make the DN unique, for example with SelectUniqueValue and the employee number',
      },
    ])
    world.systems.ad.remove('s1')
    for (const name of ['jlee', 'JLee2', 'ue1']) account(name, {})
    decide()
    expect(told('dn-taken')).toEqual([])
    expect(told('no-unique-value')).toEqual([
      {
        message: 'Jo Lee gets no account in AD: every value for sAMAccountName is taken (jlee, jlee2, ue1)',
        advice: 'Add a further alternative to SelectUniqueValue, such as one with the employee number',
      },
    ])
    world.systems.ad.remove('JLee2')
    decide()
    expect(told('no-unique-value')).toEqual([])
    expect(
      world.db
        .prepare(
          `select new ->> '$.attributes.sAMAccountName' as name from change where operation = 'add' and system = ?`,
        )
        .all(world.id('ad')),
    ).toEqual([{ name: 'jlee2' }])
  })

  test('of an expression that fails, and a mistake in a rule clears nothing', () => {
    world.close()
    world = new World(
      peopleConfiguration({
        'Out to the app': {
          flows: [
            { to: 'userName', from: 'employeeID' },
            { to: 'externalId', from: 'employeeID' },
            { to: 'displayName', expression: 'Left([displayName], [login])' },
          ],
        },
      }),
    )
    employee('E1')
    world.systems.app.put('a', {
      type: 'account',
      attributes: { userName: 'E1', externalId: 'E1', displayName: 'kept', active: true },
    })
    decide()
    expect(told('expression-failed')[0]?.message).toContain('the expression for displayName failed: ')
    expect(world.db.prepare(`select * from change where system = ?`).all(world.id('app'))).toEqual([])
  })

  test('of an alternative of SelectUniqueValue that fails, and the session goes on', () => {
    world.close()
    world = new World(
      peopleConfiguration({
        'Out to the app': {
          flows: [
            { to: 'userName', expression: 'SelectUniqueValue([employeeID], Left([displayName], [login]))' },
          ],
        },
      }),
    )
    employee('E1')
    decide()
    expect(told('expression-failed')).toHaveLength(1)
    expect(world.planned()).toBeGreaterThan(0)
  })
})
