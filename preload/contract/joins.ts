import { z } from 'zod'
import { operation, systemTile, time, value } from './words.ts'

/** What waits for a person: why it waits, and what may be decided over it. */

/**
 * `ambiguous`: it matches several identities. `already-joined`: it matches one that has an account there. `blocked`: what was decided cannot be
 * done. `ambiguous-account`: an identity matches it and others, or others match it too. `unmatched`: it matches nobody.
 */
export const joinKind = z.enum(['ambiguous', 'already-joined', 'blocked', 'ambiguous-account', 'unmatched'])
export type JoinKind = z.infer<typeof joinKind>

/** `join`: it belongs to an identity. `project`: it is a new one. `disconnect`: it is nobody's, whatever the rules say. */
export const joinDecisionKind = z.enum(['join', 'project', 'disconnect'])
export type JoinDecisionKind = z.infer<typeof joinDecisionKind>

/** An object of a connected system, as decisions name it: by system and anchor. */
export const objectKey = z.object({ system: z.string(), anchor: z.string() })

const namedObject = objectKey.extend({
  type: z.string(),
  /** The object for a person. */
  name: z.string(),
  dn: z.string().nullable(),
})

export const joinQueueRow = namedObject.extend({
  kind: joinKind,
  /** What synchronization says of it. */
  message: z.string().nullable(),
  /** Identities that match, and the score of the best candidate, 0 to 100; null unless scores were asked for. */
  matches: z.number().int().nullable(),
  best: z.number().int().nullable(),
})
export type JoinQueueRow = z.infer<typeof joinQueueRow>

export const joinCounts = z.object({
  /** What is left, by system and kind; a system is there when something of it waits. */
  systems: z.array(
    systemTile.extend({ kinds: z.record(joinKind, z.number().int()), waiting: z.number().int() }),
  ),
  left: z.number().int(),
  /** Decisions that stand, and those of them that were taken since the open session began. */
  decided: z.number().int(),
  decidedInSession: z.number().int(),
})
export type JoinCounts = z.infer<typeof joinCounts>

export const joinDecision = objectKey.extend({
  type: z.string(),
  /** The object, as it was named when this was decided. */
  name: z.string(),
  decision: joinDecisionKind,
  /** For a join: the identity. */
  identity: z.object({ id: z.number().int(), name: z.string() }).nullable(),
  by: z.string(),
  at: time,
  reason: z.string().nullable(),
})
export type JoinDecision = z.infer<typeof joinDecision>

/** A comparison of one value. `points` of `weight` are counted; null where one side has no value. */
export const joinCell = z.object({
  attribute: z.string(),
  metaverseAttribute: z.string(),
  mine: value,
  theirs: value,
  weight: z.number(),
  /** 0 to 1. */
  similarity: z.number().nullable(),
})
export type JoinCell = z.infer<typeof joinCell>

/** What an identity would gain and lose by a decision. */
export const joinEffect = z.object({
  /** Null for one that does not exist yet. */
  identity: z.number().int().nullable(),
  name: z.string(),
  /** Nothing of it would be left. */
  gone: z.boolean(),
  values: z.array(z.object({ attribute: z.string(), old: value, new: value })),
  /** Changes that would come on the plan; references (manager, member) are worked out by the synchronization only. */
  changes: z.array(
    z.object({
      system: z.string(),
      name: z.string(),
      key: z.string(),
      operation,
      attribute: z.string().nullable(),
      old: value,
      new: value,
      rule: z.string(),
    }),
  ),
  /** What would be told of it, such as why it gets no account. */
  findings: z.array(z.string()),
})
export type JoinEffect = z.infer<typeof joinEffect>

const option = z.object({
  /** Why it cannot be decided; null when it can. */
  refused: z.string().nullable(),
  effects: z.array(joinEffect),
})

export const joinCandidate = option.extend({
  id: z.number().int(),
  type: z.string(),
  name: z.string(),
  /** 0 to 100. */
  score: z.number().int(),
  cells: z.array(joinCell),
  /** It has the value of a join condition; else it was found nearby. */
  matches: z.boolean(),
  /** The object is linked to it now. */
  current: z.boolean(),
  /** The account it has in this system already. */
  taken: z.object({ anchor: z.string().nullable(), name: z.string() }).nullable(),
})
export type JoinCandidate = z.infer<typeof joinCandidate>

export const joinCase = namedObject.extend({
  attributes: z.array(z.object({ attribute: z.string(), value })),
  /** `new`: no synchronization has seen it yet. */
  state: z.enum(['linked', 'new', 'filtered', 'unmatched', 'ambiguous', 'explicit']),
  /** Whom it is linked to. `rule` is null when a person decided it. */
  identity: z.object({ id: z.number().int(), name: z.string(), rule: z.string().nullable() }).nullable(),
  /** What is decided over it. */
  decision: joinDecision.nullable(),
  findings: z.array(z.string()),
  /** The best ten. */
  candidates: z.array(joinCandidate),
  project: option,
  disconnect: option,
})
export type JoinCase = z.infer<typeof joinCase>

export const joinDecisionRow = joinDecision.extend({
  /** The next synchronization has yet to carry it out. */
  waiting: z.boolean(),
  /** The system holds the object. */
  present: z.boolean(),
})
export type JoinDecisionRow = z.infer<typeof joinDecisionRow>
