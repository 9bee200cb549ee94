import { describe, expect, test } from 'vitest'
import { joinConditionSchema } from '../../../main/config/rule-schema.ts'
import { normaliserOf, normaliserOfSpace } from '../../../main/engine/normalise.ts'
import { peopleConfiguration, type RuleOverrides } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from './arbitraries.ts'

const normaliser = (condition: object) =>
  normaliserOf(joinConditionSchema.parse({ from: 'a', to: 'a', ...condition }))

describe('the form a join compares', () => {
  test.each<[object, string | number, string | undefined]>([
    [{}, '  Anna@T ', 'anna@t'],
    [{ normalise: ['case', 'trim'] }, ' X ', 'x'],
    [{ normalise: ['diacritics'] }, 'Łukasz Müller', 'lukasz muller'],
    [{ normalise: ['digits'] }, 'E-00 12', '0012'],
    [{ normalise: ['digits'] }, 1234, '1234'],
    [{ normalise: ['digits'] }, 'none', undefined],
    [{ normalise: ['phone'] }, '+49 (0)30 / 12-34', '+49301234'],
    [{ normalise: ['phone'] }, '0049 30 1234', '+49301234'],
    [{ normalise: ['phone'] }, '030 1234', '0301234'],
    [{ normalise: ['phone'] }, '+', undefined],
    [{ expression: 'Left([value], 3)' }, 'ABCDEF', 'abc'],
    [{ expression: 'Left([value], 3)', normalise: ['digits'] }, '1x2345', '12'],
    [{ expression: 'Left([value], [other])' }, 'x', undefined],
  ])('%j of %j is %j', (condition, value, expected) => {
    expect(normaliser(condition).key(value)).toBe(expected)
  })

  test('can be told from the name of its space', () => {
    const one = normaliser({ normalise: ['phone'], expression: 'Trim([value])' })
    const { attribute, normaliser: again } = normaliserOfSpace(`person:phone${one.suffix}`)
    expect(attribute).toBe('person:phone')
    expect(again).toBe(one)
    expect(normaliserOfSpace('person:mail').normaliser.suffix).toBe('')
  })

  test('keeps case for a condition to which case counts', () => {
    expect(normaliser({ normalise: ['diacritics'], caseSensitive: true }).form('Łu')).toBe('Lu')
    expect(() => normaliser({ normalise: ['case'], caseSensitive: true })).toThrow('case cannot count')
  })
})

describe('a join that looks past spelling', () => {
  const condition = { from: 'telephoneNumber', to: 'phone', normalise: ['phone'] }
  const overrides: RuleOverrides = {
    'In from AD': { join: [[condition]] },
    'Out to AD': { join: [[{ ...condition, from: 'phone', to: 'telephoneNumber' }]] },
    'Out to the app': undefined,
    'Out to AD groups': undefined,
  }
  const configuration = (more: RuleOverrides = {}) => {
    const { workspace, rules } = peopleConfiguration({ ...overrides, ...more })
    const person = workspace.metaverse.types.person as (typeof workspace.metaverse.types)[string]
    const phone = { ...(person.attributes.phone as (typeof person.attributes)[string]), indexed: true }
    return {
      workspace: {
        ...workspace,
        metaverse: {
          types: {
            ...workspace.metaverse.types,
            person: { ...person, attributes: { ...person.attributes, phone } },
          },
        },
      },
      rules,
    }
  }
  const employee = (world: World, phone: string): void =>
    world.systems.hr.put('E1', {
      type: 'employee',
      attributes: { id: 'E1', first: 'A', last: 'N', status: 'Active', kind: 'Normal', phone },
    })
  const account = (world: World, telephoneNumber: string): void =>
    world.systems.ad.put('g1', {
      type: 'user',
      dn: 'CN=x,DC=t',
      attributes: { sAMAccountName: 'x', userAccountControl: 512, telephoneNumber },
    })
  const joined = (world: World): unknown[] =>
    world.db
      .prepare(`select c.kind from cs_connection c join cs_object o on o.id = c.object where o.anchor = 'g1'`)
      .all()
  const dangling = (world: World): unknown[] =>
    world.db.prepare('select * from mv_lookup where object not in (select id from mv_object)').all()

  test.each([
    ['when the account comes first', ['ad', 'hr'] as const],
    ['when the person comes first', ['hr', 'ad'] as const],
  ])('inbound, %s', (_name, order) => {
    over(new World(configuration()), (world) => {
      employee(world, '+49 30 / 1234')
      account(world, '0049 (30) 12 34')
      for (const name of order) {
        world.import(name)
        world.synchronize()
      }
      expect(joined(world)).toEqual([{ kind: 'joined' }])
      world.systems.hr.objects.clear()
      world.systems.ad.objects.clear()
      world.importAll()
      world.synchronize()
      expect(dangling(world)).toEqual([])
    })
  })

  test('from the side of the identity, whose account no inbound rule joins', () => {
    over(new World(configuration({ 'In from AD': undefined })), (world) => {
      account(world, '0049 (30) 12 34')
      world.importAll()
      world.synchronize()
      employee(world, '+49 30 / 1234')
      world.importAll()
      world.synchronize()
      expect(joined(world)).toEqual([{ kind: 'joined' }])
    })
  })

  test('waits for the value, however it is written when it comes', () => {
    over(new World(configuration()), (world) => {
      employee(world, '1')
      account(world, '0049 30 1234')
      world.importAll()
      world.synchronize()
      expect(joined(world)).toEqual([])
      employee(world, '+49-30-1234')
      world.import('hr')
      world.synchronize()
      expect(joined(world)).toEqual([{ kind: 'joined' }])
    })
  })
})
