import { afterEach, describe, expect, test } from 'vitest'
import type { Attributes, Value } from '../../../connectors/spi/value.ts'
import { metaverseAttributeSchema } from '../../../main/config/workspace-schema.ts'
import type { CompiledRules } from '../../../main/engine/compiled-rules.ts'
import type { Flow } from '../../../main/engine/flow.ts'
import { synchronize } from '../../../main/engine/synchronize.ts'
import { authoritativeNull, ignoreThisFlow, RaisedError } from '../../../main/expressions/expressions.ts'
import { SyncStore } from '../../../main/store/sync-store.ts'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World
afterEach(() => {
  world.close()
})

function build(overrides: RuleOverrides, attributes: Record<string, object> = {}): void {
  const { workspace, rules } = peopleConfiguration(overrides)
  const { person, ...others } = workspace.metaverse.types
  const more = Object.fromEntries(
    Object.entries(attributes).map(([name, one]) => [name, metaverseAttributeSchema.parse(one)]),
  )
  const types = {
    ...others,
    person: { ...person, attributes: { ...person?.attributes, ...more } },
  } as typeof workspace.metaverse.types
  world = new World({ workspace: { ...workspace, metaverse: { types } }, rules })
}

const employee = (attributes: Record<string, Value> = {}, id = 'E1'): void =>
  world.systems.hr.put(id, {
    type: 'employee',
    attributes: {
      id,
      first: 'Anna',
      last: 'Nowak',
      dept: 'IT',
      status: 'Active',
      kind: 'Normal',
      ...attributes,
    },
  })
const contractor = (attributes: Record<string, Value>): void =>
  world.systems.contractors.put('C1', { type: 'contractor', attributes: { empId: 'E1', ...attributes } })
const account = (attributes: Record<string, Value> = {}): void =>
  world.systems.ad.put('g1', {
    type: 'user',
    dn: 'CN=Anna Nowak,OU=IT,DC=t',
    attributes: { sAMAccountName: 'anowak', employeeID: 'E1', userAccountControl: 512, ...attributes },
  })

interface Identity {
  attributes: Attributes
  provenance: [rule: string, object: number, run: number, attributes: string[]][]
}
function identity(): Identity {
  const row = world.db
    .prepare<unknown[], { attributes: string; provenance: string }>(
      `select attributes, provenance from mv_object where type = 'person'`,
    )
    .get()
  return {
    attributes: JSON.parse(row?.attributes ?? '{}') as Attributes,
    provenance: JSON.parse(row?.provenance ?? '[]') as Identity['provenance'],
  }
}
const givers = (attribute: string): string[] =>
  identity()
    .provenance.filter(([, , , names]) => names.includes(attribute))
    .map(([rule]) => rule)

interface Planned {
  operation: string
  attribute: string | null
  old: string | null
  new: string | null
}
const planned = (system: 'ad' | 'app', attribute?: string): Planned[] =>
  world.db
    .prepare<unknown[], Planned>(
      `select operation, attribute, old, new from change where state = 'planned' and system = ?`,
    )
    .all(world.id(system))
    .filter((change) => attribute === undefined || change.attribute === attribute)
const added = (system: 'ad' | 'app'): Attributes =>
  (
    JSON.parse(planned(system).find((one) => one.operation === 'add')?.new ?? '{}') as {
      attributes: Attributes
    }
  ).attributes

function decide(): void {
  world.importAll()
  world.synchronize()
}

const idFlow = (from: string) => ({ to: 'employeeID', from })
const quiet: RuleOverrides = {
  'Out to AD': undefined,
  'Out to AD groups': undefined,
  'Out to the app': undefined,
}

describe('several contributions to one attribute', () => {
  const merging = (merge: string): RuleOverrides => ({
    ...quiet,
    'In from HR': { flows: [idFlow('id'), { to: 'addresses', from: 'tags', merge }] },
    'In from contractors': { flows: [idFlow('empId'), { to: 'addresses', from: 'tags', merge }] },
  })

  test.each<[string, Value | undefined, Value | undefined, Value | undefined, string[]]>([
    ['update', ['a', 'b'], ['B', 'c'], ['a', 'b'], ['In from HR']],
    ['replace', ['a', 'b'], ['B', 'c'], ['a', 'b'], ['In from HR']],
    ['merge', ['a', 'b'], ['B', 'c', 'a'], ['a', 'b', 'B', 'c'], ['In from HR', 'In from contractors']],
    [
      'merge-case-insensitive',
      ['a', 'b'],
      ['B', 'c'],
      ['a', 'b', 'c'],
      ['In from HR', 'In from contractors'],
    ],
    ['merge', undefined, ['c', 'c'], ['c'], ['In from contractors']],
    ['merge', 'a', undefined, ['a'], ['In from HR']],
    ['merge', undefined, undefined, undefined, []],
    ['update', undefined, 'c', ['c'], ['In from contractors']],
  ])('%s of %j and %j is %j, given by %j', (merge, first, second, expected, rules) => {
    build(merging(merge), { addresses: { multi: true } })
    employee(first === undefined ? {} : { tags: first })
    contractor(second === undefined ? {} : { tags: second })
    decide()
    expect(identity().attributes.addresses).toEqual(expected)
    expect(givers('addresses')).toEqual(rules)
    // The same again is the same.
    world.synchronize('full')
    expect(identity().attributes.addresses).toEqual(expected)
  })

  test('the precedence of a flow beats that of its rule, for its attribute only', () => {
    build({
      ...quiet,
      'In from contractors': {
        flows: [
          idFlow('empId'),
          { to: 'phone', from: 'phone', precedence: 1 },
          { to: 'department', from: 'dept' },
        ],
      },
    })
    employee({ phone: '1' })
    contractor({ phone: '2', dept: 'Legal' })
    decide()
    expect(identity().attributes).toMatchObject({ phone: '2', department: 'IT' })
    expect(givers('phone')).toEqual(['In from contractors'])
    expect(world.candidates('phone').map((one) => [one.value, one.precedence])).toEqual([
      ['2', 1],
      ['1', 100],
    ])
    contractor({ dept: 'Legal' })
    decide()
    expect(identity().attributes.phone).toBe('1')
  })

  test('a missing value that is authoritative wins over whoever comes after, and leaves no value', () => {
    build({
      ...quiet,
      'In from HR': { flows: [idFlow('id'), { to: 'phone', from: 'phone', authoritativeNull: true }] },
    })
    employee()
    contractor({ phone: '2' })
    decide()
    expect(identity().attributes.phone).toBeUndefined()
    employee({ phone: '1' })
    decide()
    expect(identity().attributes.phone).toBe('1')
  })

  test('among equals the last writer wins where the attribute says so, else the name of the rule', () => {
    for (const equalPrecedence of ['last-writer', 'name']) {
      const flows = (id: string) => [idFlow(id), { to: 'phone', from: 'phone', precedence: 50 }]
      build(
        { ...quiet, 'In from HR': { flows: flows('id') }, 'In from contractors': { flows: flows('empId') } },
        { phone: { equalPrecedence } },
      )
      const last = equalPrecedence === 'last-writer'
      employee({ phone: '1' })
      contractor({ phone: '2' })
      decide()
      // Both in one run: the name of the rule settles it.
      expect(identity().attributes.phone).toBe('1')
      contractor({ phone: '3' })
      decide()
      expect(identity().attributes.phone).toBe(last ? '3' : '1')
      world.synchronize('full')
      expect(identity().attributes.phone).toBe(last ? '3' : '1')
      employee({ phone: '4', dept: 'Sales' })
      decide()
      expect(identity().attributes.phone).toBe('4')
      // Another attribute of the object does not make it the last writer.
      contractor({ phone: '3', dept: 'Legal' })
      decide()
      expect(identity().attributes.phone).toBe('4')
      employee({ dept: 'Sales' })
      decide()
      expect(identity().attributes.phone).toBe('3')
      expect(givers('phone')).toEqual(['In from contractors'])
      if (last) world.close()
    }
  })

  test('who came with the identity wrote before who joins it later', () => {
    const flows = (id: string) => [idFlow(id), { to: 'phone', from: 'phone', precedence: 50 }]
    build(
      { ...quiet, 'In from HR': { flows: flows('id') }, 'In from contractors': { flows: flows('empId') } },
      { phone: { equalPrecedence: 'last-writer' } },
    )
    employee({ phone: '1' })
    decide()
    contractor({ phone: '2' })
    decide()
    expect(identity().attributes.phone).toBe('2')
  })
})

describe('several flows to one attribute of an account', () => {
  const second = {
    'Out to the app': {
      flows: [
        { to: 'userName', from: 'employeeID' },
        { to: 'externalId', from: 'employeeID' },
        { to: 'displayName', from: 'displayName' },
        { to: 'mail', from: 'mail' },
      ],
    },
  }
  const also = (flows: object[]) => ({
    name: 'Also out to the app',
    direction: 'outbound' as const,
    precedence: 120,
    join: [],
    link: 'none' as const,
    leave: 'keep' as const,
    flows,
  })

  test.each<[string, object, Value | undefined]>([
    ['of lower precedence says nothing', { from: 'login' }, 'Anna Nowak'],
    ['goes first by a precedence of its own', { from: 'login', precedence: 5 }, 'anowak'],
    [
      'clears by a missing value that is authoritative',
      { from: 'badge', precedence: 5, authoritativeNull: true },
      undefined,
    ],
    [
      'leaves it to the other where it ignores null',
      { from: 'badge', precedence: 5, ignoreNull: true },
      'Anna Nowak',
    ],
  ])('one that %s', (_name, flow, expected) => {
    build({
      ...second,
      'Out to AD': undefined,
      'Out to AD groups': {
        ...also([{ to: 'displayName', ...flow }]),
        system: 'app',
        from: 'person',
        to: 'account',
        scope: [[{ attribute: 'status', operator: 'EQUAL', value: 'Active' }]],
      },
    })
    employee()
    decide()
    expect(added('app').displayName).toBe(expected)
    // And the same of an account that exists.
    world.cycle(1)
    for (const one of world.systems.app.objects.values()) one.attributes.displayName = 'by hand'
    decide()
    expect(
      planned('app', 'displayName').map((one) => (one.new === null ? undefined : JSON.parse(one.new))),
    ).toEqual([expected])
  })
})

/** The engine over the real store, with rules of which some flow answers what no expression of the dialect does. */
function synchronizeWith(rules: CompiledRules, run: number): void {
  synchronize(
    new SyncStore(world.db, run, run),
    rules,
    { today: '2026-03-10' },
    { mode: 'full', batch: 100 },
    {
      cancelled: () => false,
      progress: () => {},
    },
  )
}
function flowOf(rules: CompiledRules, rule: string, to: string): { -readonly [K in keyof Flow]: Flow[K] } {
  const all = [
    ...[...rules.inbound.values()].flat(),
    ...[...rules.outbound.values()].flatMap((bySystem) => [...bySystem.values()].flat()),
  ]
  const flow = all.find((one) => one.name === rule)?.flows.find((one) => one.to === to)
  if (flow === undefined) throw new Error(`no flow to ${to} in ${rule}`)
  return flow
}
const raised = (message: string): never => {
  throw new RaisedError(message, { offset: 0, line: 1, column: 1 })
}
function answering(rule: string, to: string, evaluate: Flow['evaluate']): CompiledRules {
  const rules = world.rules()
  Object.assign(flowOf(rules, rule, to), { from: undefined, evaluate })
  return rules
}

describe('a flow that answers with more than a value', () => {
  test('IgnoreThisFlow leaves an identity to the next rule, and an account as it is', () => {
    build({})
    employee({ phone: '1' })
    contractor({ phone: '2' })
    account({ telephoneNumber: '9', department: 'IT' })
    world.importAll()
    synchronizeWith(
      answering('In from HR', 'phone', () => ignoreThisFlow),
      1,
    )
    expect(identity().attributes.phone).toBe('2')
    synchronizeWith(
      answering('Out to AD', 'telephoneNumber', () => ignoreThisFlow),
      2,
    )
    expect(planned('ad', 'telephoneNumber')).toEqual([])
  })

  test('AuthoritativeNull clears, whoever comes after', () => {
    build({})
    employee({ phone: '1' })
    contractor({ phone: '2' })
    account({ telephoneNumber: '9' })
    world.importAll()
    synchronizeWith(
      answering('In from HR', 'phone', () => authoritativeNull),
      1,
    )
    expect(identity().attributes.phone).toBeUndefined()
    expect(planned('ad', 'telephoneNumber')).toMatchObject([{ old: '"9"', new: null }])
  })

  test('an Error of an inbound rule keeps the identity as it is, and everything of it back', () => {
    build({})
    employee({ phone: '1' })
    account({ telephoneNumber: '9' })
    decide()
    expect(planned('ad').length).toBeGreaterThan(0)
    expect(planned('app')).toHaveLength(1)
    employee({ phone: '2', dept: 'Sales' })
    world.importAll()
    synchronizeWith(
      answering('In from HR', 'badge', () => raised('two forests claim the badge')),
      9,
    )
    expect(planned('ad')).toEqual([])
    expect(planned('app')).toEqual([])
    expect(identity().attributes).toMatchObject({ phone: '1', department: 'IT' })
    expect(world.findings('identity-refused').map((one) => one.message)).toEqual([
      'a rule refuses it (badge): two forests claim the badge',
    ])
    // Once the rule is content, everything is worked out.
    world.synchronize('full')
    expect(world.findings('identity-refused')).toEqual([])
    expect(identity().attributes).toMatchObject({ phone: '2', department: 'Sales' })
    expect(planned('app')).toHaveLength(1)
  })

  test('an Error of an outbound rule keeps that account back, references too, and no other', () => {
    build({})
    employee({ manager: 'E2' }, 'E2')
    employee({}, 'E1')
    world.systems.hr.put('E1', {
      type: 'employee',
      attributes: { id: 'E1', first: 'Anna', last: 'Nowak', dept: 'IT', status: 'Active', kind: 'Normal' },
      references: { manager: ['E2'] },
    })
    account({ displayName: 'old' })
    world.systems.ad.put('g2', {
      type: 'user',
      dn: 'CN=Boss,DC=t',
      attributes: { sAMAccountName: 'boss', employeeID: 'E2', userAccountControl: 512 },
    })
    decide()
    const ofAnna = () =>
      world.db
        .prepare<unknown[], { attribute: string }>(
          `select c.attribute from change c join cs_object o on o.id = c.object where o.anchor = 'g1' and c.state = 'planned'`,
        )
        .all()
        .map((one) => one.attribute)
    expect(ofAnna()).toContain('manager')
    synchronizeWith(
      answering('Out to AD', 'displayName', (read) =>
        read('employeeID') === 'E1' ? raised('not this one') : read('displayName'),
      ),
      9,
    )
    expect(ofAnna()).toEqual([])
    expect(planned('ad').length).toBeGreaterThan(0)
    expect(world.findings('account-refused').map((one) => one.message)).toEqual([
      'a rule refuses it (displayName): not this one',
    ])
    expect(planned('app').filter((one) => one.operation === 'add')).toHaveLength(2)
  })

  test('an Error makes no account', () => {
    build({})
    employee()
    world.importAll()
    synchronizeWith(
      answering('Out to AD', 'displayName', () => raised('no')),
      1,
    )
    expect(planned('ad')).toEqual([])
    expect(world.findings('account-refused')).toHaveLength(1)
    expect(planned('app')).toHaveLength(1)
  })

  test('what a system is known to hold is what it was last seen to hold, not what was written since', () => {
    build({})
    employee()
    account({ displayName: 'Anna N.' })
    decide()
    world.approve()
    world.exportAll()
    const rules = world.rules()
    const seen: unknown[] = []
    Object.assign(flowOf(rules, 'In from AD', 'accountName'), {
      from: undefined,
      imports: true,
      evaluate: ((read, { imported }) => {
        seen.push([read('displayName'), imported?.('displayName')])
        return imported?.('sAMAccountName')
      }) satisfies Flow['evaluate'],
    })
    synchronizeWith(rules, 20)
    expect(seen).toContainEqual(['Anna Nowak', 'Anna N.'])
    world.confirm('ad')
    seen.length = 0
    synchronizeWith(rules, 21)
    expect(seen).toContainEqual(['Anna Nowak', 'Anna Nowak'])
  })
})

describe('rules for every type', () => {
  test('inbound, each type that the schema of the system has', () => {
    build({
      ...quiet,
      'In from AD groups': undefined,
      'In from HR teams': undefined,
      'In from HR': {
        from: '*',
        join: [],
        scope: [],
        flows: [
          { to: 'displayName', expression: '[name]' },
          { to: 'badge', from: 'badge' },
        ],
      },
    })
    employee({ badge: 'B1' })
    world.systems.hr.put('T1', { type: 'team', attributes: { teamId: 'T1', name: 'Team' } })
    decide()
    const rows = world.db
      .prepare<unknown[], { attributes: string }>('select attributes from mv_object order by id')
      .all()
    expect(rows.map((row) => JSON.parse(row.attributes) as unknown)).toEqual([
      { badge: 'B1' },
      { displayName: 'Team' },
    ])
  })

  test('of the metaverse, each type that has what the rule joins and flows', () => {
    build({
      ...quiet,
      'In from AD groups': undefined,
      'In from AD': {
        from: '*',
        to: '*',
        scope: [],
        join: [[{ from: 'employeeID', to: 'employeeID' }], [{ from: 'cn', to: 'teamId' }]],
        flows: [
          { to: 'accountName', from: 'sAMAccountName' },
          { to: 'displayName', from: 'displayName', precedence: 1 },
        ],
      },
    })
    employee()
    account({ displayName: 'Anna from AD' })
    world.systems.hr.put('T1', { type: 'team', attributes: { teamId: 'T1', name: 'Team' } })
    world.systems.ad.put('t1', {
      type: 'group',
      dn: 'CN=T1,DC=t',
      attributes: { cn: 'T1', displayName: 'Team from AD' },
    })
    decide()
    const rows = world.db
      .prepare<unknown[], { attributes: string }>('select attributes from mv_object order by id')
      .all()
    expect(rows.map((row) => JSON.parse(row.attributes) as Attributes)).toMatchObject([
      { displayName: 'Anna from AD', accountName: 'anowak' },
      { displayName: 'Team from AD', teamId: 'T1' },
    ])
  })
})

describe('expressions of a rule', () => {
  test('know the parameters of the workspace and of the rule, and speak its dialect', () => {
    const { workspace, rules } = peopleConfiguration({
      ...quiet,
      'In from HR': {
        dialect: 'connect',
        parameters: { Site: 'Berlin' },
        flows: [
          idFlow('id'),
          { to: 'displayName', expression: '[first] & "@" & %Domain%' },
          { to: 'department', expression: '%Site%' },
          { to: 'login', expression: 'Append([first], "x")', dialect: 'entra' },
        ],
      },
    })
    world = new World({
      workspace: { ...workspace, parameters: { Domain: 'acme.example', Site: 'Oslo' } },
      rules,
    })
    employee()
    decide()
    expect(identity().attributes).toMatchObject({
      displayName: 'Anna@acme.example',
      department: 'Berlin',
      login: 'Annax',
    })
  })
})

describe('a value of its type', () => {
  test('that is none becomes a finding with object, attribute and value', () => {
    build(
      { ...quiet, 'In from HR': { flows: [idFlow('id'), { to: 'hired', from: 'hire' }] } },
      { hired: { type: 'date' } },
    )
    employee({ hire: '2026-02-30' })
    decide()
    expect(identity().attributes.hired).toBeUndefined()
    expect(world.findings('type-mismatch').map((one) => one.message)).toEqual([
      '"2026-02-30" is not one date for hired (rule "In from HR", object E1)',
    ])
  })
})
