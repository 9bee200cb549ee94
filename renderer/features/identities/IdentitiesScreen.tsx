import { useRoute } from '../../shell/route.ts'
import { IdentityList } from './IdentityList.tsx'
import { IdentityPage } from './IdentityPage.tsx'
import { parseListPlace } from './identityPlace.ts'
import './identities.css'
import './identity.css'

/** Everybody in the metaverse: the list, or one of them. */
export default function IdentitiesScreen() {
  const { item, query } = useRoute()
  const place = parseListPlace(query)
  const id = item !== null && /^\d{1,15}$/.test(item) ? Number(item) : null
  return id === null ? <IdentityList place={place} /> : <IdentityPage key={id} id={id} place={place} />
}
