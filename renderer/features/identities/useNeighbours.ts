import type { Identity } from '../../../preload/contract/identities.ts'
import { useBlocks } from '../../client/useBlocks.ts'
import { formatRoute, replaceRoute } from '../../shell/route.ts'
import { askedOf, formatListPlace, type ListPlace } from './identityPlace.ts'

export interface Neighbours {
  readonly previous: (() => void) | undefined
  readonly next: (() => void) | undefined
}

/** The way to the one before and the one after: in the list it was opened from, else among those of its type. */
export function useNeighbours(identity: Identity, place: ListPlace): Neighbours {
  const { at } = place
  // The same blocks as the list's: coming from there, they are here already.
  const list = useBlocks('identities.list', askedOf(place), { first: (at ?? 0) - 1, last: (at ?? 0) + 1 })
  const go = (id: number, position: number | null) => () =>
    replaceRoute(formatRoute('identities', id, formatListPlace({ ...place, at: position })))
  if (at === null)
    return {
      previous: identity.previous === null ? undefined : go(identity.previous, null),
      next: identity.next === null ? undefined : go(identity.next, null),
    }
  const before = at > 0 ? list.row(at - 1) : undefined
  const after = list.row(at + 1)
  return {
    previous: before && go(before.id, at - 1),
    next: after && go(after.id, at + 1),
  }
}
