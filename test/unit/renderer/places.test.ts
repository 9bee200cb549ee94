import { describe, expect, it } from 'vitest'
import {
  formatPlace,
  isUnfiltered,
  parsePlace,
  toggleFacet,
  withFacet,
  withSearch,
} from '../../../renderer/features/changes/filter.ts'
import { formatRoute, parseRoute } from '../../../renderer/shell/route.ts'

describe('addresses', () => {
  it('name a screen, what is open on it, and a query', () => {
    expect(parseRoute('#/history/46')).toEqual({ screen: 'history', item: '46', query: '' })
    expect(parseRoute('#/changes?system=ad')).toEqual({ screen: 'changes', item: null, query: 'system=ad' })
    expect(parseRoute(formatRoute('systems', 'a/b ü'))).toEqual({
      screen: 'systems',
      item: 'a/b ü',
      query: '',
    })
  })

  it('lead to the session when they are unknown or broken', () => {
    for (const hash of ['', '#', '#/nowhere', '#key=abc']) expect(parseRoute(hash).screen).toBe('session')
    expect(parseRoute('#/systems/%E0%A4%A')).toMatchObject({ screen: 'systems', item: '%E0%A4%A' })
  })
})

describe('the filter in the address', () => {
  it('comes back as it went', () => {
    const place = {
      view: 'objects' as const,
      filter: {
        systems: ['ad', 'sn'],
        operations: ['add' as const],
        decisions: ['held' as const],
        search: 'größe & co',
      },
    }
    expect(parsePlace(formatPlace(place))).toEqual(place)
    expect(parsePlace('')).toEqual({ filter: {}, view: 'patterns' })
  })

  it('leaves out what the contract does not know', () => {
    expect(parsePlace('operation=explode&operation=add&view=cards')).toEqual({
      filter: { operations: ['add'] },
      view: 'patterns',
    })
  })

  it('has no condition where nothing is chosen', () => {
    const once = toggleFacet({}, 'systems', 'ad')
    expect(once).toEqual({ systems: ['ad'] })
    expect(toggleFacet(once, 'systems', 'ad')).toEqual({})
    expect(withFacet(once, 'systems', [])).toEqual({})
    expect(withSearch({ search: 'x' }, '  ')).toEqual({})
    expect(isUnfiltered({ systems: [] })).toBe(true)
    expect(isUnfiltered(withSearch({}, 'li'))).toBe(false)
  })
})
