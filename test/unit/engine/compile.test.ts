import { describe, expect, test } from 'vitest'
import { compileRules } from '../../../main/engine/compile.ts'
import { peopleConfiguration } from '../../fakes/engine/people-workspace.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from './arbitraries.ts'

const compiled = (overrides = {}): ReturnType<World['rules']> =>
  over(new World(peopleConfiguration(overrides)), (world) => world.rules())

describe('compiled rules', () => {
  test('link the systems that project first, in the order of precedence', () => {
    const rules = compiled()
    const names = rules.linkOrder.map((id) => rules.systems.get(id)?.name)
    expect(names).toEqual(['hr', 'contractors', 'ad', 'app'])
    const swapped = compiled({ 'In from HR': { precedence: 500 }, 'In from HR teams': { precedence: 501 } })
    expect(swapped.linkOrder.map((id) => swapped.systems.get(id)?.name)).toEqual([
      'contractors',
      'hr',
      'ad',
      'app',
    ])
  })

  test('keep the rules of a system and type in the order of precedence', () => {
    const rules = compiled()
    expect(rules.inbound.get(1)?.map((rule) => rule.name)).toEqual(['In from HR', 'In from HR teams'])
    expect(
      rules.outbound
        .get('person')
        ?.get(3)
        ?.map((rule) => rule.name),
    ).toEqual(['Out to AD'])
    expect(rules.precedence.get('In from AD')).toBe(200)
  })

  test('leave out what is disabled', () => {
    const rules = compiled({ 'Out to AD': { disabled: true } })
    expect(rules.outbound.get('person')?.get(3)).toBeUndefined()
    expect(rules.precedence.has('Out to AD')).toBe(false)
  })

  test('tell references from values by the type of the metaverse attribute', () => {
    const [rule] = compiled().outbound.get('person')?.get(3) ?? []
    expect(rule?.references.map((flow) => flow.to)).toEqual(['manager'])
    expect(rule?.flows.map((flow) => flow.to)).not.toContain('manager')
  })

  test('know what joins and uniqueness look up', () => {
    const rules = compiled()
    expect(rules.joinAttributes.get('3:user')).toEqual(['employeeID', 'mail'])
    expect(rules.uniqueAttributes.get('3:user')).toEqual(['sAMAccountName'])
    expect(rules.waiting.get('person:mail')).toEqual(['3:user:mail'])
    expect(rules.waiting.get('person:employeeID')).toEqual([
      '1:employee:id',
      '3:user:employeeID',
      '4:account:externalId',
      '2:contractor:empId',
    ])
  })

  test('know what each flow reads', () => {
    const [rule] = compiled().inbound.get(1) ?? []
    expect(rule?.flows.find((flow) => flow.to === 'displayName')?.reads).toEqual(['first', 'last'])
    expect(rule?.flows.find((flow) => flow.to === 'mail')?.reads).toEqual(['mail'])
  })

  test('need every system of the workspace registered', () => {
    const { workspace, rules } = peopleConfiguration()
    expect(() => compileRules(workspace, rules, new Map())).toThrow(
      'system hr is not registered in the store',
    )
  })
})
