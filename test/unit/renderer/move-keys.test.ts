import { describe, expect, test } from 'vitest'
import { endKeys, listKeys, stepKeys } from '../../../renderer/shell/moveKeys.ts'

/** Where each key of a list leads; undefined where it leads nowhere. */
function places(keys: (go: (to: number) => void) => ReturnType<typeof listKeys>) {
  let went: number | undefined
  const bindings = keys((to) => {
    went = to
  })
  return Object.fromEntries(
    bindings.map(([key, act]) => {
      went = undefined
      act()
      return [key, went]
    }),
  )
}

describe('keys that go through a list', () => {
  test('lead to the neighbours, by the page, and to the ends', () => {
    expect(places((go) => listKeys(30, 100, go))).toEqual({
      J: 31,
      K: 29,
      ArrowDown: 31,
      ArrowUp: 29,
      PageDown: 50,
      PageUp: 10,
      Home: 0,
      End: 99,
    })
  })

  test('stay in it', () => {
    expect(places((go) => listKeys(0, 3, go))).toMatchObject({ K: 0, PageUp: 0, PageDown: 2 })
    expect(places((go) => stepKeys(2, 3, go))).toEqual({ J: 2, K: 1, ArrowDown: 2, ArrowUp: 1 })
  })

  test('begin with the first when none is current', () => {
    expect(places((go) => stepKeys(-1, 3, go))).toMatchObject({ J: 0, K: 0 })
  })

  test('lead nowhere in an empty one', () => {
    expect(Object.values(places((go) => listKeys(-1, 0, go))).every((to) => to === undefined)).toBe(true)
    expect(places((go) => endKeys(0, go))).toEqual({ Home: undefined, End: undefined })
  })
})
