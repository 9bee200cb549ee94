import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReadItem } from '../../../connectors/spi/entry.ts'
import type { Attributes, References } from '../../../connectors/spi/value.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'

let world: World

beforeEach(() => {
  world = new World()
})
afterEach(() => {
  world.close()
})

const user = (
  anchor: string,
  dn: string,
  references: References = {},
  attributes: Attributes = {},
): ReadItem => ({
  kind: 'object',
  type: 'user',
  anchor,
  dn,
  attributes: { sAMAccountName: anchor, ...attributes },
  references,
})

const employee = (anchor: string, references: References = {}): ReadItem => ({
  kind: 'object',
  type: 'employee',
  anchor,
  attributes: { id: anchor },
  references,
})

const object = (
  anchor: string,
): { id: number; dn: string | null; observed: Attributes; deleted: number; type: string } => {
  const row = world.db
    .prepare<
      unknown[],
      { id: number; dn: string | null; observed: string | null; deleted: number; type: string }
    >('select id, dn, observed, deleted, type from cs_object where anchor = ?')
    .get(anchor)
  if (row === undefined) throw new Error(`${anchor} is not staged`)
  return { ...row, observed: row.observed === null ? {} : JSON.parse(row.observed) }
}

/** References as `attribute → anchor`, or the DN of what is not known but by it. */
const references = (anchor: string): string[] =>
  world.db
    .prepare<unknown[], { text: string }>(
      `select r.attribute || ' → ' || coalesce(t.anchor, t.dn) as text from cs_reference r
       join cs_object s on s.id = r.source join cs_object t on t.id = r.target where s.anchor = ? order by 1`,
    )
    .all(anchor)
    .map((row) => row.text)

const count = (text: string): number => (world.db.prepare(text).get() as { n: number }).n
const queued = (): number => count('select count(*) as n from cs_work')
const placeholders = (): number => count(`select count(*) as n from cs_object where type = ''`)

describe('references', () => {
  test('by DN, in any case and with any blanks, to what was read before or comes later in the same read', () => {
    world.import('ad', {
      items: [
        user('a', 'CN=A,DC=t', { manager: ['cn=b, dc=T'] }),
        user('b', 'CN=B,DC=t', { manager: ['CN=a,DC=t'] }),
      ],
    })
    expect(references('a')).toEqual(['manager → b'])
    expect(references('b')).toEqual(['manager → a'])
    expect(placeholders()).toBe(0)
  })

  test('by DN to what is never read stay with a placeholder, which the object fills when it comes', () => {
    world.import('ad', { items: [user('a', 'CN=A,DC=t', { manager: ['CN=B,DC=t'] })] })
    expect(references('a')).toEqual(['manager → CN=B,DC=t'])
    expect(placeholders()).toBe(1)
    world.import('ad', {
      items: [user('a', 'CN=A,DC=t', { manager: ['CN=B,DC=t'] }), user('b', 'CN=B,DC=t')],
    })
    expect(references('a')).toEqual(['manager → b'])
    expect(placeholders()).toBe(0)
    expect(count('select count(*) as n from cs_object')).toBe(2)
  })

  test('by anchor likewise', () => {
    world.import('hr', { items: [employee('1', { manager: ['2'] })] })
    expect(placeholders()).toBe(1)
    expect(world.import('hr', { items: [employee('1', { manager: ['2'] }), employee('2')] })).toMatchObject({
      adds: 1,
      unchanged: 1,
    })
    expect(references('1')).toEqual(['manager → 2'])
    expect(placeholders()).toBe(0)
  })

  test('stay with their object when it is renamed', () => {
    world.import('ad', {
      items: [user('a', 'CN=A,DC=t', { manager: ['CN=B,DC=t'] }), user('b', 'CN=B,DC=t')],
    })
    const statistics = world.import('ad', {
      items: [user('a', 'CN=A,DC=t', { manager: ['CN=B2,OU=X,DC=t'] }), user('b', 'CN=B2,OU=X,DC=t')],
    })
    expect(statistics).toMatchObject({ renames: 1, adds: 0, deletes: 0 })
    expect(object('b').dn).toBe('CN=B2,OU=X,DC=t')
    expect(references('a')).toEqual(['manager → b'])
    expect(placeholders()).toBe(0)
  })

  test('follow a name that changes hands in the midst of a read, whatever the size of its pages', () => {
    for (const page of [1, 2, 100]) {
      world.close()
      world = new World()
      world.import('ad', { items: [user('b', 'CN=B,DC=t'), user('a', 'CN=A,DC=t')] })
      world.import('ad', {
        page,
        items: [
          user('x', 'CN=X,DC=t', { manager: ['CN=B,DC=t'] }),
          user('b', 'CN=Was B,DC=t'),
          user('c', 'CN=B,DC=t'),
          user('a', 'CN=A,DC=t'),
          user('y', 'CN=Y,DC=t', { manager: ['CN=B,DC=t'] }),
          user('z', 'CN=Z,DC=t', { manager: ['CN=Was B,DC=t'] }),
        ],
      })
      expect(references('y'), `pages of ${page}`).toEqual(['manager → c'])
      expect(references('z'), `pages of ${page}`).toEqual(['manager → b'])
      expect(placeholders(), `pages of ${page}`).toBe(0)
    }
  })

  test('of an object that a page gives twice are those of the second time', () => {
    const twice = [
      user('a', 'CN=A,DC=t', { manager: ['CN=B,DC=t'] }),
      user('b', 'CN=B,DC=t'),
      user('a', 'CN=A,DC=t'),
    ]
    world.import('ad', { items: twice })
    expect(references('a')).toEqual([])
    world.import('ad', { items: [...twice, user('a', 'CN=A,DC=t', { manager: ['CN=A,DC=t'] })] })
    expect(references('a')).toEqual(['manager → a'])
  })

  test('find an object by DN again that was gone and came back', () => {
    const both = [user('a', 'CN=A,DC=t', { manager: ['CN=B,DC=t'] }), user('b', 'CN=B,DC=t')]
    world.import('ad', { items: both })
    world.synchronize()
    world.import('ad', { items: both.slice(0, 1) })
    world.synchronize()
    world.import('ad', { items: [...both, user('c', 'CN=C,DC=t', { manager: ['CN=B,DC=t'] })] })
    expect(references('a')).toEqual(['manager → b'])
    expect(references('c')).toEqual(['manager → b'])
    expect(placeholders()).toBe(0)
  })

  test('change by value in a delta: add, remove and replace', () => {
    const group = (item: Partial<Extract<ReadItem, { kind: 'change' }>>): ReadItem => ({
      kind: 'change',
      type: 'group',
      anchor: 'g',
      set: {},
      clear: [],
      ...item,
    })
    const people = ['a', 'b', 'c'].map((name) => user(name, `CN=${name},DC=t`))
    world.import('ad', {
      items: [
        ...people,
        {
          kind: 'object',
          type: 'group',
          anchor: 'g',
          dn: 'CN=g,DC=t',
          attributes: { cn: 'g' },
          references: { member: ['CN=a,DC=t', 'CN=b,DC=t'] },
        },
      ],
    })
    world.synchronize()
    const delta = (item: ReadItem): void => {
      world.import('ad', { items: [item], scope: 'delta' })
    }
    delta(group({ references: { member: { add: ['CN=c,DC=t'], remove: ['CN=a,DC=t'] } } }))
    expect(references('g')).toEqual(['member → b', 'member → c'])
    expect(queued()).toBe(1)
    world.synchronize()
    delta(group({ references: { member: { add: ['CN=c,DC=t'], remove: ['CN=a,DC=t'] } } }))
    expect(queued()).toBe(0)
    delta(group({ references: { member: { replace: ['CN=a,DC=t'] } } }))
    expect(references('g')).toEqual(['member → a'])
    delta(group({ set: { cn: 'other' } }))
    expect(references('g')).toEqual(['member → a'])
    expect(object('g').observed).toEqual({ cn: 'other' })
    delta(group({ references: { member: { replace: [] } } }))
    expect(references('g')).toEqual([])
  })
})

describe('a delta', () => {
  test('sets and clears attributes and leaves the others', () => {
    world.import('ad', { items: [user('a', 'CN=A,DC=t', {}, { mail: 'a@t', department: 'IT' })] })
    const statistics = world.import('ad', {
      scope: 'delta',
      items: [
        {
          kind: 'change',
          type: 'user',
          anchor: 'a',
          dn: 'CN=A2,DC=t',
          set: { mail: 'b@t' },
          clear: ['department'],
        },
      ],
    })
    expect(statistics).toMatchObject({ read: 1, renames: 1, deletes: 0 })
    expect(object('a')).toMatchObject({ dn: 'CN=A2,DC=t', observed: { sAMAccountName: 'a', mail: 'b@t' } })
  })

  test('deletes what it names, nothing else, and what is named and not known not at all', () => {
    world.import('ad', { items: [user('a', 'CN=A,DC=t'), user('b', 'CN=B,DC=t')] })
    world.synchronize()
    const items: ReadItem[] = [
      { kind: 'delete', anchor: 'a' },
      { kind: 'delete', anchor: 'never seen' },
    ]
    expect(world.import('ad', { scope: 'delta', items }).deletes).toBe(1)
    expect(object('a').deleted).toBe(1)
    expect(object('b').deleted).toBe(0)
    world.synchronize()
    expect(count('select count(*) as n from cs_object')).toBe(1)
  })

  test('that speaks of an object no full read has brought keeps what it says', () => {
    world.import('ad', {
      scope: 'delta',
      items: [
        { kind: 'change', type: 'user', anchor: 'n', dn: 'CN=N,DC=t', set: { mail: 'n@t' }, clear: [] },
      ],
    })
    expect(object('n')).toMatchObject({ type: 'user', dn: 'CN=N,DC=t', observed: { mail: 'n@t' } })
  })

  test('confirms a reference that was written, by value', () => {
    const { ad } = world.systems
    const hr = (id: string, manager?: string): void =>
      world.systems.hr.put(id, {
        type: 'employee',
        attributes: { id, first: id, last: 'X', dept: 'Legal', status: 'Active', kind: 'Normal' },
        references: manager === undefined ? {} : { manager: [manager] },
      })
    hr('E0')
    hr('E1')
    world.cycle()
    hr('E0', 'E1')
    world.import('hr')
    world.synchronize()
    world.approve()
    world.exportAll()
    const dn = (id: string): [string, string] => {
      const [anchor, found] = [...ad.objects].find(([, o]) => o.attributes.employeeID === id) ?? [
        '',
        undefined,
      ]
      return [anchor, found?.dn ?? '']
    }
    world.import('ad', {
      scope: 'delta',
      items: [
        {
          kind: 'change',
          type: 'user',
          anchor: dn('E0')[0],
          set: {},
          clear: [],
          references: { manager: { add: [dn('E1')[1]], remove: [] } },
        },
      ],
    })
    expect(count(`select count(*) as n from change where state = 'exported'`)).toBe(0)
    expect(
      count(`select count(*) as n from change where state = 'confirmed' and attribute = 'manager'`),
    ).toBe(1)
    expect(world.findings()).toEqual([])
    // Taken away again, and the directory's delta says the removal.
    hr('E0')
    world.import('hr')
    world.synchronize()
    world.approve()
    world.exportAll()
    world.import('ad', {
      scope: 'delta',
      items: [
        {
          kind: 'change',
          type: 'user',
          anchor: dn('E0')[0],
          set: {},
          clear: [],
          references: { manager: { add: [], remove: [dn('E1')[1]] } },
        },
      ],
    })
    expect(
      count(`select count(*) as n from change where state = 'confirmed' and attribute = 'manager'`),
    ).toBe(2)
    expect(references(dn('E0')[0])).toEqual([])
  })
})

describe('two exports before one reading back', () => {
  test('each is confirmed by its own value, and told when its own is missing', () => {
    for (const id of ['E0', 'E1', 'E2'])
      world.systems.hr.put(id, {
        type: 'employee',
        attributes: { id, first: id, last: 'X', dept: 'Legal', status: 'Active', kind: 'Normal' },
      })
    const team = (...members: string[]): void =>
      world.systems.hr.put('T', {
        type: 'team',
        attributes: { teamId: 'T', name: 'Team' },
        references: { members },
      })
    const states = (): string[] =>
      world.db
        .prepare<unknown[], { state: string }>(
          `select state from change where attribute = 'member' order by id`,
        )
        .all()
        .map((row) => row.state)
    team()
    world.cycle()
    for (const members of [['E0'], ['E0', 'E1', 'E2']]) {
      team(...members)
      world.import('hr')
      world.synchronize()
      world.approve()
      world.exportAll()
    }
    expect(states()).toEqual(['exported', 'exported'])
    const group = [...world.systems.ad.objects.values()].find((one) => one.type === 'group')
    if (group !== undefined) group.references.member = (group.references.member ?? []).slice(1, 2)
    // The first member is missing, and of the second change one of two.
    expect(world.confirm('ad').unconfirmed).toBe(2)
    expect(states()).toEqual(['unconfirmed', 'unconfirmed'])
    expect(world.findings('exported-change-not-reimported')).toHaveLength(2)
  })
})

describe('a full read', () => {
  test('takes what it did not see as deleted, and takes it back when it is seen again before a synchronization', () => {
    const both = [user('a', 'CN=A,DC=t'), user('b', 'CN=B,DC=t')]
    world.import('ad', { items: both })
    world.synchronize()
    const before = snapshot(world.db)
    expect(world.import('ad', { items: both.slice(0, 1) }).deletes).toBe(1)
    expect(world.import('ad', { items: both })).toMatchObject({ adds: 1, unchanged: 1 })
    world.synchronize()
    expect(snapshot(world.db)).toEqual(before)
  })

  test('does not count the order of keys or of the values of a list as a change', () => {
    const item = (attributes: Attributes): ReadItem => ({
      kind: 'object',
      type: 'user',
      anchor: 'a',
      dn: 'CN=A,DC=t',
      attributes,
    })
    world.import('ad', { items: [item({ x: '1', list: ['a', 'b'] })] })
    expect(world.import('ad', { items: [item({ list: ['b', 'a'], x: '1' })] }).unchanged).toBe(1)
    expect(world.import('ad', { items: [item({ list: ['b', 'c'], x: '1' })] }).updates).toBe(1)
  })

  test('keeps the watermark of a complete read only', () => {
    const watermark = (): unknown =>
      (world.db.prepare(`select watermark from system where name = 'ad'`).get() as { watermark: string })
        .watermark
    world.import('ad', { items: [], complete: false })
    expect(watermark()).toBe(null)
    world.import('ad', { items: [] })
    expect(watermark()).toMatch(/^w\d+$/)
  })
})

describe('a rename onto a DN that others already refer to', () => {
  test('gives the references to the object that now has it', () => {
    world.import('ad', {
      items: [user('b', 'CN=Old,DC=t'), user('a', 'CN=A,DC=t', { manager: ['CN=New,DC=t'] })],
    })
    expect(references('a')).toEqual(['manager → CN=New,DC=t'])
    world.import('ad', {
      scope: 'delta',
      items: [{ kind: 'change', type: 'user', anchor: 'b', dn: 'CN=New,DC=t', set: {}, clear: [] }],
    })
    expect(references('a')).toEqual(['manager → b'])
    expect(placeholders()).toBe(0)
  })
})
