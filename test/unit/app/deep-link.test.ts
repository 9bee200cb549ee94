import { expect, test } from 'vitest'
import { placeAmong, placeOfLink } from '../../../main/app/deep-link.ts'

test.each([
  ['joinery://changes', '#/changes'],
  ['joinery://changes?system=ad&q=Gro%C3%9Fmann', '#/changes?system=ad&q=Gro%C3%9Fmann'],
  ['joinery://history/46', '#/history/46'],
  ['joinery://systems/', '#/systems'],
  ['joinery://help/connectors/ldap#reading', '#/help/connectors/ldap#reading'],
])('%s leads to %s', (link, place) => {
  expect(placeOfLink(link)).toBe(place)
})

test.each([
  'https://changes',
  'joinery:changes',
  'joinery://user:secret@changes',
  'joinery://changes:80',
  'joinery://a.b/c',
  'joinery://../x',
  `joinery://changes?q=${'a'.repeat(2000)}`,
  'javascript:alert(1)',
  '',
])('%s leads nowhere', (link) => {
  expect(placeOfLink(link)).toBeUndefined()
})

test('the first link among the arguments counts', () => {
  expect(placeAmong(['joinery', '--workspace=x', 'joinery://joins', 'joinery://changes'])).toBe('#/joins')
  expect(placeAmong(['joinery'])).toBeUndefined()
})
