import { parseDn } from '../../connectors/kit/dn.ts'

/** Whether a text names a place in a directory. */
export function isDn(text: string): boolean {
  try {
    return parseDn(text).length > 0
  } catch {
    return false
  }
}
