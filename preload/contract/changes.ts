import { z } from 'zod'
import { changeState, decision, operation, risk, systemTile, time, value } from './words.ts'

/** Which changes: all given conditions must hold; absent means any. */
export const changeFilter = z.object({
  systems: z.array(z.string()).optional(),
  operations: z.array(operation).optional(),
  attributes: z.array(z.string()).optional(),
  risks: z.array(risk).optional(),
  rules: z.array(z.string()).optional(),
  decisions: z.array(decision).optional(),
  states: z.array(changeState).optional(),
  /** Only what was approved and is in review again. */
  returned: z.boolean().optional(),
  /** Name, DN, attribute or value contains it, in any case. */
  search: z.string().optional(),
  /** Exactly the changes of this pattern. */
  pattern: z.string().optional(),
  /** Only what an export tried and could not write for one cause of `findings.causes`; of a session, or of one run. */
  failed: z
    .object({ cause: z.string(), session: z.number().int().optional(), run: z.number().int().optional() })
    .optional(),
})
export type ChangeFilter = z.infer<typeof changeFilter>

/** One pending change: an object's add, move or delete, or one attribute's update. */
export const change = z.object({
  id: z.number().int(),
  /** Content hash, hex; an approval names it. */
  hash: z.string(),
  system: z.string(),
  object: z.number().int(),
  /** The object for a person, and its DN or anchor. */
  name: z.string(),
  key: z.string(),
  operation,
  /** Null for an add, a move or a delete of the whole object. */
  attribute: z.string().nullable(),
  old: value,
  new: value,
  /** Several values: how many are added and removed; null otherwise. */
  added: z.number().int().nullable(),
  removed: z.number().int().nullable(),
  rule: z.string(),
  /** The system and attribute the value came from; null when a rule made it. */
  source: z.object({ system: z.string(), attribute: z.string() }).nullable(),
  risk,
  decision,
  state: changeState,
  /** Why a change that was approved is in review again; null for every other. */
  returned: z.string().nullable(),
  /** The reason that was given with the decision. */
  reason: z.string().nullable(),
  /** Why it is never written, whoever approves it; null for every other. */
  protected: z.string().nullable(),
  /** The policy that wants two people to approve it, and who has so far; null where one is enough. */
  twoPeople: z.object({ policy: z.string(), by: z.string().nullable() }).nullable(),
})
export type Change = z.infer<typeof change>

/** Changes that do the same to many objects, shown as one line. */
export const changePattern = z.object({
  pattern: z.string(),
  system: z.string(),
  operation,
  attribute: z.string().nullable(),
  /** Set when every change of the pattern has the same old and new value. */
  old: value,
  new: value,
  /** Number of different new values. */
  values: z.number().int(),
  count: z.number().int(),
  rule: z.string(),
  risk,
  /** The common decision, or `mixed`. */
  decision: z.union([decision, z.literal('mixed')]),
  undecided: z.number().int(),
})
export type ChangePattern = z.infer<typeof changePattern>

const facet = z.object({ value: z.string(), count: z.number().int() })

/** Totals and facet counts over the pending changes that the filter leaves. */
export const changeFacets = z.object({
  total: z.number().int(),
  decisions: z.object({
    undecided: z.number().int(),
    approved: z.number().int(),
    held: z.number().int(),
    rejected: z.number().int(),
  }),
  systems: z.array(systemTile.extend({ count: z.number().int() })),
  operations: z.array(z.object({ value: operation, count: z.number().int() })),
  attributes: z.array(facet),
  risks: z.array(z.object({ value: risk, count: z.number().int() })),
  rules: z.array(facet),
  states: z.array(z.object({ value: changeState, count: z.number().int() })),
  /** SHA-256, hex, over the content of all that is pending and the rules. */
  planHash: z.string(),
  plannedAt: time.nullable(),
})
export type ChangeFacets = z.infer<typeof changeFacets>

/** One step of the way a value took, from source to target. */
export const lineageStep = z.object({
  /** `metaverse` or a system's name. */
  system: z.string(),
  /** `HR employees has org_unit Sales EMEA` */
  text: z.string(),
  rule: z.string().nullable(),
  /** `hr-employees.csv line 318, read 08:02:41`, `precedence 100, direct flow` */
  detail: z.string(),
})
export type LineageStep = z.infer<typeof lineageStep>

export const changeDetail = z.object({
  change,
  /** For an add: the whole object, attribute by attribute. */
  attributes: z.array(z.object({ attribute: z.string(), old: value, new: value })),
  lineage: z.array(lineageStep),
  losers: z.array(z.object({ system: z.string(), value, rule: z.string(), precedence: z.number() })),
  /** Why the risk is what it is. */
  riskReason: z.string(),
  /** Other pending changes of the same metaverse object. */
  also: z.array(change),
  /** Who decided, when, and the reason given. */
  decided: z.object({ by: z.string(), at: time, reason: z.string().nullable() }).nullable(),
  error: z.string().nullable(),
  /** Whose account it is; null for one that is nobody's. */
  identity: z.number().int().nullable(),
})
export type ChangeDetail = z.infer<typeof changeDetail>

/** What a decision is about: given ids, or all that a filter leaves at this moment. */
export const changeSelection = z.union([
  z.object({ ids: z.array(z.number().int()).min(1) }),
  /** `planHash`, or how it begins: nothing is decided when the plan is another one by now. */
  z.object({ filter: changeFilter, planHash: z.string().optional() }),
])
export type ChangeSelection = z.infer<typeof changeSelection>

/** What was chosen for a decision: by a person, or by a policy that approves. */
export const approvalScope = z.union([changeSelection, z.object({ policy: z.string() })])
export type ApprovalScope = z.infer<typeof approvalScope>

/** A decision over changes: who, when, over what, and what it stands on. */
export const approval = z.object({
  id: z.number().int(),
  by: z.string(),
  at: time,
  decision,
  scope: approvalScope,
  reason: z.string().nullable(),
  changes: z.number().int(),
  /** Those that rest on it and wait to be written. */
  waiting: z.number().int(),
  /** The plan it was given for, and the version of the configuration; null where an older version gave it. */
  plan: z.string().nullable(),
  configuration: z.number().int().nullable(),
  /** SHA-256, hex, over the content hashes it names, as in the audit. */
  hashes: z.string(),
})
export type Approval = z.infer<typeof approval>

/** One of the changes that are too many. */
export const limitExample = z.object({
  change: z.number().int(),
  operation,
  name: z.string(),
  key: z.string(),
})
export type LimitExample = z.infer<typeof limitExample>

/** A limit, how much of it is used, and whether it stops the export. */
export const limitStatus = z.object({
  system: z.string(),
  /** How it is called where it is overridden: `delete`, `groupMembers`, or the name of a limit of one's own. */
  limit: z.string(),
  /** `deletes`, `members of Sales-All` */
  name: z.string(),
  count: z.number().int(),
  /** Of it, what was written before and counts along. */
  written: z.number().int(),
  allowed: z.number().int(),
  /** Of how many objects a percentage is. */
  baseline: z.number().int(),
  over: z.boolean(),
  /** Up to ten of what is too much, the most telling first. */
  examples: z.array(limitExample),
  /** Who lets it pass, for these changes only. */
  override: z.object({ by: z.string(), at: time, reason: z.string() }).nullable(),
})
export type LimitStatus = z.infer<typeof limitStatus>
