import { useEffect } from 'react'
import { useCall } from '../client/queries.tsx'
import { namePlace } from './places.ts'

/** `Session 47 · Contoso · Joinery` */
export function useTitle(screen: string): void {
  const workspace = useCall('workspace.get', {}).data?.name
  useEffect(() => {
    document.title = [screen, workspace, 'Joinery'].filter(Boolean).join(' · ')
  }, [screen, workspace])
  useEffect(() => namePlace(screen), [screen])
}
