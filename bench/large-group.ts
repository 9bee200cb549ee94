import { join } from 'node:path'
import type { ReadItem } from '../connectors/spi/entry.ts'
import { World } from '../test/fakes/engine/world.ts'
import { type BenchRow, round, told } from './measure.ts'

const group = 'T1'

/**
 * A group that has so many members: reading it, planning it, and one member more or less. Through the store and the engine alone; what a
 * directory takes to tell and to write it is measured with Samba.
 */
export function benchLargeGroup(dir: string, members: number): BenchRow[] {
  const world = new World(undefined, join(dir, 'large-group.db'))
  try {
    for (let i = 0; i <= members; i++)
      world.systems.hr.put(anchorOf(i), {
        type: 'employee',
        attributes: {
          id: anchorOf(i),
          first: 'Anna',
          last: `Nowak ${i}`,
          dept: 'IT',
          status: 'Active',
          kind: 'Normal',
        },
      })
    world.import('hr', { page: 2000 })
    world.synchronize()
    holdAsWritten(world)
    world.systems.hr.put(group, {
      type: 'team',
      attributes: { teamId: group, name: 'Everybody' },
      references: { members: Array.from({ length: members }, (_, i) => anchorOf(i)) },
    })
    const item = world.systems.hr.item(group) as ReadItem
    const rows = [
      told(
        'group: stage it',
        members,
        seconds(() => world.import('hr', { scope: 'delta', items: [item] })),
      ),
      told(
        'group: plan it with all members',
        members,
        seconds(() => world.synchronize()),
      ),
    ]
    holdAsWritten(world)
    world.synchronize()
    rows.push(
      told(
        'group: stage it, nothing changed',
        members,
        seconds(() => world.import('hr', { scope: 'delta', items: [item] })),
      ),
    )
    const times = { more: [] as number[], less: [] as number[] }
    for (let turn = 0; turn < 5; turn++)
      for (const [kind, delta] of [
        ['more', { add: [anchorOf(members)], remove: [] }],
        ['less', { add: [], remove: [anchorOf(members)] }],
      ] as const) {
        times[kind].push(seconds(() => oneMember(world, delta)))
        expectOneValue(world)
        holdAsWritten(world)
      }
    for (const [kind, words] of [
      ['more', 'one member more'],
      ['less', 'one member less'],
    ] as const) {
      const slowest = Math.max(...times[kind]) * 1000
      rows.push({
        ...told(
          `group: ${words}, staged and synchronized to a change of one value, slowest of 5, milliseconds`,
          members,
          slowest,
        ),
        ours: round(slowest),
        target: '≤ 50',
        met: slowest <= 50,
      })
    }
    return rows
  } finally {
    world.close()
  }
}

const anchorOf = (i: number): string => `E${i}`

function oneMember(world: World, delta: { add: readonly string[]; remove: readonly string[] }): void {
  world.import('hr', {
    scope: 'delta',
    items: [
      { kind: 'change', type: 'team', anchor: group, set: {}, clear: [], references: { members: delta } },
    ],
  })
  world.synchronize()
}

/** A plan of more than the one value would be another measurement. */
function expectOneValue(world: World): void {
  const planned = world.db
    .prepare<unknown[], { n: number }>(
      `select coalesce(json_array_length(old), 0) + coalesce(json_array_length(new), 0) as n
       from change where attribute = 'member' and state = 'planned'`,
    )
    .all()
  if (planned.length !== 1 || planned[0]?.n !== 1)
    throw new Error(`one value was to be planned, not ${JSON.stringify(planned)}`)
}

/** What is planned counts as written: accounts are there, and members are in. The writing itself is not what is measured. */
function holdAsWritten(world: World): void {
  world.db.exec(`
    update cs_object set anchor = 'a' || id where anchor is null;
    insert or replace into cs_reference (source, attribute, target, state)
      select c.object, c.attribute, j.value, 1 from change c, json_each(c.new) j where c.reference = 1 and c.state = 'planned';
    delete from cs_reference where (source, attribute, target) in
      (select c.object, c.attribute, j.value from change c, json_each(c.old) j where c.reference = 1 and c.state = 'planned');
    delete from change where reference = 1;
    update change set state = 'confirmed' where operation = 'add';`)
}

function seconds(work: () => void): number {
  const started = performance.now()
  work()
  return (performance.now() - started) / 1000
}
