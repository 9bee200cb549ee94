import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules } from '../engine/compiled-rules.ts'
import { identityName, objectName } from '../engine/display.ts'
import type { IdentityEffect } from '../engine/identity-effect.ts'
import { type CandidateSearch, candidateSearch, type RankedCandidate } from '../engine/join-candidates.ts'
import { type JoinDecision, refusal } from '../engine/join-decision.ts'
import { previewDecision } from '../engine/join-preview.ts'
import type { CsObject, DisconnectorState, LookupKey, PlannedChange } from '../engine/model.ts'
import type { Db } from './database.ts'
import { holderOf, livingObject, type ObjectKey, standingOver } from './join-decisions.ts'
import type { DecisionRow } from './standing-decisions.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentOn } from './sync-environment.ts'
import { SyncReader } from './sync-reader.ts'

/** What a decision would do, and why it cannot be taken where it cannot. */
export interface JoinOption {
  readonly refused: string | null
  readonly effects: readonly IdentityEffect[]
}

/** The account an identity has already. */
interface Taken {
  readonly anchor: string | undefined
  readonly name: string
}

export interface CaseCandidate extends RankedCandidate, JoinOption {
  readonly name: string
  /** The object is linked to it now. */
  readonly current: boolean
  /** Why it is impossible. */
  readonly taken: Taken | null
}

/** One object with everything a person needs to decide whose it is. */
export interface JoinCase {
  readonly system: number
  readonly anchor: string
  readonly type: string
  readonly name: string
  readonly dn: string | null
  readonly attributes: Attributes
  readonly state: DisconnectorState | 'linked' | 'new'
  readonly identity: { readonly id: number; readonly name: string; readonly rule: string } | null
  readonly decision: DecisionRow | null
  readonly findings: readonly string[]
  /** The best ten. */
  readonly candidates: readonly CaseCandidate[]
  readonly project: JoinOption
  readonly disconnect: JoinOption
}

/** Index entries read for one key, and neighbours on each side: what a case costs does not follow the size of the metaverse. */
const exactLimit = 50
const nearLimit = 20
const shown = 10
/** A beginning this short is shared by chance. */
const beginning = 3

/** Identities an object may belong to, the best first. */
export function findCandidates(db: Db, object: CsObject, search: CandidateSearch): RankedCandidate[] {
  const matching = new Set<number>()
  const equal = sql<{ object: number }>(
    db,
    'select object from mv_lookup where space = ? and value = ? limit ?',
  )
  for (const { space, value } of search.exact)
    for (const row of equal.all(space, value, exactLimit)) matching.add(row.object)
  const contesting = sql<{ mv: number }>(db, 'select mv from join_contested where object = ? limit ?')
  for (const row of contesting.all(object.id, exactLimit)) matching.add(row.mv)
  const ids = new Set(matching)
  for (const key of search.near) for (const id of neighbours(db, key)) ids.add(id)
  if (object.link !== undefined) ids.add(object.link.mv)
  return search.rank(new SyncReader(db).mvObjects([...ids]).values(), matching).slice(0, shown)
}

/** Those who stand around a value in the index and begin as it does. A number is that number or another: its neighbours say nothing. */
function neighbours(db: Db, { space, value }: LookupKey): number[] {
  const start = [...value].slice(0, beginning).join('')
  if ([...value].length < beginning || /^\d+$/.test(value)) return []
  const after = sql<{ object: number }>(
    db,
    'select object from mv_lookup where space = ? and value >= ? and value < ? order by value limit ?',
  ).all(space, value, `${start}\u{10ffff}`, nearLimit)
  const before = sql<{ object: number }>(
    db,
    'select object from mv_lookup where space = ? and value >= ? and value < ? order by value desc limit ?',
  ).all(space, start, value, nearLimit)
  return [...before, ...after].map((row) => row.object)
}

/**
 * One object, its candidates with the score of each, and what would follow from each decision.
 * @throws StoreError `unknown-object`
 */
export function joinCase(db: Db, input: RulesInput & ObjectKey & { readonly today: string }): JoinCase {
  const rules = storedRules(db, input)
  const reader = new SyncReader(db)
  const { object, state } = livingObject(db, input)
  const name = objectName(object, rules)
  const ranked = findCandidates(db, object, candidateSearch(object, rules))
  const preview = (decision: JoinDecision): IdentityEffect[] => {
    const waiting = ranked.filter((one) => one.matches).map((one) => one.id)
    return previewDecision(reader, object, decision, waiting, rules, environmentOn(db, input.today)).map(
      (effect) => ({
        ...effect,
        changes: effect.changes.filter((change) => !isPlanned(db, change)),
      }),
    )
  }
  const notNew = refusal(object, name, 'project', undefined, rules, input.today)?.message ?? null
  const current = object.link && reader.mvObjects([object.link.mv]).get(object.link.mv)
  return {
    system: object.system,
    anchor: input.anchor,
    type: object.type,
    name,
    dn: object.dn ?? null,
    attributes: object.attributes,
    state: object.link === undefined ? (state ?? 'new') : 'linked',
    identity:
      current && object.link
        ? { id: current.id, name: identityName(current, rules), rule: object.link.rule }
        : null,
    decision: standingOver(db, input) ?? null,
    findings: sql<{ message: string }>(
      db,
      `select message from finding where object = @object
       union select f.message from join_contested j join finding f on f.mv = j.mv and f.code = 'ambiguous-account' where j.object = @object`,
    )
      .all({ object: object.id })
      .map((row) => row.message),
    candidates: ranked.map((candidate) =>
      caseCandidate(db, object, name, candidate, preview, rules, input.today),
    ),
    project: { refused: notNew, effects: notNew === null ? preview({ kind: 'project' }) : [] },
    disconnect: { refused: null, effects: preview({ kind: 'disconnect' }) },
  }
}

function caseCandidate(
  db: Db,
  object: CsObject,
  objectTitle: string,
  candidate: RankedCandidate,
  preview: (decision: JoinDecision) => IdentityEffect[],
  rules: CompiledRules,
  today: string,
): CaseCandidate {
  const name = identityName(candidate, rules)
  const taken = holderOf(db, candidate, object, rules) ?? null
  const refused = refusal(
    object,
    objectTitle,
    'join',
    { type: candidate.type, name, taken: taken?.name },
    rules,
    today,
  )
  return {
    ...candidate,
    name,
    current: object.link?.mv === candidate.id,
    taken,
    refused: refused?.message ?? null,
    effects: refused === undefined ? preview({ kind: 'join', mv: candidate.id }) : [],
  }
}

/** Whether the change is on the plan already, whatever is decided here. */
export function isPlanned(db: Db, change: PlannedChange): boolean {
  const next = change.new === undefined ? null : JSON.stringify(change.new)
  return (
    sql(
      db,
      `select 1 from change where object = ? and operation = ? and attribute is ? and new is ? and mv is ?
       and state in ('planned', 'exporting', 'failed')`,
    ).get(change.object, change.operation, change.attribute ?? null, next, change.mv ?? null) !== undefined
  )
}
