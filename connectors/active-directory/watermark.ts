import { createHash } from 'node:crypto'
import { ConnectorError } from '../spi/error.ts'
import type { Directory, Mark } from './directory.ts'

/** Up to where a read went, on which controller, with which settings. */
export interface Watermark extends Mark {
  /** Of DirSync, base64. */
  readonly cookie?: string
}

const shapeOf = (directory: Directory): string =>
  createHash('sha256').update(directory.shape).digest('hex').slice(0, 16)

export function formatWatermark(directory: Directory, watermark: Watermark): string {
  const { dc, invocation, usn, cookie } = watermark
  return JSON.stringify({
    shape: shapeOf(directory),
    dc,
    invocation,
    usn,
    ...(cookie === undefined ? {} : { cookie }),
  })
}

export function fullImportNeeded(why: string, where: string, system?: string): ConnectorError {
  return new ConnectorError('precondition', `A full import is needed: ${why}.`, {
    advice: 'Run a full import of this system; delta imports work again after it',
    where,
    ...(system === undefined ? {} : { system }),
  })
}

/**
 * The watermark of the last complete read. Throws ConnectorError `precondition` when it is of another controller, of a restored database, of
 * other settings, of the other delta mode, or none.
 */
export function readWatermark(
  directory: Directory,
  text: string | undefined,
  current: Mark,
  host: string,
): Watermark {
  if (directory.config.delta === 'none') throw fullImportNeeded('delta is set to none', host)
  if (text === undefined) throw fullImportNeeded('there is no watermark of an earlier import', host)
  const found = parseWatermark(text)
  if (found === undefined) throw fullImportNeeded('the watermark cannot be read', host)
  const { dc, invocation, usn, cookie, shape } = found
  if (shape !== shapeOf(directory))
    throw fullImportNeeded('types, attributes, bases or filters were changed since the last one', host)
  if (dc !== current.dc)
    throw fullImportNeeded(`the last one read from ${nameOf(dc)}, this one from ${nameOf(current.dc)}`, host)
  if (invocation !== current.invocation)
    throw fullImportNeeded(`the database of ${nameOf(dc)} was restored since the last one`, host)
  if (usn > current.usn)
    throw fullImportNeeded(`${nameOf(dc)} has forgotten changes that the last one read`, host)
  const dirsync = directory.config.delta === 'dirsync'
  if (dirsync !== (cookie !== undefined)) throw fullImportNeeded('delta was changed since the last one', host)
  return { dc, invocation, usn, ...(cookie === undefined ? {} : { cookie }) }
}

/** What a watermark says, of whichever controller and settings; undefined when it cannot be read. */
export function parseWatermark(text: string): (Watermark & { readonly shape?: string }) | undefined {
  try {
    const found = JSON.parse(text) as Partial<Watermark> | null
    const { dc, invocation, usn } = found ?? {}
    if (typeof dc !== 'string' || typeof invocation !== 'string' || !Number.isSafeInteger(usn))
      return undefined
    return found as Watermark
  } catch {
    return undefined
  }
}

/** `CN=NTDS Settings,CN=DC1,CN=Servers,…` → `DC1`. */
export function nameOf(dc: string): string {
  return /^CN=NTDS Settings,CN=([^,]+)/i.exec(dc)?.[1] ?? dc
}
