import { z } from 'zod'
import {
  auditEntry,
  auditEntryDetail,
  auditFacets,
  auditFilter,
  auditProgress,
  auditState,
  checkpointFile,
  givenCheckpoint,
} from './audit.ts'
import { causedPage, causePage, causeScope, causeSearch } from './causes.ts'
import {
  approval,
  change,
  changeDetail,
  changeFacets,
  changeFilter,
  changePattern,
  changeSelection,
  limitStatus,
} from './changes.ts'
import {
  connectorInfo,
  setUpTrial,
  suggestion,
  systemDraft,
  systemEdit,
  systemEditPreview,
  systemLook,
  systemRemoval,
  systemSettings,
} from './connectors.ts'
import { drift, driftCount, driftFilter, driftGroup } from './drift.ts'
import {
  identity,
  identityEvent,
  identityPage,
  identityPreview,
  identityReference,
  identityReferrer,
} from './identities.ts'
import { jobEvent, jobRequest, jobSnapshot } from './jobs.ts'
import {
  joinCase,
  joinCounts,
  joinDecision,
  joinDecisionKind,
  joinDecisionRow,
  joinKind,
  joinQueueRow,
  objectKey,
} from './joins.ts'
import { profileEdit, profileEditPreview, runProfiles } from './profiles.ts'
import { reportDescription, reportOrder } from './reports.ts'
import { archiveReport, historyArchive, pruneOrder, pruneResult } from './retention.ts'
import { ruleMethods } from './rules.ts'
import { finding, run, session, sessionSummary } from './session.ts'
import { protectionSettings, retentionSettings, secretSettings, storage } from './settings.ts'
import { spaceFilter, spaceObject, spacePage } from './space.ts'
import {
  undoFilter,
  undoLookEvent,
  undoOrder,
  undoPage,
  undoPlan,
  undoPreview,
  undoSelection,
} from './undo.ts'
import { decision, time } from './words.ts'
import { checkResult, discovery, systemStatus, workspaceInfo } from './workspace.ts'

const none = z.object({}).strict()
const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1000).default(200),
}

/** Every method of the host: what it takes, what it answers. `events` marks a subscription. */
export const methods = {
  'workspace.get': { params: none, result: workspaceInfo },
  /** Ticks whenever something a screen shows may have changed. */
  'workspace.watch': { params: none, events: z.object({ topic: z.string(), at: time }) },
  'systems.list': { params: none, result: z.array(systemStatus) },
  'systems.check': { params: z.object({ system: z.string() }), result: z.array(checkResult) },
  /** The schema a system reports, and its first objects. */
  'systems.discover': { params: z.object({ system: z.string() }), result: discovery },

  /** The connectors there are, with the fields of their configuration. */
  'connectors.list': { params: none, result: z.array(connectorInfo) },
  /** Proposals for a system that is being set up, from what is filled in; reads, never writes. */
  'systems.suggest': { params: systemDraft, result: z.array(suggestion) },
  /** Whether a system that is being set up can be reached with what is filled in. */
  'systems.try': { params: systemDraft, result: setUpTrial },
  /** Its schema and its first objects; nothing is staged. */
  'systems.look': { params: systemDraft, result: discovery },
  /** Writes it to workspace.yaml, keeps its secrets, and takes it into use. */
  'systems.add': { params: systemDraft.extend(systemLook.shape), result: z.object({ name: z.string() }) },
  /** The latest run of each step a system can take: full and delta import, export, confirm; and of synchronization, which is one for all. */
  'systems.steps': { params: z.object({ system: z.string() }), result: z.array(run) },
  /** The run profiles of the workspace: the steps of each, and how it went the last time. */
  'profiles.list': { params: none, result: runProfiles },
  /** What saving a run profile, or taking it out, changes in workspace.yaml; writes nothing. */
  'profiles.difference': { params: profileEdit, result: profileEditPreview },
  /** Writes it. Refused while a step runs, and when somebody has changed the file meanwhile. */
  'profiles.save': {
    params: profileEdit.extend({ hash: z.string() }),
    result: z.object({ name: z.string() }),
  },
  /** What stands of a system, to be edited; secrets are named and never sent. */
  'systems.settings': { params: z.object({ system: z.string() }), result: systemSettings },
  /** What an edit would change in workspace.yaml, and what it asks for; writes nothing. */
  'systems.difference': { params: systemEdit, result: systemEditPreview },
  /** Writes it, keeps new secrets, and takes it into use; refused when workspace.yaml is not the one that `hash` names. */
  'systems.change': { params: systemEdit, result: z.object({ name: z.string() }) },
  /** What removing a system would do, and what stands in the way; changes nothing. */
  'systems.removal': { params: z.object({ system: z.string() }), result: systemRemoval },
  /** Takes it out of workspace.yaml and forgets its secrets; what was read of it stays. `confirm`: its name, typed by a person. */
  'systems.remove': {
    params: z.object({ system: z.string(), hash: z.string(), confirm: z.string() }),
    result: z.object({ name: z.string() }),
  },
  /** A page of a connector space. `search`: a value or the beginning of an identifier, in any case; `identifiers`: of an identifier only. */
  'space.list': {
    params: z.object({
      system: z.string(),
      filter: spaceFilter.optional(),
      search: z.string().max(1000).optional(),
      identifiers: z.boolean().default(false),
      ...page,
    }),
    result: spacePage,
  },
  /** One object of it, with what is on its way to it. */
  'space.get': { params: z.object({ system: z.string(), id: z.number().int() }), result: spaceObject },

  /** The open session, or the last one; null in a new workspace. */
  'session.get': { params: z.object({ number: z.number().int().optional() }), result: session.nullable() },
  'session.list': {
    params: z.object(page),
    result: z.object({ total: z.number().int(), rows: z.array(sessionSummary) }),
  },

  'jobs.start': { params: jobRequest, result: z.object({ id: z.string() }) },
  'jobs.get': { params: z.object({ id: z.string() }), result: jobSnapshot },
  'jobs.cancel': { params: z.object({ id: z.string() }), result: z.object({ cancelled: z.boolean() }) },
  /** An export that runs waits between two objects, from the next one on; `paused: false` lets it go on. Other work does not wait. */
  'jobs.pause': {
    params: z.object({ id: z.string(), paused: z.boolean() }),
    result: z.object({ paused: z.boolean() }),
  },
  'jobs.watch': { params: z.object({ id: z.string() }), events: jobEvent },

  'changes.facets': { params: z.object({ filter: changeFilter.default({}) }), result: changeFacets },
  'changes.limits': { params: none, result: z.array(limitStatus) },
  'changes.patterns': {
    params: z.object({ filter: changeFilter.default({}), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(changePattern) }),
  },
  'changes.list': {
    params: z.object({ filter: changeFilter.default({}), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(change) }),
  },
  'changes.get': { params: z.object({ id: z.number().int() }), result: changeDetail },
  'changes.decide': {
    params: z.object({ selection: changeSelection, decision, reason: z.string().max(2000).optional() }),
    result: z.object({
      changed: z.number().int(),
      undo: z.string(),
      /** Changes that a second person has yet to approve. */
      waiting: z.number().int(),
      /** Changes that are protected: they were left as they are. */
      protected: z.number().int(),
    }),
  },
  /** Takes one `changes.decide` back. */
  'changes.undecide': {
    params: z.object({ undo: z.string() }),
    result: z.object({ changed: z.number().int() }),
  },

  /** Decisions over changes, the latest first. */
  'approvals.list': {
    params: z.object(page),
    result: z.object({ total: z.number().int(), rows: z.array(approval) }),
  },

  /** What taking a run back would do: compares what it wrote with what its systems hold now. */
  'undo.preview': { params: undoSelection, result: undoPreview },
  /** Puts the way back on the plan, undecided; what was changed since is left alone unless it is named and forced. */
  'undo.plan': { params: undoOrder, result: undoPlan },
  /** The same look as a preview, told as it goes on and kept for `undo.items`. */
  'undo.look': { params: z.object({ run: z.number().int() }).strict(), events: undoLookEvent },
  /** A page of a look, in the order in which the changes were planned. */
  'undo.items': {
    params: z.object({ look: z.string(), filter: undoFilter.default({}), ...page }),
    result: undoPage,
  },

  /** What was changed outside, newest first; `grouped`: in the order of `drift.groups`. */
  'drift.list': {
    params: z.object({ filter: driftFilter.default({}), grouped: z.boolean().default(false), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(drift), counts: z.array(driftCount) }),
  },
  /** By kind and attribute, the group with the newest first. */
  'drift.groups': {
    params: z.object({ filter: driftFilter.default({}) }),
    result: z.array(driftGroup),
  },
  /** `accept`: it stands until we want another value. `enforce`: the next synchronization plans the way back. */
  'drift.decide': {
    params: z.object({
      ids: z.array(z.number().int()).min(1).max(100_000),
      decision: z.enum(['accept', 'enforce']),
      reason: z.string().max(2000).optional(),
    }),
    result: z.object({ changed: z.number().int() }),
  },

  'joins.counts': { params: none, result: joinCounts },
  /** What waits for a person, by kind. Scores take some milliseconds a row. */
  'joins.list': {
    params: z.object({
      system: z.string().optional(),
      kind: joinKind.optional(),
      scores: z.boolean().default(false),
      ...page,
    }),
    result: z.object({ total: z.number().int(), rows: z.array(joinQueueRow) }),
  },
  /** One object with its candidates, and what each decision would do. */
  'joins.get': { params: objectKey, result: joinCase },
  /** The one identity a text names: its number, or `attribute=value`. */
  'joins.identity': {
    params: z.object({ text: z.string().min(1).max(1000) }),
    result: z.object({ id: z.number().int(), type: z.string(), name: z.string() }),
  },
  /** Takes the place of what was decided before; the next synchronization carries it out. */
  'joins.decide': {
    params: objectKey.extend({
      decision: joinDecisionKind,
      /** For a join, and only for one: the identity. */
      identity: z.number().int().optional(),
      reason: z.string().max(2000).optional(),
    }),
    result: joinDecision,
  },
  /** Hands the object back to the rules. */
  'joins.withdraw': {
    params: objectKey.extend({ reason: z.string().max(2000).optional() }),
    result: z.object({ withdrawn: joinDecisionKind }),
  },
  /** Decisions that stand, the latest first. */
  'joins.decisions': {
    params: z.object({ system: z.string().optional(), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(joinDecisionRow) }),
  },

  /** Identities, or those that a search finds: by words of the name, or how an identifier, an account's name, DN or anchor begins. */
  'identities.list': {
    params: z.object({ type: z.string().optional(), search: z.string().max(1000).optional(), ...page }),
    result: identityPage,
  },
  /** One identity: values with where they come from, records, and what waits to be written. */
  'identities.get': { params: z.object({ id: z.number().int() }), result: identity },
  /** What happened to it and its accounts, the latest first. */
  'identities.timeline': { params: z.object({ id: z.number().int() }), result: z.array(identityEvent) },
  /** What a synchronization would do with it now. */
  'identities.preview': { params: z.object({ id: z.number().int() }), result: identityPreview },
  /** Whom an attribute of it refers to: the members of a group. */
  'identities.references': {
    params: z.object({ id: z.number().int(), attribute: z.string(), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(identityReference) }),
  },
  /** Who refers to it. */
  'identities.referrers': { params: z.object({ id: z.number().int() }), result: z.array(identityReferrer) },

  /** Where the workspace lies, what it takes on the disk, and which versions work on it. */
  'settings.storage': { params: none, result: storage },
  /** What the configuration in use says of retention, of limits and of policies, each with its place in the files. */
  'settings.retention': { params: none, result: retentionSettings },
  'settings.protections': { params: none, result: protectionSettings },
  /** How secrets are kept on this machine, and which there are. */
  'settings.secrets': { params: none, result: secretSettings },

  'findings.list': {
    params: z.object({ code: z.string().optional(), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(finding) }),
  },
  /** What is open, by cause, most of it looked at step by step: a session's, a run's, or all. */
  'findings.causes': { params: causeScope, result: causePage },
  /** The objects behind one cause, newest first. */
  'findings.search': { params: causeSearch, result: causedPage },
  'runs.list': {
    params: z.object({ session: z.number().int().optional(), id: z.number().int().optional(), ...page }),
    result: z.object({ total: z.number().int(), rows: z.array(run) }),
  },
  ...ruleMethods,
  'reports.list': { params: none, result: z.array(reportDescription) },
  /** Writes one into the workspace's `reports` folder. */
  'reports.write': { params: reportOrder, result: z.object({ path: z.string(), rows: z.number().int() }) },
  /**
   * Entries before one, the newest first. A search by text looks at some thousands at a time: fewer rows than asked for are no end, `next` is
   * where it goes on; null: nothing older is left.
   */
  'audit.search': {
    params: z.object({
      filter: auditFilter.default({}),
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    result: z.object({ rows: z.array(auditEntry), next: z.number().int().nullable() }),
  },
  'audit.get': { params: z.object({ id: z.number().int() }), result: auditEntryDetail },
  'audit.facets': { params: none, result: auditFacets },
  /** How far the verification is that runs; null while none does. */
  'audit.progress': { params: none, result: auditProgress.nullable() },
  /** Recomputes the chain; proves it against the workspace's checkpoints and those that were kept elsewhere, which `keys` must have signed. */
  'audit.verify': {
    params: z.object({
      given: z.array(givenCheckpoint).max(1000).default([]),
      keys: z.array(z.string().max(200)).max(100).default([]),
      /** Paths of archives. */
      archives: z.array(z.string().max(4096)).max(1000).default([]),
    }),
    result: auditState,
  },
  /** Signs where the audit stands. */
  'audit.checkpoint': { params: none, result: checkpointFile },
  /** Moves what is old into archives: before a time, or as the workspace's retention says. */
  'history.prune': { params: pruneOrder, result: pruneResult },
  'archives.list': {
    params: z.object({ verify: z.boolean().default(false) }),
    result: z.array(historyArchive),
  },
  /** Writes the session report of what an archive holds into the workspace's `reports` folder. */
  'archives.report': {
    params: archiveReport,
    result: z.object({ path: z.string(), rows: z.number().int() }),
  },
  'audit.export': { params: none, result: z.object({ path: z.string(), rows: z.number().int() }) },
} as const

export type Methods = typeof methods
export type MethodName = keyof Methods
export type CallName = { [K in MethodName]: Methods[K] extends { result: z.ZodType } ? K : never }[MethodName]
export type WatchName = Exclude<MethodName, CallName>
/** What a caller gives: defaults may be left out. */
export type Params<K extends MethodName> = z.input<Methods[K]['params']>
/** What a handler receives: defaults filled in. */
export type Parsed<K extends MethodName> = z.output<Methods[K]['params']>
export type Result<K extends CallName> = Methods[K] extends { result: infer R extends z.ZodType }
  ? z.output<R>
  : never
export type EventOf<K extends WatchName> = Methods[K] extends { events: infer E extends z.ZodType }
  ? z.output<E>
  : never
