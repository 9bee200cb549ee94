import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { workspaceSchema } from '../../../main/config/workspace-schema.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import { apply, company, edits, found, over } from './arbitraries.ts'
import { runs } from './runs.ts'

let world: World

afterEach(() => world.close())

type Link = 'join' | 'sticky-join'

/** The people workspace in which the directory joins like this, and an identity lives as long as this says. */
function worldWith(link: Link, when: 'last' | 'sources'): World {
  const base = peopleConfiguration({ 'In from AD': { link } })
  const workspace = structuredClone(base.workspace)
  const { person } = workspace.metaverse.types
  return new World({
    ...base,
    workspace: workspaceSchema.parse({
      ...workspace,
      metaverse: { types: { ...workspace.metaverse.types, person: { ...person, deletion: { when } } } },
    }),
  })
}

function open(link: Link, when: 'last' | 'sources' = 'last'): void {
  world = worldWith(link, when)
  world.systems.hr.put('E1', {
    type: 'employee',
    attributes: { id: 'E1', first: 'Anna', last: 'Nowak', status: 'Left', mail: 'a@t', kind: 'Normal' },
  })
  account('anna')
  session()
}

/** An account that was there before, joined by its mail. */
const account = (sAMAccountName: string, mail = 'a@t'): void =>
  world.systems.ad.put('g1', {
    type: 'user',
    dn: 'CN=anna,DC=t',
    attributes: { sAMAccountName, mail, userAccountControl: 514 },
  })

function session(): void {
  world.importAll()
  world.synchronize()
}

const joined = (): string[] =>
  world.db
    .prepare<unknown[], { kind: string; rule: string }>(
      `select c.kind, c.rule from cs_connection c join cs_object o on o.id = c.object where o.anchor = 'g1'`,
    )
    .all()
    .map((row) => `${row.kind} by ${row.rule}`)

const identity = (): Record<string, unknown> | undefined => {
  const row = world.db.prepare(`select attributes from mv_object where type = 'person'`).get()
  return row === undefined ? undefined : JSON.parse((row as { attributes: string }).attributes)
}

const links: readonly Link[] = ['join', 'sticky-join']

describe.each(links)('an object linked by %s', (link) => {
  const sticky = link === 'sticky-join'

  test('stays joined when the values that joined it are equal no more', () => {
    open(link)
    account('anna', 'other@t')
    session()
    expect(joined()).toEqual(['joined by In from AD'])
    world.synchronize('full')
    expect(joined()).toEqual(['joined by In from AD'])
  })

  test(`${sticky ? 'stays joined' : 'is let go'} when no rule has it in scope any more, and gives no values`, () => {
    open(link)
    expect(identity()?.accountName).toBe('anna')
    account('svc-anna')
    session()
    expect(joined()).toEqual(sticky ? ['joined by In from AD'] : [])
    expect(identity()?.accountName).toBeUndefined()
    world.synchronize('full')
    expect(joined()).toEqual(sticky ? ['joined by In from AD'] : [])
    // In scope again it has its say again.
    account('anna2')
    session()
    expect(identity()?.accountName).toBe('anna2')
  })

  test('is let go when its system deletes it', () => {
    open(link)
    account('svc-anna')
    session()
    world.systems.ad.objects.delete('g1')
    session()
    expect(joined()).toEqual([])
    expect(identity()).toBeDefined()
  })

  test(`${sticky ? 'keeps' : 'does not keep'} an identity that lives by its sources`, () => {
    open(link, 'sources')
    world.systems.hr.objects.delete('E1')
    session()
    if (!sticky) {
      expect(identity()).toBeUndefined()
      expect(joined()).toEqual([])
      return
    }
    expect(identity()).toMatchObject({ accountName: 'anna' })
    account('svc-anna')
    session()
    expect(identity()).toBeDefined()
    world.systems.ad.objects.delete('g1')
    session()
    expect(identity()).toBeUndefined()
  })

  test('a person may take it away', () => {
    open(link)
    world.decideJoin('ad', 'g1', 'disconnect')
    world.synchronize()
    expect(joined()).toEqual([])
  })
})

test('where an identity lives with its last connector, a plain join keeps it as well', () => {
  open('join', 'last')
  world.systems.hr.objects.delete('E1')
  session()
  expect(identity()).toBeDefined()
})

test('with either link, and however an identity lives, a full synchronization changes nothing that a delta one decided', () => {
  world = new World()
  fc.assert(
    fc.property(
      company,
      edits,
      fc.constantFrom(...links),
      fc.constantFrom('last' as const, 'sources' as const),
      (people, changes, link, when) =>
        over(found(people, worldWith(link, when)), (one) => {
          one.cycle(1)
          for (const change of changes) apply(one, people, change)
          one.importAll()
          one.synchronize()
          const delta = snapshot(one.db)
          one.synchronize('full')
          expect(snapshot(one.db)).toEqual(delta)
        }),
    ),
    runs(60),
  )
})
