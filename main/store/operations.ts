import type { Configuration } from '../config/load.ts'
import { type Candidate, candidatesOf } from '../engine/attributes.ts'
import type { EngineSystem } from '../engine/compiled-rules.ts'
import { linkedWithMemberships } from '../engine/load-memberships.ts'
import { applyPolicies } from './apply-policies.ts'
import { listApprovals } from './approvals.ts'
import { appendAudit } from './audit.ts'
import { auditHash, auditHead, workspaceId } from './audit-head.ts'
import { auditEnds, auditEntry, searchAudit } from './audit-search.ts'
import {
  alsoPending,
  changeById,
  facets,
  imageAttributes,
  listChanges,
  patterns,
  pendingCounts,
} from './change-queries.ts'
import { activeVersion } from './configuration-versions.ts'
import { recordConflicts } from './conflicts.ts'
import type { Db } from './database.ts'
import { decide, undecide } from './decisions.ts'
import { decideDrift } from './drift-decisions.ts'
import { driftCounts, driftGroups, listDrift } from './drift-list.ts'
import { returnToPlan, uncertainExports, unconfirmedObjects } from './export.ts'
import { recordOutcomes } from './export-outcomes.ts'
import { knownFigures, saveFigures } from './figures.ts'
import { findIdentity } from './find-identity.ts'
import { findingCauses, findingsOfCause } from './finding-causes.ts'
import { addFinding, clearImportFindings, type NewFinding } from './findings.ts'
import { finishArchive, forgetArchived, historyArchives, recordArchive } from './forget-archived.ts'
import { identityPage } from './identity-list.ts'
import { identityObject } from './identity-object.ts'
import { identityPreview } from './identity-preview.ts'
import { identityReferences, identityReferrers } from './identity-references.ts'
import { identityTimeline } from './identity-timeline.ts'
import { importProfiles, rememberProfile } from './import-profiles.ts'
import { joinCase } from './join-case.ts'
import { decideJoin, listDecisions, withdrawJoin } from './join-decisions.ts'
import { joinCounts, joinQueue } from './join-queue.ts'
import { changedOutside, saveLastChanges } from './last-changes.ts'
import { limitStatus, passLimits } from './limit-status.ts'
import { forgetLiveValues, noteUnasked, plannedLiveValues, takeLiveValues } from './live-values.ts'
import { indexNames, namesWaiting } from './name-index.ts'
import { planHash } from './plan-hash.ts'
import { planUndo } from './plan-undo.ts'
import { endProfile, enterProfileStep, profileRuns, startProfile } from './profile-runs.ts'
import { historyPage, prunableApprovals, prunableHistory } from './prunable-history.ts'
import { auditEntries, auditedArchives, prunableEntries, pruneAudit, prunedParts } from './prune-audit.ts'
import { referenceReasons } from './reference-reasons.ts'
import { refusePruned } from './refuse-pruned.ts'
import { activate, registeredSystems, saveSchema } from './registry.ts'
import { bringsPeople } from './removed-sources.ts'
import { beginReport, endReport, reportRows } from './report-cursors.ts'
import { returnOutdated } from './returned-changes.ts'
import { contributors } from './rules/contributors.ts'
import { findPeople } from './rules/people.ts'
import { highestNumber } from './rules/probes.ts'
import { samplePeople } from './rules/sample-people.ts'
import { sampleValues } from './rules/sample-values.ts'
import { scopeCounts } from './rules/scope-counts.ts'
import { endRun, endSession, markInterrupted, openSession, startRun, startSession } from './runs.ts'
import { getSetting, setSetting } from './setting.ts'
import { shrink } from './shrink.ts'
import { spacePage } from './space-list.ts'
import { spaceObject } from './space-object.ts'
import { type StageOptions, type StagePage, type StageStatistics, Staging } from './stage.ts'
import * as status from './status-queries.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentOn } from './sync-environment.ts'
import { SyncStore } from './sync-store.ts'
import { synchronize } from './synchronize.ts'
import { noteWaitingAdds, takeApproved } from './take-approved.ts'
import { takeNotes } from './take-notes.ts'
import { undoCandidates } from './undo-candidates.ts'
import { rejectUndone } from './undone.ts'
import { verifyAudit } from './verify-audit.ts'
import { recordWaysHome, waysHome } from './way-home.ts'

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
  startProfile,
  enterProfileStep,
  endProfile,
  audit: (db: Db, input: Parameters<typeof appendAudit>[1]) => db.transaction(() => appendAudit(db, input))(),
  takeNotes,
  pruneAudit,
  recordArchive,
  forgetArchived,
  finishArchive,
  shrink: (db: Db, _input: null) => shrink(db),
  workspaceId: (db: Db, _input: null) => workspaceId(db),
  decide,
  undecide,
  decideDrift,
  decideJoin,
  withdrawJoin,
  saveLastChanges,
  takeApproved,
  noteWaitingAdds,
  recordOutcomes,
  recordWaysHome,
  returnToPlan,
  recordConflicts,
  passLimits,
  rememberProfile,
  returnOutdated,
  applyPolicies,
  planUndo,
  rejectUndone,

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

  takeLiveValues,
  forgetLiveValues: (db: Db, _input: null) => forgetLiveValues(db),
  noteUnasked,
  indexNames,
  saveFigures,

  synchronize,
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
  changedOutside,
  undoCandidates: (db: Db, input: Parameters<typeof undoCandidates>[1]) => {
    refusePruned(db, input.run)
    return undoCandidates(db, input)
  },
  uncertainExports,
  waysHome,
  unconfirmedObjects,
  verifyAudit,
  searchAudit,
  auditEntry,
  auditEnds: (db: Db, _input: null) => auditEnds(db),
  auditHead: (db: Db, _input: null) => auditHead(db),
  auditHash,
  auditEntries,
  prunableEntries,
  prunableHistory,
  prunableApprovals,
  historyPage,
  auditedArchives: (db: Db, _input: null) => auditedArchives(db),
  historyArchives: (db: Db, _input: null) => historyArchives(db),
  prunedParts: (db: Db, _input: null) => prunedParts(db),
  listDrift,
  driftGroups,
  driftCounts: (db: Db, _input: null) => driftCounts(db),
  facets: (db: Db, input: { filter: Parameters<typeof facets>[1] }) => facets(db, input.filter),
  patterns,
  listChanges,
  spacePage,
  spaceObject,
  identityPage,
  identityObject,
  identityPreview,
  identityReferences,
  identityReferrers,
  identityTimeline,
  namesWaiting,
  plannedLiveValues: (db: Db, input: RulesInput) => plannedLiveValues(db, storedRules(db, input)),
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
  profileRuns,
  pendingCounts: (db: Db, input: { condition: Parameters<typeof pendingCounts>[1] }) =>
    pendingCounts(db, input.condition),
  planHash: (db: Db, _input: null) => planHash(db),
  spaceCounts: (db: Db, _input: null) => status.spaceCounts(db),
  lastImports: (db: Db, _input: null) => status.lastImports(db),
  metaverseCounts: status.metaverseCounts,
  lastSteps: (db: Db, input: { system: number }) => status.lastSteps(db, input),
  bringsPeople: (db: Db, { system }: { system: string }) => bringsPeople(db, system),
  identityCount: (db: Db, _input: null) => status.identityCount(db),
  waitingCounts: (db: Db, _input: null) => status.waitingCounts(db),
  auditCount: (db: Db, _input: null) => status.auditCount(db),
  knownFigures: (db: Db, _input: null) => knownFigures(db),
  storeVersions: (db: Db, _input: null) => status.storeVersions(db),
  sessionData: status.sessionData,
  sessionPage: status.sessionPage,
  runPage: status.runPage,
  findingPage: status.findingPage,
  findingCauses,
  findingsOfCause,
  findingGroups: (db: Db, _input: null) => status.findingGroups(db),
  unmatchedBySystem: (db: Db, _input: null) => status.unmatchedBySystem(db),
  auditPage: status.auditPage,
  beginReport,
  reportRows,
  endReport,
  activeVersion: (db: Db, _input: null) => activeVersion(db),
  highestNumber: (db: Db, _input: null) => highestNumber(db),
  scopeCounts,
  contributors,
  sampleValues,
  samplePeople,
  findPeople,
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
    references: referenceReasons(db, row, input),
    also: alsoPending(db, row),
    approval: row.approval === null ? undefined : status.approvalById(db, row.approval),
  }
}
