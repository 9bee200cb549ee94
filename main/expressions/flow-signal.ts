import type { Value } from '../../connectors/spi/value.ts'

/** What an expression may answer instead of a value (dialect `connect`). */

/** The flow contributes nothing, as if it did not stand in the rule: the next in precedence is looked at. */
export const ignoreThisFlow: unique symbol = Symbol('IgnoreThisFlow')
/** The flow contributes "no value", and that wins: the target is cleared, and no flow of lower precedence is looked at. */
export const authoritativeNull: unique symbol = Symbol('AuthoritativeNull')

export type FlowSignal = typeof ignoreThisFlow | typeof authoritativeNull

/** The answer of a whole expression: a value, none, or a signal to the flow it stands in. */
export type FlowOutcome = Value | undefined | FlowSignal
