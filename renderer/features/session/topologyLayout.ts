/** A system on the map: read only, or written to (and read back). */
export interface MapSystem {
  name: string
  source: boolean
  target: boolean
}

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface TopologyLayout {
  width: number
  height: number
  hub: Box
  sources: Map<string, Box>
  targets: Map<string, Box>
}

const nodeWidth = 196
const sourceHeight = 88
const targetHeight = 120
const gap = 48
/** Height of the hub's own text; it is as tall as its systems when those need more. */
const hubHeight = 312

/**
 * Sources at the left, the metaverse in the middle, targets at the right, in a given width (pixels). What is both read
 * and written stands at the right, where it is written; what no rule uses stands with the sources.
 */
export function layoutTopology(systems: readonly MapSystem[], width: number): TopologyLayout {
  const targets = systems.filter((s) => s.target)
  const sources = systems.filter((s) => !s.target)
  const tall = (n: number) => n * targetHeight + Math.max(0, n - 1) * gap
  const height = Math.max(hubHeight, tall(Math.max(targets.length, sources.length)) + 24)
  const column = (list: readonly MapSystem[], x: number, boxHeight: number) => {
    const boxes = new Map<string, Box>()
    list.forEach((system, i) => {
      // Both sides keep one rhythm, so that two of each face each other.
      const middle = height / 2 + (i - (list.length - 1) / 2) * (targetHeight + gap)
      boxes.set(system.name, {
        x,
        y: Math.round(middle - boxHeight / 2),
        width: nodeWidth,
        height: boxHeight,
      })
    })
    return boxes
  }
  return {
    width,
    height,
    hub: { x: Math.floor((width - nodeWidth) / 2), y: 0, width: nodeWidth, height },
    sources: column(sources, 0, sourceHeight),
    targets: column(targets, width - nodeWidth, targetHeight),
  }
}
