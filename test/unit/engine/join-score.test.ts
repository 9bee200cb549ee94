import { describe, expect, test } from 'vitest'
import type { MvType } from '../../../main/engine/compiled-rules.ts'
import { joinScore, type ScorePair, scorePairs, similarityOf } from '../../../main/engine/join-score.ts'
import { World } from '../../fakes/engine/world.ts'
import { over } from './arbitraries.ts'

describe('how alike two values are', () => {
  test.each([
    ['case, diacritics and spaces do not count', 'Jörg  Müller', 'jorg muller', 1],
    ['nor do letters that nothing takes apart', 'Großmann Łukasz Øst', 'grossmann lukasz ost', 1],
    ['a number is that number or another', '100977', '100412', 0],
    ['however it is written', '+49 40 8822-117', '+49 (40) 8822117', 1],
    ['words without anything in common are not alike by chance', 'Logistics', 'Sales EMEA', 0],
    ['nor are people of one company by its domain', 'hans.meier@contoso.com', 'petra.lang@contoso.com', 0],
    ['an empty word is like no other', '-', 'Anna', 0],
  ])('%s', (_why, mine, theirs, similarity) => {
    expect(similarityOf(mine, theirs, 'string')).toBe(similarity)
    expect(similarityOf(theirs, mine, 'string')).toBe(similarity)
  })

  test('names that differ by a letter are nearly the same, by the measure of Jaro and Winkler', () => {
    // The measure’s own example: six letters, two of them swapped, three in common at the start.
    expect(similarityOf('MARTHA', 'MARHTA', 'string')).toBeCloseTo(0.9611, 4)
    expect(similarityOf('Jörg', 'Jörn', 'string')).toBeCloseTo(0.8833, 4)
  })

  test('of several values the two that are most alike count', () => {
    expect(similarityOf(['x@t', 'anna@t'], ['anna@t', 'y@t'], 'string')).toBe(1)
  })

  test('booleans, numbers and dates are equal or not', () => {
    expect(similarityOf(true, false, 'boolean')).toBe(0)
    expect(similarityOf('TRUE', true, 'boolean')).toBe(1)
    expect(similarityOf(17, 18, 'integer')).toBe(0)
    expect(similarityOf(17, '17', 'integer')).toBe(1)
    expect(similarityOf('2026-03-10', '2026-03-11', 'date')).toBe(0)
  })
})

const pair = (name: string, weight: number): ScorePair => ({
  attribute: name,
  mvAttribute: name,
  type: 'string',
  weight,
})

describe('a score', () => {
  test('is the share of the weight that is alike, of what both have', () => {
    const pairs = [pair('id', 3), pair('sn', 2), pair('dept', 1), pair('l', 5)]
    const { score, cells } = joinScore(
      pairs,
      { id: '1', sn: 'Nowak', dept: 'IT' },
      { id: '2', sn: 'Nowak', dept: 'IT', l: 'Brno' },
    )
    expect(score).toBe(50)
    expect(cells.map((cell) => [cell.attribute, cell.similarity])).toEqual([
      ['id', 0],
      ['sn', 1],
      ['dept', 1],
      ['l', undefined],
    ])
  })

  test('is 0 where nothing can be compared, and an empty text is nothing', () => {
    expect(joinScore([pair('sn', 1)], { sn: '' }, { sn: 'Nowak' }).score).toBe(0)
    expect(joinScore([pair('sn', 0)], { sn: 'Nowak' }, { sn: 'Nowak' }).score).toBe(0)
    expect(joinScore([], {}, {})).toEqual({ score: 0, cells: [] })
  })
})

test('what is compared comes from the joins and direct flows of both directions, joins first', () => {
  over(new World(), (world) => {
    const rules = world.rules()
    const person = rules.types.get('person') as MvType
    const told = scorePairs(world.id('ad'), 'user', person, rules).map(
      ({ attribute, mvAttribute, weight }) => `${attribute} ${mvAttribute} ${weight}`,
    )
    expect(told).toEqual([
      'employeeID employeeID 3',
      'mail mail 3',
      'department department 1',
      'displayName displayName 1',
      'sAMAccountName accountName 1',
      'telephoneNumber phone 1',
    ])
    // A system without inbound rules is compared by what it would be given.
    expect(scorePairs(world.id('app'), 'account', person, rules)[0]).toMatchObject({
      attribute: 'externalId',
      mvAttribute: 'employeeID',
      weight: 3,
    })
    const weighed: MvType = {
      ...person,
      attributes: person.attributes.map(([name, definition]) => [
        name,
        name === 'department' ? { ...definition, weight: 10 } : definition,
      ]),
    }
    expect(scorePairs(world.id('ad'), 'user', weighed, rules)[0]).toMatchObject({
      attribute: 'department',
      weight: 10,
    })
  })
})
