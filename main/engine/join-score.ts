import { jaroWinkler } from '@skyra/jaro-winkler'
import type { Attributes, Scalar, Value } from '../../connectors/spi/value.ts'
import type { MetaverseAttribute } from '../config/workspace-schema.ts'
import type { CompiledRules, MvType } from './compiled-rules.ts'

/** A connector space attribute and the metaverse attribute that would hold the same value, by the rules that connect the two types. */
export interface ScorePair {
  readonly attribute: string
  readonly mvAttribute: string
  readonly type: MetaverseAttribute['type']
  readonly weight: number
}

/** One comparison of a score. */
export interface ScoreCell extends Omit<ScorePair, 'type'> {
  /** The object's value, and the identity's. */
  readonly mine: Value | undefined
  readonly theirs: Value | undefined
  /** 0 to 1; undefined when one of the two has no value, and nothing is counted. */
  readonly similarity: number | undefined
}

export interface JoinScore {
  /** 0 to 100: what of the weight that could be compared is alike; 0 when nothing could be. */
  readonly score: number
  readonly cells: readonly ScoreCell[]
}

/** Where workspace.yaml gives no weight: a join that uses the attribute says that it identifies. */
const joinWeight = 3
const flowWeight = 1
/** Words that have nothing to do with each other share half of their letters: below this, likeness is chance. */
const alike = 0.7

/**
 * What of an object can be compared with an identity: the join conditions and direct flows of every rule between the two types, in both
 * directions, heaviest first.
 */
export function scorePairs(
  system: number,
  csType: string,
  mvType: MvType,
  rules: CompiledRules,
): ScorePair[] {
  const used = new Map<string, { attribute: string; mvAttribute: string; joins: boolean }>()
  const note = (attribute: string, mvAttribute: string, joins: boolean): void => {
    const key = `${attribute}\0${mvAttribute}`
    used.set(key, { attribute, mvAttribute, joins: joins || used.get(key)?.joins === true })
  }
  for (const rule of rules.inbound.get(system) ?? []) {
    if (rule.csType !== csType || rule.mvType !== mvType.name) continue
    for (const condition of rule.join.flat()) note(condition.from, condition.to, true)
    for (const { from, to } of rule.flows) if (from !== undefined) note(from, to, false)
  }
  for (const rule of rules.outbound.get(mvType.name)?.get(system) ?? []) {
    if (rule.csType !== csType) continue
    for (const condition of rule.join.flat()) note(condition.to, condition.from, true)
    for (const { from, to } of rule.flows) if (from !== undefined) note(to, from, false)
  }
  const definitions = new Map(mvType.attributes)
  return [...used.values()]
    .flatMap(({ attribute, mvAttribute, joins }): ScorePair[] => {
      const definition = definitions.get(mvAttribute)
      if (definition === undefined || definition.type === 'reference' || definition.type === 'binary')
        return []
      const weight = definition.weight ?? (joins ? joinWeight : flowWeight)
      return [{ attribute, mvAttribute, type: definition.type, weight }]
    })
    .sort(
      (a, b) => b.weight - a.weight || order(a.attribute, b.attribute) || order(a.mvAttribute, b.mvAttribute),
    )
}

/** How well an object fits an identity: Σ weight × similarity over Σ weight, of the pairs of which both have a value. */
export function joinScore(pairs: readonly ScorePair[], object: Attributes, identity: Attributes): JoinScore {
  let weights = 0
  let points = 0
  const cells = pairs.map(({ type, ...pair }): ScoreCell => {
    const mine = filled(object[pair.attribute])
    const theirs = filled(identity[pair.mvAttribute])
    const similarity =
      mine === undefined || theirs === undefined ? undefined : similarityOf(mine, theirs, type)
    if (similarity !== undefined) {
      weights += pair.weight
      points += pair.weight * similarity
    }
    return { ...pair, mine, theirs, similarity }
  })
  return { score: weights === 0 ? 0 : Math.round((100 * points) / weights), cells }
}

/** 0 to 1. Of several values the two that are most alike count; text is compared without case, diacritics and spaces, all else exactly. */
export function similarityOf(mine: Value, theirs: Value, type: MetaverseAttribute['type']): number {
  let best = 0
  for (const a of listOf(mine))
    for (const b of listOf(theirs)) best = Math.max(best, type === 'string' ? likeness(a, b) : exactly(a, b))
  return best
}

function likeness(a: Scalar, b: Scalar): number {
  if (typeof a !== 'string' || typeof b !== 'string') return exactly(a, b)
  const [left, right] = [plain(a), plain(b)]
  if (left === right) return 1
  // Numbers that are written as text, such as those of employees and telephones: another digit is another number.
  if (numeric.test(left) && numeric.test(right)) return digits(left) === digits(right) ? 1 : 0
  const likeness = jaroWinkler(...withoutCommonDomain(left, right))
  return likeness < alike ? 0 : likeness
}

/** Everybody in a company shares what stands behind the @: of two addresses in one domain it says nothing. */
function withoutCommonDomain(a: string, b: string): [string, string] {
  const [inA, inB] = [a.lastIndexOf('@'), b.lastIndexOf('@')]
  return inA > 0 && inB > 0 && a.slice(inA) === b.slice(inB) ? [a.slice(0, inA), b.slice(0, inB)] : [a, b]
}

const exactly = (a: Scalar, b: Scalar): number => (plain(String(a)) === plain(String(b)) ? 1 : 0)

const numeric = /^[+\d][\d\s()./-]*$/
const digits = (text: string): string => text.replace(/\D/g, '')

/** Letters that no decomposition takes apart. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßłøđðþæœı]/g, (letter) => letters[letter] as string)
    .replace(/\s+/g, ' ')
    .trim()

const filled = (value: Value | undefined): Value | undefined =>
  value === '' || (typeof value === 'object' && value.length === 0) ? undefined : value

const listOf = (value: Value): readonly Scalar[] => (typeof value === 'object' ? value : [value])
const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)
