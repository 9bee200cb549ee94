import type { KeyBindings } from './useKeys.ts'

/** Rows that PageUp and PageDown go over. */
const page = 20

type Go = (to: number) => void

/** Goes to a place, or to the end of the list that is nearest to it; nowhere when the list is empty. */
const within = (count: number, go: Go) => (to: number) => () => {
  if (count > 0) go(Math.max(0, Math.min(count - 1, to)))
}

/** J, K and the arrows go to the next and the one before; `go` is called with a place that is in the list. `at`: -1 when none is current. */
export function stepKeys(at: number, count: number, go: Go): KeyBindings {
  const to = within(count, go)
  return [
    ['J', to(at + 1)],
    ['K', to(at - 1)],
    ['ArrowDown', to(at + 1)],
    ['ArrowUp', to(at - 1)],
  ]
}

/** Home and End. */
export function endKeys(count: number, go: Go): KeyBindings {
  const to = within(count, go)
  return [
    ['Home', to(0)],
    ['End', to(count - 1)],
  ]
}

/** All of them, and PageUp and PageDown: for a long list that the page is there for. */
export function listKeys(at: number, count: number, go: Go): KeyBindings {
  const to = within(count, go)
  return [
    ...stepKeys(at, count, go),
    ...endKeys(count, go),
    ['PageDown', to(at + page)],
    ['PageUp', to(at - page)],
  ]
}
