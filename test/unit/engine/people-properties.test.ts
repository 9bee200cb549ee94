import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attributes } from '../../../connectors/spi/value.ts'
import { dnKey } from '../../../main/engine/dn-key.ts'
import { isEnabled } from '../../../main/engine/enabled.ts'
import { lookupValue } from '../../../main/engine/model.ts'
import { snapshot } from '../../fakes/engine/snapshot.ts'
import { World } from '../../fakes/engine/world.ts'
import {
  apply,
  company,
  departments,
  edits,
  found,
  over,
  type Person,
  plainCompany,
  putEmployee,
  putTeam,
} from './arbitraries.ts'
import { runs } from './runs.ts'

const bit = { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 } as const

interface Planned {
  object: number
  operation: string
  attribute: string | null
  old: string | null
  new: string | null
  mv: number
}

const plan = (world: World): Planned[] =>
  world.db.prepare<unknown[], Planned>(`select * from change where state in ('planned', 'failed')`).all()

const rows = <Row>(world: World, text: string, ...values: unknown[]): Row[] =>
  world.db.prepare<unknown[], Row>(text).all(...values)

/** One employee with an account that was written and read back. */
function employed(person: Partial<Person> = {}): World {
  const world = new World()
  putEmployee(world, 0, { ...anna, ...person }, 1)
  world.cycle(2)
  return world
}

const anna: Person = {
  first: 'Anna',
  last: 'Nowak',
  dept: 'IT',
  status: 'Active',
  mail: 'a@t',
  phone: '1',
  kind: 'Normal',
  manager: undefined,
  sources: 'hr',
  account: 'none',
  accountManager: undefined,
  accountDisabled: false,
  inApp: false,
}

describe('values and where they come from', () => {
  test('of several contributions the lowest precedence number with a value wins, and the provenance names it', () => {
    fc.assert(
      fc.property(company, edits, (people, changes) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          for (const one of changes) apply(world, people, one)
          world.importAll()
          world.synchronize()
          const order = ['In from HR', 'In from contractors', 'In from AD']
          const linked = rows<{ mv: number; id: number; system: string; observed: string }>(
            world,
            `select c.mv, o.id, s.name as system, o.observed from cs_connection c join cs_object o on o.id = c.object join system s on s.id = o.system
             where o.observed is not null and o.type in ('employee', 'contractor', 'user')`,
          )
          const sources: Record<string, Record<string, string>> = {
            hr: { dept: 'department', phone: 'phone', mail: 'mail', status: 'status' },
            contractors: { dept: 'department', phone: 'phone', status: 'status' },
            ad: { mail: 'mail', sAMAccountName: 'accountName' },
          }
          for (const mv of rows<{ id: number; attributes: string; provenance: string }>(
            world,
            `select id, attributes, provenance from mv_object where type = 'person'`,
          )) {
            const values = JSON.parse(mv.attributes) as Attributes
            const provenance = JSON.parse(mv.provenance) as [string, number, number, string[]][]
            for (const name of ['department', 'phone', 'mail', 'status', 'accountName']) {
              const offers = linked
                .filter((object) => object.mv === mv.id)
                .flatMap((object) => {
                  const from = Object.entries(sources[object.system] ?? {}).find(([, to]) => to === name)?.[0]
                  const value =
                    from === undefined ? undefined : (JSON.parse(object.observed) as Attributes)[from]
                  return value === undefined ? [] : [{ object, value }]
                })
                .sort((a, b) => rank(a.object.system) - rank(b.object.system))
              const [winner] = offers
              expect(values[name]).toEqual(winner?.value)
              const named = provenance.filter(([, , , names]) => names.includes(name))
              expect(named.map(([rule, object]) => [rule, object])).toEqual(
                winner === undefined ? [] : [[order[rank(winner.object.system)], winner.object.id]],
              )
            }
          }
        }),
      ),
      runs(50),
    )
  })

  test('the provenance follows the winner even where the value stays the same', () => {
    const phone = fc.constantFrom('1', '2', undefined)
    fc.assert(
      fc.property(fc.array(fc.tuple(phone, phone), { minLength: 1, maxLength: 4 }), (steps) =>
        over(new World(), (world) => {
          for (const [first, second] of steps) {
            putEmployee(world, 0, { ...anna, phone: first }, 1)
            world.systems.contractors.put('C0', {
              type: 'contractor',
              attributes: { empId: 'E0', ...(second === undefined ? {} : { phone: second }) },
            })
            world.importAll()
            world.synchronize()
            const [mv] = snapshot(world.db).identities as { attributes: Attributes; provenance: string[] }[]
            expect(mv?.attributes.phone).toBe(first ?? second)
            const rule =
              first !== undefined ? 'In from HR' : second !== undefined ? 'In from contractors' : undefined
            expect(
              mv?.provenance.filter((one) => /\bphone\b/.test(one)).map((one) => one.split(':')[0]),
            ).toEqual(rule === undefined ? [] : [rule])
          }
        }),
      ),
      runs(40),
    )
  })

  test('a flow marked once never overwrites, neither here nor in an account', () => {
    fc.assert(
      fc.property(plainCompany, edits, (people, changes) =>
        over(found(people), (world) => {
          world.cycle()
          const badges = rows<{ id: number; badge: string | null }>(
            world,
            `select id, attributes ->> '$.badge' as badge from mv_object where type = 'person'`,
          )
          for (const [anchor, row] of world.systems.hr.objects) row.attributes.badge = `another ${anchor}`
          for (const account of world.systems.ad.objects.values()) account.attributes.description = 'by hand'
          for (const one of changes) apply(world, people, one)
          world.importAll()
          world.synchronize()
          for (const { id, badge } of badges) {
            const [now] = rows<{ badge: string | null }>(
              world,
              `select attributes ->> '$.badge' as badge from mv_object where id = ?`,
              id,
            )
            if (badge !== null && now !== undefined && now.badge !== null) expect(now.badge).toBe(badge)
          }
          const once = ['sAMAccountName', 'description', 'mail']
          expect(
            plan(world).filter(
              (change) => change.operation === 'update' && once.includes(change.attribute ?? ''),
            ),
          ).toEqual(
            // The application's mail is not marked once.
            plan(world).filter(
              (change) => change.attribute === 'mail' && systemOf(world, change.object) === 'app',
            ),
          )
        }),
      ),
      runs(30),
    )
  })

  test('what the engine tells of losers agrees with what it stored', () => {
    // The list a person sees is made anew; it must begin with the value that is there.
    fc.assert(
      fc.property(fc.constantFrom(...departments), fc.constantFrom(...departments), (hr, other) =>
        over(new World(), (world) => {
          putEmployee(world, 0, { ...anna, dept: hr }, 1)
          world.systems.contractors.put('C0', {
            type: 'contractor',
            attributes: { empId: 'E0', dept: other },
          })
          world.importAll()
          world.synchronize()
          const [mv] = rows<{ attributes: string }>(world, 'select attributes from mv_object')
          const candidates = world.candidates('department')
          expect(candidates.map((one) => one.value)).toEqual([hr, other])
          expect((JSON.parse(mv?.attributes ?? '{}') as Attributes).department).toBe(candidates[0]?.value)
        }),
      ),
      runs(5),
    )
  })
})

describe('accounts', () => {
  test('no two accounts get the same unique value or the same DN', () => {
    fc.assert(
      fc.property(company, fc.array(edits, { maxLength: 2 }), (people, rounds) =>
        over(found(people), (world) => {
          for (const round of [[], ...rounds]) {
            for (const one of round) apply(world, people, one)
            world.importAll()
            world.synchronize()
            const taken = new Map<string, number>()
            const take = (space: string, value: unknown, object: number): void => {
              if (value === undefined || value === null) return
              const key = `${space} ${lookupValue(String(value))}`
              expect(taken.get(key) ?? object, key).toBe(object)
              taken.set(key, object)
            }
            for (const { id, dn, observed } of rows<{
              id: number
              dn: string | null
              observed: string | null
            }>(
              world,
              `select id, dn, observed from cs_object where system = ? and type <> ''`,
              world.id('ad'),
            )) {
              if (observed === null) continue
              take('name', (JSON.parse(observed) as Attributes).sAMAccountName, id)
              if (dn !== null) take('dn', dnKey(dn), id)
            }
            for (const { object, operation, new: next } of plan(world)) {
              if (operation !== 'add' || systemOf(world, object) !== 'ad') continue
              const image = JSON.parse(next as string) as { dn: string; attributes: Attributes }
              take('name', image.attributes.sAMAccountName, object)
              take('dn', dnKey(image.dn), object)
            }
          }
        }),
      ),
      runs(60),
    )
  })

  test('an ambiguous match neither joins nor gets a second account', () => {
    let seen = 0
    fc.assert(
      fc.property(company, (people) =>
        over(found(people), (world) => {
          world.importAll()
          world.synchronize()
          const ambiguous = rows<{ object: number; mail: string | null; id: string | null }>(
            world,
            `select d.object, o.observed ->> '$.mail' as mail, o.observed ->> '$.employeeID' as id
             from cs_disconnector d join cs_object o on o.id = d.object where d.state = 'ambiguous'`,
          )
          seen += ambiguous.length
          for (const { object, mail, id } of ambiguous) {
            expect(rows(world, 'select 1 from cs_connection where object = ?', object)).toEqual([])
            expect(plan(world).filter((change) => change.object === object)).toEqual([])
            expect(world.findings().filter((finding) => finding.object === object)).not.toEqual([])
            const own = rows<{ id: number }>(
              world,
              `select id from mv_object where type = 'person' and (attributes ->> '$.employeeID' = ? or attributes ->> '$.mail' = ?)`,
              id,
              mail,
            ).map((row) => row.id)
            const added = plan(world).filter(
              (change) =>
                change.operation === 'add' &&
                own.includes(change.mv) &&
                systemOf(world, change.object) === 'ad',
            )
            expect(added).toEqual([])
          }
        }),
      ),
      runs(80),
    )
    expect(seen).toBeGreaterThan(0)
  })

  test('an object that a filter leaves out is never changed', () => {
    fc.assert(
      fc.property(company, edits, (people, changes) =>
        over(found(people), (world) => {
          const services = (): unknown =>
            [...world.systems.ad.objects.entries()].filter(([, o]) =>
              String(o.attributes.sAMAccountName).startsWith('svc-'),
            )
          const before = structuredClone(services())
          world.cycle(1)
          for (const one of changes.filter((change) => !['drift', 'vanish'].includes(change.what)))
            apply(world, people, one)
          world.cycle(1)
          expect(services()).toEqual(before)
          const filtered = rows<{ object: number }>(
            world,
            `select object from cs_disconnector where state = 'filtered'`,
          )
          const touched = new Set(plan(world).map((change) => change.object))
          expect(filtered.filter(({ object }) => touched.has(object))).toEqual([])
        }),
      ),
      runs(30),
    )
  })

  test('a leaver is disabled, and a rehire gets the same account enabled again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...departments), fc.integer({ min: 0, max: 0xffff }), (dept, bits) =>
        over(employed({ dept }), (world) => {
          const account = (): [string, Attributes] => {
            const [[anchor, object]] = [...world.systems.ad.objects] as unknown as [
              [string, { attributes: Attributes }],
            ]
            return [anchor, object.attributes]
          }
          const id = rows<{ id: number }>(world, `select id from cs_object where system = ?`, world.id('ad'))
          const [anchor, attributes] = account()
          // Whatever else the directory keeps in the mark stays.
          const mark = (bits & ~2) | 512
          ;(attributes as Record<string, number>).userAccountControl = mark
          putEmployee(world, 0, { ...anna, dept, status: 'Left' }, 1)
          world.importAll()
          world.synchronize()
          expect(plan(world).filter((c) => systemOf(world, c.object) === 'ad')).toMatchObject([
            { operation: 'disable', attribute: 'userAccountControl', old: `${mark}`, new: `${mark | 2}` },
          ])
          world.cycle(1)
          expect(isEnabled(bit, account()[1])).toBe(false)
          putEmployee(world, 0, { ...anna, dept }, 1)
          world.cycle(2)
          expect(account()[0]).toBe(anchor)
          expect(account()[1].userAccountControl).toBe(mark)
          expect(world.systems.ad.objects.size).toBe(1)
          expect(rows(world, `select id from cs_object where system = ?`, world.id('ad'))).toEqual(id)
          expect(world.planned()).toBe(0)
        }),
      ),
      runs(10),
    )
  })

  test('an account that was written and not yet read back stays whose it is, whatever its filter will need to see', () => {
    // Only the directory itself writes this attribute, so it is there from the first reading on.
    const scope = [[{ attribute: 'objectCategory', operator: 'EQUAL', value: 'person' }]]
    over(new World(World.configuration({ 'In from AD': { scope } })), (world) => {
      putEmployee(world, 0, anna, 1)
      world.importAll()
      world.synchronize()
      world.approve()
      world.exportAll()
      world.synchronize('full')
      expect(plan(world)).toEqual([])
      expect(rows(world, 'select * from cs_disconnector')).toEqual([])
      // Once it was read and the filter says no, it is let go.
      world.confirm('ad')
      world.synchronize()
      expect(rows(world, 'select state from cs_disconnector')).toEqual([{ state: 'filtered' }])
    })
  })

  test('who vanishes from HR loses its values here, and the account is left as the rule says', () => {
    fc.assert(
      fc.property(fc.constantFrom('keep', 'disable', 'disconnect', 'delete'), (leave) => {
        over(new World(World.configuration({ 'Out to AD': { leave } })), (world) => {
          putEmployee(world, 0, anna, 1)
          world.cycle(2)
          world.systems.hr.remove('E0')
          world.importAll()
          world.synchronize()
          const [mv] = rows<{ attributes: string }>(world, 'select attributes from mv_object')
          const left = JSON.parse(mv?.attributes ?? '{}') as Attributes
          expect(Object.keys(left).filter((name) => !['accountName', 'mail'].includes(name))).toEqual([])
          const inAd = plan(world).filter((change) => systemOf(world, change.object) === 'ad')
          expect(inAd.map((change) => change.operation)).toEqual(
            { keep: [], disable: ['disable'], disconnect: [], delete: ['delete'] }[leave],
          )
          const states = rows<{ state: string }>(world, 'select state from cs_disconnector').map(
            (row) => row.state,
          )
          expect(states).toEqual(leave === 'disconnect' ? ['explicit'] : [])
        })
      }),
      runs(8),
    )
  })

  test('an identity lives exactly as long as something is linked to it', () => {
    fc.assert(
      fc.property(
        company,
        fc.array(edits, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (people, rounds, write) =>
          over(found(people), (world) => {
            for (const round of [[], ...rounds]) {
              for (const one of round) apply(world, people, one)
              world.importAll()
              world.synchronize()
              if (write) {
                world.approve()
                world.exportAll()
                world.confirm('ad')
                world.confirm('app')
                world.synchronize()
              }
              const lonely = rows(
                world,
                `select id from mv_object where id not in (select mv from cs_connection c join cs_object o on o.id = c.object
               where o.deleted = 0 and o.anchor is not null)`,
              )
              expect(lonely).toEqual([])
              expect(
                rows(world, 'select * from cs_connection where mv not in (select id from mv_object)'),
              ).toEqual([])
              expect(
                rows(world, 'select * from cs_connection where object not in (select id from cs_object)'),
              ).toEqual([])
              expect(
                rows(
                  world,
                  `select * from change where state = 'planned' and object not in (select id from cs_object)`,
                ),
              ).toEqual([])
              expect(
                rows(world, 'select * from mv_reference where target not in (select id from mv_object)'),
              ).toEqual([])
              expect(
                rows(world, 'select * from mv_lookup where object not in (select id from mv_object)'),
              ).toEqual([])
              expect(
                rows(world, 'select * from cs_lookup where object not in (select id from cs_object)'),
              ).toEqual([])
            }
          }),
      ),
      runs(40),
    )
  })

  test('with its last contributor an identity is gone, and everything that was planned for it', () => {
    fc.assert(
      fc.property(company, (people) =>
        over(found(people), (world) => {
          for (const name of ['ad', 'app'] as const) world.systems[name].objects.clear()
          world.importAll()
          world.synchronize()
          for (const name of ['hr', 'contractors'] as const) world.systems[name].objects.clear()
          world.importAll()
          world.synchronize()
          const { findings, ...rest } = snapshot(world.db)
          expect(rest).toEqual({ identities: [], disconnectors: [], changes: [] })
          expect(rows(world, `select id from cs_object where type <> ''`)).toEqual([])
          expect(findings).toEqual([])
        }),
      ),
      runs(30),
    )
  })
})

describe('references', () => {
  const manage = (world: World, manager: number | undefined): void => {
    putEmployee(world, 0, { ...anna, manager }, 4)
  }

  test('another manager is one change of one reference, and who has no account is left out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), {
          minLength: 1,
          maxLength: 4,
        }),
        (managers) =>
          over(new World(), (world) => {
            // The third never gets an account.
            for (const i of [1, 2, 3])
              putEmployee(
                world,
                i,
                { ...anna, first: `P${i}`, mail: `p${i}@t`, status: i === 3 ? 'Left' : 'Active' },
                4,
              )
            manage(world, undefined)
            world.cycle(2)
            const account = (i: number): string | undefined =>
              [...world.systems.ad.objects].find(([, o]) => o.attributes.employeeID === `E${i}`)?.[0]
            let current: string | undefined
            for (const manager of managers) {
              manage(world, manager)
              world.importAll()
              world.synchronize()
              const wanted = manager === undefined ? undefined : account(manager)
              const changes = snapshot(world.db).changes.filter((change) => change.object.startsWith('ad/'))
              expect(changes).toEqual(
                wanted === current
                  ? []
                  : [
                      expect.objectContaining({
                        object: `ad/${account(0)}`,
                        attribute: 'manager',
                        old: current === undefined ? [] : [`ad/${current}`],
                        new: wanted === undefined ? [] : [`ad/${wanted}`],
                      }),
                    ],
              )
              world.cycle(1)
              expect(world.systems.ad.objects.get(account(0) as string)?.references.manager ?? []).toEqual(
                wanted === undefined ? [] : [wanted],
              )
              current = wanted
            }
          }),
      ),
      runs(15),
    )
  })

  test('a member more is one value added, a member less one value removed', () => {
    const members = fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 5 })
    fc.assert(
      fc.property(members, members, (before, after) =>
        over(new World(), (world) => {
          for (let i = 0; i < 6; i++)
            putEmployee(world, i, { ...anna, first: `P${i}`, mail: `p${i}@t`, dept: 'Legal' }, 6)
          putTeam(world, 0, before, 6)
          world.cycle(2)
          const account = (i: number): string =>
            `ad/${[...world.systems.ad.objects].find(([, o]) => o.attributes.employeeID === `E${i}`)?.[0]}`
          putTeam(world, 0, after, 6)
          world.import('hr')
          world.synchronize()
          const added = after.filter((i) => !before.includes(i)).map(account)
          const removed = before.filter((i) => !after.includes(i)).map(account)
          expect(snapshot(world.db).changes).toEqual(
            added.length + removed.length === 0
              ? []
              : [expect.objectContaining({ attribute: 'member', new: added.sort(), old: removed.sort() })],
          )
        }),
      ),
      runs(20),
    )
  })
})

const rank = (system: string): number => ['hr', 'contractors', 'ad'].indexOf(system)

const systemOf = (world: World, object: number): string | undefined =>
  rows<{ name: string }>(
    world,
    'select s.name from cs_object o join system s on s.id = o.system where o.id = ?',
    object,
  )[0]?.name
