import type { Configuration } from '../config/load.ts'
import { type Candidate, candidatesOf } from '../engine/attributes.ts'
import type { EngineSystem } from '../engine/compile.ts'
import { linkedWithMemberships } from '../engine/load-memberships.ts'
import { type SyncStatistics, synchronize } from '../engine/synchronize.ts'
import { applyPolicies, policeAgain } from './apply-policies.ts'
import { listApprovals } from './approvals.ts'
import { appendAudit, verifyAudit } from './audit.ts'
import {
  alsoPending,
  changeById,
  facets,
  imageAttributes,
  listChanges,
  patterns,
  pendingCounts,
} from './change-queries.ts'
import { withdrawRules } from './change-rows.ts'
import { recordConflicts } from './conflicts.ts'
import type { Db } from './database.ts'
import { decide, undecide } from './decisions.ts'
import { decideDrift, driftCounts, listDrift } from './drift-decisions.ts'
import { recordOutcomes, returnToPlan, uncertainExports, unconfirmedObjects } from './export.ts'
import { findIdentity } from './find-identity.ts'
import { addFinding, clearImportFindings, type NewFinding } from './findings.ts'
import { importProfiles, rememberProfile } from './import-profiles.ts'
import { joinCase } from './join-case.ts'
import { decideJoin, listDecisions, withdrawJoin } from './join-decisions.ts'
import { joinCounts, joinQueue } from './join-queue.ts'
import { limitStatus, passLimits } from './limit-status.ts'
import { planHash } from './plan-hash.ts'
import { activate, getSetting, registeredSystems, saveSchema, setSetting } from './registry.ts'
import { returnOutdated } from './returned-changes.ts'
import { endRun, endSession, markInterrupted, openSession, startRun, startSession } from './runs.ts'
import { type StageOptions, type StagePage, type StageStatistics, Staging } from './stage.ts'
import * as status from './status-queries.ts'
import { storedRules } from './stored-rules.ts'
import { environmentForSync, environmentOn } from './sync-environment.ts'
import { SyncStore } from './sync-store.ts'
import { takeApproved } from './take-approved.ts'

/** What a long operation can ask and tell while it runs. */
export interface OperationControl {
  cancelled(): boolean
  /** @param total asked for only where the progress is told */
  progress(done: number, total: () => number): void
}

/** The open stagings of a writer, by run. */
const stagings = new Map<number, Staging>()

/** Everything the store can do: each takes one input and answers at once; the worker makes them asynchronous. */
export const writeOperations = {
  activate,
  saveSchema,
  setSetting: (db: Db, input: { name: string; value: string | null }) =>
    setSetting(db, input.name, input.value),
  markInterrupted,
  startSession,
  endSession,
  startRun,
  endRun,
  audit: (db: Db, input: Parameters<typeof appendAudit>[1]) => db.transaction(() => appendAudit(db, input))(),
  decide,
  undecide,
  decideDrift,
  decideJoin,
  withdrawJoin,
  takeApproved,
  recordOutcomes,
  returnToPlan,
  recordConflicts,
  passLimits,
  rememberProfile,
  returnOutdated,
  applyPolicies,

  stageBegin: (db: Db, input: StageOptions): void => {
    stagings.set(input.run, new Staging(db, input))
  },
  stagePage: (_db: Db, input: { run: number; page: StagePage }): void => staging(input.run).page(input.page),
  stageNotes: (db: Db, input: { system: number; clear: boolean; findings: readonly NewFinding[] }): void => {
    db.transaction(() => {
      if (input.clear) clearImportFindings(db, input.system)
      for (const finding of input.findings) addFinding(db, finding)
    })()
  },
  stageEnd: (
    _db: Db,
    input:
      | { run: number; complete: false }
      | { run: number; complete: true; scope: 'full' | 'delta'; watermark: string | undefined },
  ): StageStatistics => {
    const open = staging(input.run)
    if (input.complete) open.complete(input.scope, input.watermark)
    stagings.delete(input.run)
    return open.statistics
  },

  synchronize: (
    db: Db,
    input: {
      configuration: Configuration
      capabilities: Readonly<Record<string, EngineSystem['capabilities']>>
      mode: 'full' | 'delta'
      today: string
      run: number
      at: number
      batch: number
    },
    control: OperationControl,
  ): { statistics: SyncStatistics; finished: boolean; looping: boolean } => {
    const rules = storedRules(db, input)
    policeAgain(db)
    if (getSetting(db, 'full-synchronization-due') !== undefined)
      withdrawRules(
        db,
        [...rules.outbound.values()].flatMap((bySystem) => [...bySystem.values()].flat()),
      )
    const result = synchronize(
      new SyncStore(db, input.run, input.at),
      rules,
      environmentForSync(db, input.today),
      { mode: input.mode, batch: input.batch },
      control,
    )
    if (result.finished && input.mode === 'full') setSetting(db, 'full-synchronization-due', null)
    return result
  },
} as const

function staging(run: number): Staging {
  const open = stagings.get(run)
  if (open === undefined) throw new Error(`no staging is open for run ${run}`)
  return open
}

/** Questions: they run beside the writer on a connection of their own. */
export const readOperations = {
  registeredSystems: (db: Db, _input: null) => registeredSystems(db),
  getSetting: (db: Db, input: { name: string }) => getSetting(db, input.name),
  openSession: (db: Db, _input: null) => openSession(db),
  listDecisions,
  joinQueue,
  joinCounts: (db: Db, _input: null) => joinCounts(db),
  joinCase,
  findIdentity,
  uncertainExports,
  unconfirmedObjects,
  verifyAudit: (db: Db, _input: null) => verifyAudit(db),
  listDrift,
  driftCounts: (db: Db, _input: null) => driftCounts(db),
  facets: (db: Db, input: { filter: Parameters<typeof facets>[1] }) => facets(db, input.filter),
  patterns,
  listChanges,
  listApprovals,
  limitStatus,
  importProfiles,
  changeDetail: (
    db: Db,
    input: {
      id: number
      configuration: Configuration
      capabilities: Readonly<Record<string, EngineSystem['capabilities']>>
      today: string
    },
  ) => changeDetail(db, input),
  pendingCounts: (db: Db, input: { condition: Parameters<typeof pendingCounts>[1] }) =>
    pendingCounts(db, input.condition),
  planHash: (db: Db, _input: null) => planHash(db),
  spaceCounts: (db: Db, _input: null) => status.spaceCounts(db),
  lastImports: (db: Db, _input: null) => status.lastImports(db),
  metaverseCounts: status.metaverseCounts,
  identityCount: (db: Db, _input: null) => status.identityCount(db),
  waitingCounts: (db: Db, _input: null) => status.waitingCounts(db),
  auditCount: (db: Db, _input: null) => status.auditCount(db),
  sessionData: status.sessionData,
  sessionPage: status.sessionPage,
  runPage: status.runPage,
  findingPage: status.findingPage,
  findingGroups: (db: Db, _input: null) => status.findingGroups(db),
  unmatchedBySystem: (db: Db, _input: null) => status.unmatchedBySystem(db),
  auditPage: status.auditPage,
  sessionChanges: status.sessionChanges,
} as const

/** A change with the way its value took and who lost. */
function changeDetail(
  db: Db,
  input: {
    id: number
    configuration: Configuration
    capabilities: Readonly<Record<string, EngineSystem['capabilities']>>
    today: string
  },
) {
  const found = changeById(db, input.id)
  if (found === undefined) return undefined
  const { row, view } = found
  const store = new SyncStore(db, 0, 0)
  const rules = storedRules(db, input)
  const linked = row.mv === null ? [] : (linkedWithMemberships(store, rules, [row.mv]).get(row.mv) ?? [])
  const type = row.mv === null ? undefined : store.mvObjects([row.mv]).get(row.mv)?.type
  const candidates: readonly Candidate[] =
    row.source === null
      ? []
      : candidatesOf(linked, type, rules, environmentOn(db, input.today)).filter(
          (c) => c.attribute === row.source,
        )
  const origin = view.source?.object == null ? undefined : status.objectOrigin(db, view.source.object)
  return {
    view,
    row: { ...row, hash: undefined },
    attributes: imageAttributes(row),
    candidates,
    origin,
    also: alsoPending(db, row),
    approval: row.approval === null ? undefined : status.approvalById(db, row.approval),
  }
}
