import type { Identity, IdentityValue } from '../../../preload/contract/identities.ts'

export type AttributeView = 'all' | 'contested' | 'changing'

/** The attributes of a view, in the order of the metaverse. */
export function attributeRows({ values }: Identity, view: AttributeView): readonly IdentityValue[] {
  switch (view) {
    case 'all':
      return values
    case 'contested':
      return values.filter(({ losers }) => losers.length > 0)
    case 'changing':
      return values.filter(({ changes }) => changes.length > 0)
  }
}
