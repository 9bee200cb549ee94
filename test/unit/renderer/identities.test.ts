import { expect, test } from 'vitest'
import type { IdentityPreview, IdentityRecord, IdentityValue } from '../../../preload/contract/identities.ts'
import { headline } from '../../../renderer/features/identities/headline.ts'
import { formatListPlace, parseListPlace } from '../../../renderer/features/identities/identityPlace.ts'
import { previewSentence } from '../../../renderer/features/identities/previewSentence.ts'
import { recordState, recordWords } from '../../../renderer/features/identities/recordWords.ts'

test('an address names the list and the place in it, and bad ones are the whole list', () => {
  const place = { type: 'person', search: 'müller & co', at: 17 }
  expect(parseListPlace(formatListPlace(place))).toEqual(place)
  expect(parseListPlace('at=-1&type=')).toEqual({ type: null, search: '', at: null })
})

const heldValue = (attribute: string, value: string): IdentityValue => ({
  attribute,
  value,
  references: null,
  from: [],
  losers: [],
  changes: [],
})

test('the facts under a name are those there are', () => {
  expect(
    headline([
      heldValue('title', 'Clerk'),
      heldValue('department', 'Sales'),
      heldValue('employeeID', '7'),
      heldValue('hireDate', '2026-02-01'),
      heldValue('status', 'Active'),
    ]),
  ).toEqual({ badge: 'Active', facts: ['Clerk, Sales', 'Employee 7', 'since 2026-02-01'] })
  expect(headline([heldValue('description', 'All of Sales')])).toEqual({
    badge: null,
    facts: ['All of Sales'],
  })
  expect(headline([])).toEqual({ badge: null, facts: [] })
})

const record = {
  kind: 'joined',
  rule: 'In from AD',
  match: { words: 'mail equals mail', group: 2, groups: 2 },
  at: null,
  session: 4,
  unborn: false,
  gone: false,
  pending: 2,
} as IdentityRecord

test('a record says how it was joined, and when', () => {
  expect(recordWords(record, 0)).toEqual({
    how: 'Joined: mail equals mail',
    when: 'In from AD, Group 2 of 2, session 4',
  })
  expect(recordWords({ ...record, match: null }, 0).how).toContain('have changed since')
  expect(recordWords({ ...record, rule: null }, 0).how).toBe('Joined: decided by a person')
  expect(recordState(record)).toBe('2 pending')
  expect(recordState({ ...record, unborn: true })).toBe('Not written yet')
  expect(recordState({ ...record, pending: 0 })).toBeNull()
})

const nothing: IdentityPreview = { gone: false, values: [], changes: [], dropped: [], findings: [] }
const changeThat = (planned: boolean) => ({ planned }) as IdentityPreview['changes'][number]

test('a preview is one sentence', () => {
  expect(previewSentence(nothing)).toBe('A synchronization would change nothing.')
  expect(previewSentence({ ...nothing, changes: [changeThat(true)] })).toBe(
    'A synchronization would change nothing: the 1 change it wants is on the plan.',
  )
  expect(
    previewSentence({
      ...nothing,
      values: [{ attribute: 'a', old: null, new: 'b' }],
      changes: [changeThat(false), changeThat(true)],
    }),
  ).toBe('A synchronization would change 1 value and plan 1 change.')
  expect(previewSentence({ ...nothing, gone: true })).toContain('delete the identity')
})
