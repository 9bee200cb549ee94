import type { LeaveStepSource } from '../config/leave-schema.ts'
import type { FlowSource } from '../config/rule-schema.ts'
import { compileExpression, type FlowOutcome, parseExpression } from '../expressions/expressions.ts'
import { type Environment, type FlowContext, withParameters } from './flow.ts'
import type { Read } from './scope.ts'

/** One thing that happens to an account so many days after its identity left the scope. */
export type LeaveStep =
  | { readonly do: 'disable' | 'disconnect' | 'delete'; readonly after: number }
  | { readonly do: 'clear'; readonly after: number; readonly attributes: readonly string[] }
  | {
      readonly do: 'move'
      readonly after: number
      /** Its DN; IgnoreThisFlow: it stays where it is. */
      readonly to: (read: Read, environment: Environment) => FlowOutcome
    }

/** What the steps take from the rule they stand in. */
export interface LeaveContext {
  readonly dialect: NonNullable<FlowSource['dialect']>
  readonly parameters: FlowContext['parameters']
  /** Days for which nothing happens to an account out of scope: every step waits that much longer. */
  readonly softDelete: number
}

/** The steps, ready to run. */
export function compileLeave(steps: readonly LeaveStepSource[], context: LeaveContext): readonly LeaveStep[] {
  return steps.map((step) => {
    const after = step.after + context.softDelete
    return step.do === 'move'
      ? { ...step, after, to: compileDestination(step.to, context) }
      : { ...step, after }
  })
}

function compileDestination(
  source: string,
  { dialect, parameters }: LeaveContext,
): (read: Read, environment: Environment) => FlowOutcome {
  const expression = compileExpression(parseExpression(source, { dialect }))
  const within = withParameters(expression.parameters, parameters)
  return (read, environment) => expression.outcome(read, within(environment))
}
