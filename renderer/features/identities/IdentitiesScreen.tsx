import { useRoute } from '../../shell/route.ts'
import { IdentityList } from './IdentityList.tsx'
import { parseListPlace } from './identityPlace.ts'
import './identities.css'

/** Everybody in the metaverse. */
export default function IdentitiesScreen() {
  const { query } = useRoute()
  return <IdentityList place={parseListPlace(query)} />
}
