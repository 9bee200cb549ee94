import { normalizeDn } from '../../connectors/kit/dn.ts'

/** A DN as it is compared and looked up. What is not a DN is compared as text: it was read, so it has to be kept. */
export function dnKey(dn: string): string {
  try {
    return normalizeDn(dn)
  } catch {
    return dn.trim().toLowerCase()
  }
}
