/**
 * How often a property is tried and from which seed. The seed is fixed, so that a red run is red everywhere; JOINERY_SEED takes another one and
 * JOINERY_RUNS so many times the runs, to search further.
 */
export const runs = (numRuns: number): { numRuns: number; seed: number } => ({
  numRuns: numRuns * Number(process.env.JOINERY_RUNS ?? 1),
  seed: Number(process.env.JOINERY_SEED ?? 20260310),
})
