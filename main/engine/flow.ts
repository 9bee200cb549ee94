import type { AttributeType, Value } from '../../connectors/spi/value.ts'
import type { FlowSource } from '../config/rule-schema.ts'
import {
  compileExpression,
  type FlowOutcome,
  parseExpression,
  type ReadAttribute,
} from '../expressions/expressions.ts'
import type { Read } from './scope.ts'

export interface Environment {
  /** The day the session works on, `2026-03-10`. */
  readonly today: string
  /** What Guid, RandomString and RandomNum draw from, together with whom and what they are drawn for. Without it they are errors. */
  readonly secret?: string
  /** What the expression draws from. */
  readonly seed?: string
  /** What the system is known to hold of the object at hand: ImportedValue reads it. */
  readonly imported?: ReadAttribute
}

export interface Flow {
  readonly to: string
  /** The source attribute of a direct flow. */
  readonly from: string | undefined
  readonly once: boolean
  readonly ignoreNull: boolean
  readonly authoritativeNull: boolean
  /** The flow's own, or its rule's. */
  readonly precedence: number
  /** The values of all flows of the attribute become one list; how their duplicates are told. Undefined: the first that has a value wins. */
  readonly merge: 'exact' | 'ignore-case' | undefined
  /** The order of the rules does not decide over the attribute: all its flows must be known first. Inbound only. */
  readonly contested: boolean
  /** What happens to a value that somebody else changed, instead of what the rule says. */
  readonly drift: FlowSource['drift']
  /** What an Error() in its expression keeps back. */
  readonly refusal: 'identity-refused' | 'account-refused'
  /** The target is a reference: worked out in the reference pass, not here. */
  readonly reference: boolean
  /** It asks what the system is known to hold. */
  readonly imports: boolean
  /** It draws a value at random. */
  readonly draws: boolean
  evaluate(read: Read, environment: Environment): FlowOutcome
  /** For SelectUniqueValue: the values to try, in order. */
  readonly candidates: ((read: Read, environment: Environment) => readonly string[]) | undefined
  /** Whether its values must be free in the live system, too. */
  readonly live: boolean
  /** Attributes the flow reads. */
  readonly reads: readonly string[]
}

/** What a flow takes from the rule it stands in, and from the metaverse. */
export interface FlowContext {
  readonly direction: 'inbound' | 'outbound'
  readonly precedence: number
  readonly dialect: NonNullable<FlowSource['dialect']>
  readonly parameters: Readonly<Record<string, Value>>
  readonly reference: boolean
  readonly contested: boolean
  /** The types of the attributes the flow may read, where they are known. */
  typeOf(attribute: string): AttributeType | undefined
}

export function compileFlow(flow: FlowSource, context: FlowContext): Flow {
  const common = {
    to: flow.to,
    once: flow.once,
    ignoreNull: flow.ignoreNull,
    authoritativeNull: flow.authoritativeNull,
    precedence: flow.precedence ?? context.precedence,
    merge: mergeOf(flow),
    contested: context.contested,
    drift: flow.drift,
    refusal: context.direction === 'inbound' ? ('identity-refused' as const) : ('account-refused' as const),
    reference: context.reference,
    imports: false,
    draws: false,
    candidates: undefined,
    live: flow.unique === 'live',
  }
  if (flow.from !== undefined) {
    const from = flow.from
    return { ...common, from, evaluate: (read) => read(from), reads: [from] }
  }
  if (flow.constant !== undefined) {
    const constant = flow.constant
    return { ...common, from: undefined, evaluate: () => constant, reads: [] }
  }
  const expression = compileExpression(
    parseExpression(flow.expression as string, { dialect: flow.dialect ?? context.dialect }),
    { typeOf: context.typeOf },
  )
  const within = withParameters(expression.parameters, context.parameters)
  return {
    ...common,
    from: undefined,
    imports: expression.asksFor.has('imported'),
    draws: expression.asksFor.has('seed'),
    evaluate: (read, environment) => expression.outcome(read, within(environment)),
    candidates: expression.unique
      ? (read, environment) => expression.candidates?.(read, within(environment)) ?? []
      : undefined,
    reads: expression.attributes,
  }
}

/** The environment as an expression sees it that asks for these parameters; the same object where it asks for none. */
export const withParameters = (
  asked: readonly string[],
  parameters: FlowContext['parameters'],
): ((environment: Environment) => Environment) =>
  asked.length === 0 ? (environment) => environment : (environment) => ({ ...environment, parameters })

export function mergeOf({ merge }: Pick<FlowSource, 'merge'>): Flow['merge'] {
  if (merge === 'merge') return 'exact'
  return merge === 'merge-case-insensitive' ? 'ignore-case' : undefined
}
