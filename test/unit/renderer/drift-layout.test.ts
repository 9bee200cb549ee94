import { expect, test } from 'vitest'
import type { DriftGroup } from '../../../preload/contract/drift.ts'
import { groupKey, layoutDrift } from '../../../renderer/features/drift/driftLayout.ts'
import { formatDriftFilter, parseDriftFilter, toggled } from '../../../renderer/features/drift/driftPlace.ts'

const title: DriftGroup = { kind: 'value', attribute: 'title', count: 2, open: 1 }
const gone: DriftGroup = { kind: 'deleted', attribute: null, count: 3, open: 0 }
const lines = (folded: readonly DriftGroup[] = []) => {
  const layout = layoutDrift([title, gone], new Set(folded.map(groupKey)))
  return Array.from({ length: layout.length + 1 }, (_, i) => {
    const item = layout.at(i)
    return item === undefined ? null : item.kind === 'group' ? item.key : item.row
  })
}

test('each group is a line with its drift below it', () => {
  expect(lines()).toEqual(['value/title', 0, 1, 'deleted/', 2, 3, 4, null])
})

test('a folded group is one line, and the rows of the others stay theirs', () => {
  expect(lines([title])).toEqual(['value/title', 'deleted/', 2, 3, 4, null])
  expect(lines([title, gone])).toEqual(['value/title', 'deleted/', null])
})

test('without groups there is no line', () => {
  expect(layoutDrift([], new Set()).at(0)).toBeUndefined()
})

test('an address names what is listed, and what it does not know is left out', () => {
  const filter = parseDriftFilter('state=open&system=ad&search=Gro%C3%9F&kind=none')
  expect(filter).toEqual({ state: 'open', system: 'ad', search: 'Groß' })
  expect(parseDriftFilter(formatDriftFilter(filter))).toEqual(filter)
  expect(parseDriftFilter('state=lost')).toEqual({})
  expect(toggled(filter, 'state', 'open')).toEqual({ system: 'ad', search: 'Groß' })
  expect(toggled(filter, 'state', 'accepted').state).toBe('accepted')
})
