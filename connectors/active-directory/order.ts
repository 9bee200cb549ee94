import { parseDn } from '../kit/dn.ts'
import type { WriteRequest } from '../spi/write.ts'

/**
 * Requests in waves that may each be written at once: containers before what is put into them, what is deepest is deleted first, containers
 * are moved one by one, and two requests on one object come after each other.
 */
export function inWaves(requests: readonly WriteRequest[]): WriteRequest[][] {
  const waves = new Map<number, WriteRequest[]>()
  const busy = new Map<string, number>()
  let movedContainers = 0
  for (const request of requests) {
    let level = levelOf(request, () => movedContainers++)
    if (request.operation !== 'add') {
      const before = busy.get(request.anchor)
      if (before !== undefined && before >= level) level = before + 1
      busy.set(request.anchor, level)
    }
    const wave = waves.get(level)
    if (wave === undefined) waves.set(level, [request])
    else wave.push(request)
  }
  return [...waves.keys()].sort((a, b) => a - b).map((level) => waves.get(level) as WriteRequest[])
}

/** Adds by depth from 0; moves of containers, then other updates, from 1,000,000; deletions from 2,000,000, the deepest first. */
function levelOf(request: WriteRequest, moved: () => number): number {
  if (request.operation === 'add') return depthOf(request.dn)
  if (request.operation === 'delete') return 2_500_000 - depthOf(request.dn)
  if (request.newDn !== undefined && request.type === 'organizationalUnit') return 1_000_000 + moved()
  return 1_500_000
}

function depthOf(dn: string | undefined): number {
  try {
    return parseDn(dn ?? '').length
  } catch {
    // It is refused when it is written.
    return 0
  }
}
