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
  let found: Partial<Watermark> & { shape?: string }
  try {
    found = JSON.parse(text) as typeof found
  } catch {
    throw fullImportNeeded('the watermark cannot be read', host)
  }
  const { dc, invocation, usn, cookie, shape } = found ?? {}
  if (typeof dc !== 'string' || typeof invocation !== 'string' || !Number.isSafeInteger(usn))
    throw fullImportNeeded('the watermark cannot be read', host)
  if (shape !== shapeOf(directory))
    throw fullImportNeeded('types, attributes, bases or filters were changed since the last one', host)
  if (dc !== current.dc)
    throw fullImportNeeded(`the last one read from ${nameOf(dc)}, this one from ${nameOf(current.dc)}`, host)
  if (invocation !== current.invocation)
    throw fullImportNeeded(`the database of ${nameOf(dc)} was restored since the last one`, host)
  if ((usn as number) > current.usn)
    throw fullImportNeeded(`${nameOf(dc)} has forgotten changes that the last one read`, host)
  const dirsync = directory.config.delta === 'dirsync'
  if (dirsync !== (cookie !== undefined)) throw fullImportNeeded('delta was changed since the last one', host)
  return { dc, invocation, usn: usn as number, ...(cookie === undefined ? {} : { cookie }) }
}

/** `CN=NTDS Settings,CN=DC1,CN=Servers,…` → `DC1`. */
function nameOf(dc: string): string {
  return /^CN=NTDS Settings,CN=([^,]+)/i.exec(dc)?.[1] ?? dc
}
