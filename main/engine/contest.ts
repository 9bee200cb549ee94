import type { Value } from '../../connectors/spi/value.ts'
import { authoritativeNull, type FlowOutcome, ignoreThisFlow } from '../expressions/expressions.ts'
import { byName, type Contribution } from './contributions.ts'
import type { Flow } from './flow.ts'
import { union } from './union.ts'

/** What one contribution has to say of an attribute; asked only when it comes to it. */
export interface Offer {
  readonly contribution: Contribution
  readonly flow: Flow
  outcome(): FlowOutcome
}

/** Who offered which value, as JSON, and the run in which that value was first seen. */
export interface Writer {
  readonly attribute: string
  readonly rule: string
  readonly object: number
  readonly value: string
  /** Undefined: in this run. */
  readonly run: number | undefined
}

export interface Decided {
  readonly value: Value | undefined
  /** Whose value it is; all who gave one where values are merged. */
  readonly contributors: readonly Contribution[]
  readonly writers: readonly Writer[]
}

/**
 * Decides over an attribute for which the order of the rules is not enough: a flow has a precedence of its own, values are merged, or the
 * last writer wins among equals.
 * @param before who offered what last time, where the last writer wins; undefined where the name of the rule settles it
 */
export function decideContest(offers: readonly Offer[], before: readonly Writer[] | undefined): Decided {
  const ordered = [...offers].sort(
    (a, b) => a.flow.precedence - b.flow.precedence || byName(a.contribution, b.contribution),
  )
  return before === undefined ? inOrder(ordered) : lastWriter(ordered, before)
}

function inOrder(ordered: readonly Offer[]): Decided {
  let value: Value | undefined
  const contributors: Contribution[] = []
  for (const offer of ordered) {
    const outcome = offer.outcome()
    if (outcome === authoritativeNull) break
    if (outcome === undefined || typeof outcome === 'symbol') continue
    contributors.push(offer.contribution)
    const { merge } = offer.flow
    if (merge === undefined) return { value: outcome, contributors, writers: [] }
    value = value === undefined ? union(outcome, [], merge) : union(value, outcome, merge)
  }
  return { value, contributors, writers: [] }
}

/** Among those of the lowest number that has a value: whoever changed it in the latest run. */
function lastWriter(ordered: readonly Offer[], before: readonly Writer[]): Decided {
  const outcomes = ordered.map((offer) => ({ offer, outcome: offer.outcome() }))
  const writers = outcomes.flatMap(({ offer, outcome }): Writer[] => {
    if (outcome === undefined || typeof outcome === 'symbol') return []
    const value = JSON.stringify(outcome)
    const known = before.find(
      (one) => one.rule === offer.contribution.rule.name && one.object === offer.contribution.object.id,
    )
    return [
      {
        attribute: offer.flow.to,
        rule: offer.contribution.rule.name,
        object: offer.contribution.object.id,
        value,
        run: known?.value === value ? known.run : undefined,
      },
    ]
  })
  const speaking = outcomes.filter(({ outcome }) => outcome !== undefined && outcome !== ignoreThisFlow)
  const [first] = speaking
  if (first === undefined || first.outcome === authoritativeNull)
    return { value: undefined, contributors: [], writers }
  const equals = speaking.filter(
    ({ offer, outcome }) =>
      outcome !== authoritativeNull && offer.flow.precedence === first.offer.flow.precedence,
  )
  const latest = equals.reduce((best, one) =>
    runOf(one.offer, writers) > runOf(best.offer, writers) ? one : best,
  )
  return { value: latest.outcome as Value, contributors: [latest.offer.contribution], writers }
}

function runOf({ contribution: { rule, object } }: Offer, writers: readonly Writer[]): number {
  const writer = writers.find((one) => one.rule === rule.name && one.object === object.id)
  return writer?.run ?? Number.POSITIVE_INFINITY
}
