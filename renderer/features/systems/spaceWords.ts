import type { SpaceFilter, SpaceRow, SpaceState } from '../../../preload/contract/space.ts'

/** How an object stands, in the words of the field. */
export const spaceStateWord: Record<SpaceState, string> = {
  joined: 'Joined',
  unmatched: 'Matches nobody',
  ambiguous: 'Matches several',
  filtered: 'Filtered',
  explicit: 'Never joined',
  new: 'Not synchronized yet',
  unborn: 'Not written yet',
  placeholder: 'Placeholder',
  gone: 'Gone',
}

/** What the state means for the object. */
export const spaceStateMeaning: Record<SpaceState, string> = {
  joined: 'It belongs to an identity.',
  unmatched: 'No identity has a value that its join rules look for.',
  ambiguous: 'Several identities match, so a person decides.',
  filtered: 'No rule wants it: it is read and never touched.',
  explicit: 'Somebody decided that it is nobody’s, whatever the rules say.',
  new: 'It was read; the next synchronization decides about it.',
  unborn: 'It is planned and not yet written.',
  placeholder: 'It was never read: another object refers to it.',
  gone: 'The system no longer holds it; the next synchronization lets it go.',
}

export const spaceFilterWord: Record<SpaceFilter, string> = {
  joined: 'Joined',
  unmatched: 'Match nobody',
  ambiguous: 'Match several',
  filtered: 'Filtered',
  explicit: 'Never joined',
  new: 'Not synchronized',
  placeholder: 'Placeholders',
  pending: 'Pending export',
  unconfirmed: 'Unconfirmed',
}

/** How an object is named in its system: by DN where there is one. */
export const keyOf = (row: Pick<SpaceRow, 'dn' | 'anchor'>): string => row.dn ?? row.anchor ?? ''
