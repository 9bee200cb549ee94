import type { Change } from '../../../preload/contract/changes.ts'
import type { Identity, IdentityValue } from '../../../preload/contract/identities.ts'

export type AttributeView = 'all' | 'contested' | 'changing'

/** Whether an account waits for the value: a pending change takes it from there. */
export const changeOf = (changes: readonly Change[], value: IdentityValue): Change | undefined =>
  changes.find(({ source, attribute, operation }) => {
    if (operation !== 'update') return false
    if (source === null) return false
    return source.system === 'metaverse'
      ? source.attribute === value.attribute
      : value.from.some(
          (giver) => giver.system.name === source.system && giver.sources.join(', ') === source.attribute,
        ) &&
          (attribute === value.attribute || value.from.length > 0)
  })

/** The attributes of a view, in the order of the metaverse. */
export function attributeRows(identity: Identity, view: AttributeView): readonly IdentityValue[] {
  switch (view) {
    case 'all':
      return identity.values
    case 'contested':
      return identity.values.filter(({ losers }) => losers.length > 0)
    case 'changing':
      return identity.values.filter((value) => changeOf(identity.changes, value) !== undefined)
  }
}
