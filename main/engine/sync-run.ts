import type { RuleChange } from './rule-change.ts'

/** What a synchronization is asked for, what it may ask meanwhile, and what it tells at the end. */

export interface SyncStatistics {
  objects: number
  identities: number
  projections: number
  joins: number
  disconnectors: number
  filteredDisconnectors: number
  ambiguous: number
  mvUpdates: number
  mvDeletes: number
  provisioned: number
  disconnects: number
  /** Findings of flows: expressions that failed, values of the wrong type, what a rule refuses. */
  flowErrors: number
  passes: number
}

export interface SyncControl {
  /** Called between batches; true stops the synchronization there. */
  cancelled(): boolean
  /** @param total what is done and what waits; counting that is as long as the queues are, so it is asked for only where it is told */
  progress(done: number, total: () => number): void
}

export interface SyncOptions {
  /** `full`: everything. `delta`: what has changed, and what changed rules say something else of. */
  readonly mode: 'full' | 'delta'
  /** How the rules differ from those of the last synchronization; undefined where they do not. */
  readonly change?: Extract<RuleChange, { everything: false }> | undefined
  readonly batch: number
}
