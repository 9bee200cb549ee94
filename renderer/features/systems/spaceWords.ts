import type { SpaceFilter, SpaceRow, SpaceState } from '../../../preload/contract/space.ts'
import { t } from '../../language/text.ts'

/** How an object stands, in the words of the field. */
export const spaceStateWord: Record<SpaceState, string> = {
  joined: t('Joined'),
  unmatched: t('Matches nobody'),
  ambiguous: t('Matches several'),
  filtered: t('Filtered'),
  explicit: t('Never joined'),
  new: t('Not synchronized yet'),
  unborn: t('Not written yet'),
  placeholder: t('Placeholder'),
  gone: t('Gone'),
}

/** What the state means for the object. */
export const spaceStateMeaning: Record<SpaceState, string> = {
  joined: t('It belongs to an identity.'),
  unmatched: t('No identity has a value that its join rules look for.'),
  ambiguous: t('Several identities match, so a person decides.'),
  filtered: t('No rule wants it: it is read and never touched.'),
  explicit: t('Somebody decided that it is nobody’s, whatever the rules say.'),
  new: t('It was read; the next synchronization decides about it.'),
  unborn: t('It is planned and not yet written.'),
  placeholder: t('It was never read: another object refers to it.'),
  gone: t('The system no longer holds it; the next synchronization lets it go.'),
}

export const spaceFilterWord: Record<SpaceFilter, string> = {
  joined: t('Joined'),
  unmatched: t('Match nobody'),
  ambiguous: t('Match several'),
  filtered: t('Filtered'),
  explicit: t('Never joined'),
  new: t('Not synchronized'),
  placeholder: t('Placeholders'),
  pending: t('Pending export'),
  unconfirmed: t('Unconfirmed'),
}

/** How an object is named in its system: by DN where there is one. */
export const keyOf = (row: Pick<SpaceRow, 'dn' | 'anchor'>): string => row.dn ?? row.anchor ?? ''
