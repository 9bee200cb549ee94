import { baseDnOf, type SambaServer, startController } from '../../../demo/samba-controller.ts'

export type { SambaServer } from '../../../demo/samba-controller.ts'

const name = 'corp.example.test'

/** The DN and the administrator's password of every domain that `startSamba` makes. */
export const sambaDomain = { name, baseDn: baseDnOf(name), password: 'Joinery-Test-1' } as const

/** Starts a domain controller of a fresh, empty domain within seconds. Ask `requires('samba')` first. */
export function startSamba(): Promise<SambaServer> {
  return startController({ name, password: sambaDomain.password })
}
