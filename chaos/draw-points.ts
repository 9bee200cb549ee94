import type { Random } from '../demo/generator/random.ts'
import type { Point } from './kill.ts'

/** How the points are spread over the steps. Writing is what a crash may do harm to. */
const shares = [
  ['import', 0.22],
  ['synchronize', 0.2],
  ['export', 0.38],
  ['confirm', 0.2],
] as const

/** One point in each of equal parts of a step, so that no part is left out by chance. */
export function drawPoints(count: number, random: Random): Point[] {
  const points: Point[] = []
  for (const [at, [step, share]] of shares.entries()) {
    const last = at === shares.length - 1
    const size = last ? count - points.length : Math.max(1, Math.round(count * share))
    for (let part = 0; part < size; part++)
      points.push({
        step,
        share: (part + random.next()) / size,
        // Most that a client sends while it exports are writes; most of what passes is the schema it reads before.
        by: step === 'export' || random.next() < 0.5 ? 'sent' : 'passed',
        arrives: random.next() < 0.6,
        later: random.next() < 0.5 ? 0 : random.between(1, 12),
      })
  }
  return random.shuffle(points)
}
