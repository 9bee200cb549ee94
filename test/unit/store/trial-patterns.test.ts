import { describe, expect, test } from 'vitest'
import { changedWords, Patterns } from '../../../main/store/trial/patterns.ts'

describe('the pattern of a change', () => {
  test.each([
    ['Katarzyna Wójcik', 'Kasia Wójcik', ['Katarzyna …', 'Kasia …']],
    ['Anna Meyer', 'Anna Nowak', ['… Meyer', '… Nowak']],
    ['a b c', 'a x c', ['… b …', '… x …']],
    ['Sales', 'Sales EMEA', ['Sales', 'Sales EMEA']],
    ['Anna Meyer', 'Anna Anna Meyer', ['… Meyer', '… Anna Meyer']],
    [null, 'x', [null, 'x']],
    ['x', null, ['x', null]],
  ])('%s → %s', (old, next, wanted) => {
    expect(changedWords(old, next)).toEqual(wanted)
  })

  test('counts each person once, and the largest come first', () => {
    const patterns = new Patterns()
    patterns.add('displayName', 'Katarzyna A', 'Kasia A', 1)
    patterns.add('displayName', 'Katarzyna A', 'Kasia A', 1)
    patterns.add('displayName', 'Katarzyna B', 'Kasia B', 2)
    patterns.add('displayName', 'Robert C', 'Bob C', -3)
    expect(patterns.list()).toEqual({
      rows: [
        { attribute: 'displayName', old: 'Katarzyna …', new: 'Kasia …', people: 2, example: 1 },
        { attribute: 'displayName', old: 'Robert …', new: 'Bob …', people: 1, example: null },
      ],
      more: { patterns: 0, people: 0 },
    })
  })

  test('tells how many there are beside those it names', () => {
    const patterns = new Patterns()
    for (let i = 1; i <= 20; i++) patterns.add('cn', `a${i}`, `b${i}`, i)
    const { rows, more } = patterns.list()
    expect(rows).toHaveLength(12)
    expect(more).toEqual({ patterns: 8, people: 8 })
  })
})
