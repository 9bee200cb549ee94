import { kept } from './kept.ts'

export const densities = ['comfortable', 'compact'] as const
export type Density = (typeof densities)[number]

export const density = kept<Density>('density', densities, 'comfortable')

/** Pixels that every row of a grid is lower by; `--dense` in the style sheets. */
export const tighterBy: Record<Density, number> = { comfortable: 0, compact: 4 }

/** Puts the density on the document, now and whenever it is chosen. */
export function applyDensity(): void {
  const put = () => {
    if (density.get() === 'compact') document.documentElement.dataset.density = 'compact'
    else delete document.documentElement.dataset.density
  }
  put()
  density.subscribe(put)
}

/** Pixels that the rows of a grid are lower by now: grids that place their rows by numbers take it off. */
export const useTighter = (): number => tighterBy[density.use()]
