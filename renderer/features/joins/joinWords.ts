import type {
  JoinCandidate,
  JoinCase,
  JoinCell,
  JoinDecisionKind,
  JoinKind,
  JoinQueueRow,
} from '../../../preload/contract/joins.ts'
import { t } from '../../language/text.ts'
import { formatCounted, formatValue } from '../../ui/format.ts'

/** Why objects wait, as the heads of the queue. */
export const kindHead: Record<JoinKind, string> = {
  ambiguous: t('Match several people'),
  'already-joined': t('Match somebody who has an account'),
  blocked: t('Decided, and cannot be done'),
  'ambiguous-account': t('One of several that match'),
  unmatched: t('Match nobody'),
}

/** The order of the queue: most urgent first. */
export const kinds: readonly JoinKind[] = [
  'ambiguous',
  'already-joined',
  'blocked',
  'ambiguous-account',
  'unmatched',
]

export const decisionDone: Record<JoinDecisionKind, string> = {
  join: 'joined',
  project: t('made a new identity'),
  disconnect: t('never joined'),
}

/** How close the queue's object is to somebody: `3 people`, `closest 41`, `none`. */
export function closeness({ matches, best }: JoinQueueRow): string {
  if (matches !== null && matches > 0) return matches === 1 ? '1 person' : t`${matches} people`
  // Nobody has asked for the scores yet.
  if (matches === null) return ''
  return best === null || best === 0 ? t('none') : t`closest ${best}`
}

/** How the object is named in its system: what people type first. */
export const shortKey = ({ dn, anchor }: Pick<JoinQueueRow, 'dn' | 'anchor'>): string => dn ?? anchor

/** What a cell adds: its points of its weight, to one digit where it is not whole. */
export function pointsOf({ similarity, weight }: JoinCell): string {
  if (similarity === null) return '–'
  return String(Math.round(similarity * weight * 10) / 10)
}

export type Likeness = 'equal' | 'near' | 'differ' | 'none'

export function likenessOf({ similarity }: JoinCell): Likeness {
  if (similarity === null) return 'none'
  if (similarity === 1) return 'equal'
  return similarity === 0 ? 'differ' : 'near'
}

export const likenessWord: Record<Likeness, string> = {
  equal: t('Equal'),
  near: t('Similar'),
  differ: t('Different'),
  none: t('Not compared'),
}

/** Why it is here, in a sentence, where synchronization has said nothing. */
export function reasonOf(join: JoinCase): string {
  const [finding] = join.findings
  if (finding !== undefined) return finding
  const close = join.candidates.length
  if (close === 0) return t('Nobody has a value that is compared, and nobody is close.')
  return t`Nobody has the value that a join looks for; ${formatCounted(close, 'identity is', 'identities are')} close.`
}

/** What is compared with anybody first, in the order of weights; what says nothing about the object comes after. */
export function comparedFirst(candidates: readonly JoinCandidate[]): JoinCell[] {
  const cells = candidates[0]?.cells ?? []
  const isCompared = (at: number) => candidates.some((candidate) => candidate.cells[at]?.similarity != null)
  const order = cells.map((cell, at) => ({ cell, rank: isCompared(at) ? 0 : 1 }))
  return order.toSorted((a, b) => a.rank - b.rank).map(({ cell }) => cell)
}

/** Two values that tell a candidate from the others, where the object itself says nothing: `Logistics, Hamburg`. */
export function distinction(candidate: JoinCandidate, all: readonly JoinCandidate[]): string {
  const others = all.filter((other) => other !== candidate)
  return candidate.cells
    .flatMap(({ similarity, theirs }, at) => {
      const text = formatValue(theirs)
      // Numbers and addresses tell people apart for machines only.
      if (similarity !== null || text === null || !/^[\p{L}\p{M} .,&'’-]+$/u.test(text)) return []
      const same = others.filter((other) => formatValue(other.cells[at]?.theirs ?? null) === text).length
      return others.length > 0 && same === others.length ? [] : [{ text, same }]
    })
    .toSorted((a, b) => a.same - b.same)
    .map(({ text }) => text)
    .slice(0, 2)
    .join(', ')
}
