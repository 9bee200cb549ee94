import type { Attributes } from '../../connectors/spi/value.ts'
import type { CompiledRules, MvType } from './compiled-rules.ts'
import { linkableTypes } from './join-decision.ts'
import { type JoinScore, joinScore, type ScorePair, scorePairs } from './join-score.ts'
import { joinValue } from './join-value.ts'
import { type CsObject, type LookupKey, lookupValue, mvSpace } from './model.ts'

/** How one type of metaverse object is searched and scored for an object. */
interface Search {
  readonly type: MvType
  readonly pairs: readonly ScorePair[]
}

/** An identity an object may belong to. */
export interface RankedCandidate extends JoinScore {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  /** It has the value of a join condition; else it was found nearby. */
  readonly matches: boolean
}

export interface CandidateSearch {
  /** Index entries whose owners match some condition of some join. */
  readonly exact: readonly LookupKey[]
  /** Index entries whose neighbours are looked at: indexed attributes of which the object has a value. */
  readonly near: readonly LookupKey[]
  rank(
    identities: Iterable<{ readonly id: number; readonly type: string; readonly attributes: Attributes }>,
    matching: ReadonlySet<number>,
  ): RankedCandidate[]
}

/** What to look for in the index for one object, and how to rank what is found. */
export function candidateSearch(object: CsObject, rules: CompiledRules): CandidateSearch {
  const searches: Search[] = []
  for (const name of linkableTypes(object.system, object.type, rules)) {
    const type = rules.types.get(name)
    if (type !== undefined)
      searches.push({ type, pairs: scorePairs(object.system, object.type, type, rules) })
  }
  const conditions = joinPairs(object, rules)
  const exact: LookupKey[] = []
  const near: LookupKey[] = []
  for (const { type, pairs } of searches) {
    const indexed = new Set(type.indexed.map(([attribute]) => attribute))
    for (const { attribute, mvAttribute } of pairs) {
      const value = joinValue(object.attributes[attribute])
      if (value === undefined || !indexed.has(mvAttribute)) continue
      const key = { space: mvSpace(type.name, mvAttribute), value: lookupValue(value) }
      near.push(key)
      if (conditions.has(`${attribute}\0${mvSpace(type.name, mvAttribute)}`)) exact.push(key)
    }
  }
  return {
    exact,
    near,
    rank: (identities, matching) =>
      [...identities]
        .flatMap(({ id, type, attributes }): RankedCandidate[] => {
          const search = searches.find((one) => one.type.name === type)
          if (search === undefined) return []
          const score = joinScore(search.pairs, object.attributes, attributes)
          return [{ id, type, attributes, matches: matching.has(id), ...score }]
        })
        .sort((a, b) => b.score - a.score || Number(b.matches) - Number(a.matches) || a.id - b.id),
  }
}

/** Pairs of attributes that joins compare, in either direction. */
function joinPairs(object: CsObject, rules: CompiledRules): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const rule of rules.inbound.get(object.system) ?? [])
    if (rule.csType === object.type)
      for (const condition of rule.join.flat()) pairs.add(`${condition.from}\0${condition.mvSpace}`)
  for (const bySystem of rules.outbound.values())
    for (const rule of bySystem.get(object.system) ?? [])
      if (rule.csType === object.type)
        for (const condition of rule.join.flat()) pairs.add(`${condition.to}\0${condition.mvSpace}`)
  return pairs
}
