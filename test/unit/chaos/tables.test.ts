import { expect, test } from 'vitest'
import { drawPoints } from '../../../chaos/draw-points.ts'
import { withResults } from '../../../chaos/tables.ts'
import { seeded } from '../../../demo/generator/random.ts'

test('results take the place of the last ones, and what stands around them stays', () => {
  const page = 'Before\n\n<!-- chaos: begin -->\n\nold\n\n<!-- chaos: end -->\n\nAfter\n'
  const written = withResults(page, 'new')
  expect(written).toBe('Before\n\n<!-- chaos: begin -->\n\nnew\n\n<!-- chaos: end -->\n\nAfter\n')
  expect(withResults(written, 'new')).toBe(written)
  expect(() => withResults('no markers', 'new')).toThrow('chaos: begin')
})

test('the points of a seed are the same each time, and no step is left out', () => {
  const points = drawPoints(10, seeded(7))
  expect(drawPoints(10, seeded(7))).toEqual(points)
  expect(points).toHaveLength(10)
  expect(new Set(points.map(({ step }) => step))).toEqual(
    new Set(['import', 'synchronize', 'export', 'confirm']),
  )
  for (const { share } of points) {
    expect(share).toBeGreaterThanOrEqual(0)
    expect(share).toBeLessThan(1)
  }
})
