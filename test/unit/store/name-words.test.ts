import { expect, test } from 'vitest'
import { nameWords, wordsOf } from '../../../main/store/name-words.ts'

test.each([
  ['Jürgen Großmann', 'jurgen grossmann'],
  ['Søren ØSTERGAARD', 'soren ostergaard'],
  ['Łukasz Dvořák-Nowak', 'lukasz dvorak nowak'],
  ['Yıldız, İnci', 'yildiz inci'],
  ['花子 田中', '花子 田中'],
  ['O’Brien (2)', 'o brien 2'],
  ['', ''],
])('%s is compared as %s', (name, words) => {
  expect(wordsOf(name).join(' ')).toBe(words)
})

test('a name is found as it is typed on a keyboard without its letters', () => {
  expect(nameWords('Jürgen Großmann')).toEqual(['jurgen', 'grossmann', 'juergen'])
  expect(nameWords('Søren Smith')).toEqual(['soren', 'smith', 'soeren'])
})
