import type { readOperations, writeOperations } from './operations.ts'
import type { TrialOutcome, trialOperations } from './trial/run-trial.ts'

type Operations = typeof writeOperations & typeof readOperations
export type OperationName = keyof Operations
export type InputOf<K extends OperationName> = Parameters<Operations[K]>[1]
export type OutputOf<K extends OperationName> = ReturnType<Operations[K]>

/** What a thread beside the store can do: every question, and trials. */
type Beside = typeof readOperations & typeof trialOperations
export type BesideName = keyof Beside
export type BesideInput<K extends BesideName> = Parameters<Beside[K]>[1]
export type BesideOutput<K extends BesideName> = Awaited<ReturnType<Beside[K]>>

export interface StoreBeside {
  call<K extends BesideName>(
    operation: K,
    input: BesideInput<K>,
    options?: StoreCallOptions,
  ): Promise<BesideOutput<K>>
  close(): Promise<void>
}

export interface StoreCallOptions {
  /** Stops a long operation between two batches. */
  readonly signal?: AbortSignal
  progress?(done: number, total: number): void
}

export type { ChangeView } from './change-queries.ts'
export type { ExportConflict } from './conflicts.ts'
export type { ListedDrift as DriftRow } from './drift-list.ts'
export type { ExportOutcome } from './export-outcomes.ts'
export type { ExportRequest, StepAside } from './export-request.ts'
export type { CauseRow } from './finding-causes.ts'
export type { NewFinding } from './findings.ts'
export type { HistoryArchive, NewArchive } from './forget-archived.ts'
export type { IdentityView } from './identity-object.ts'
export type { TimelineRow } from './identity-timeline.ts'
export type { JoinCase, JoinOption } from './join-case.ts'
export type { LimitRow } from './limit-status.ts'
export type { LiveValue } from './live-values.ts'
export type { PlannedUndo } from './plan-undo.ts'
export type { ArchivedKind, PrunableHistory } from './prunable-history.ts'
export type { Pruned } from './prune-audit.ts'
export type { RunRow } from './runs.ts'
export type { StagePage } from './stage.ts'
export type { DecisionRow } from './standing-decisions.ts'
export type { FindingRow, ListedRun, SessionData } from './status-queries.ts'
export type { Synchronized } from './synchronize.ts'
export type { UndoCandidate } from './undo-candidates.ts'
export type { ChainState } from './verify-audit.ts'
export type { WayHome, WayHomeOutcome } from './way-home.ts'
export type { TrialOutcome }

/** The store as everybody else sees it: batch-shaped calls, answered from its own threads. */
export interface Store {
  call<K extends OperationName>(
    operation: K,
    input: InputOf<K>,
    options?: StoreCallOptions,
  ): Promise<OutputOf<K>>
  close(): Promise<void>
}
