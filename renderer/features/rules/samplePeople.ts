import { useState } from 'react'
import type { Person } from '../../../preload/contract/rules.ts'

const keyOf = (workspace: string, type: string): string => `joinery.rule-samples ${workspace} ${type}`

function read(key: string): readonly Person[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Person[]
  } catch {
    return []
  }
}

/** Whom an admin chose to try rules of a type on; none until somebody is chosen. Kept in this browser. */
export function useSamplePeople(workspace: string, type: string) {
  const key = keyOf(workspace, type)
  const [held, setHeld] = useState({ key, people: read(key) })
  const people = held.key === key ? held.people : read(key)
  return [
    people,
    (next: readonly Person[]) => {
      setHeld({ key, people: next })
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Storage may be closed to the page; the choice then lasts as long as it is open.
      }
    },
  ] as const
}
