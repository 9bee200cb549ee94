import type { Value } from '../../connectors/spi/value.ts'
import type { LeaveStepSource } from '../config/leave-schema.ts'
import { compileExpression, parseExpression } from '../expressions/expressions.ts'
import type { Environment } from './flow.ts'
import type { Read } from './scope.ts'

/** One thing that happens to an account so many days after its identity left the scope. */
export type LeaveStep =
  | { readonly do: 'disable' | 'disconnect' | 'delete'; readonly after: number }
  | { readonly do: 'clear'; readonly after: number; readonly attributes: readonly string[] }
  | {
      readonly do: 'move'
      readonly after: number
      readonly to: (read: Read, environment: Environment) => Value | undefined
    }

/**
 * The steps, ready to run.
 * @param softDelete days for which nothing happens to an account out of scope: every step waits that much longer
 */
export function compileLeave(steps: readonly LeaveStepSource[], softDelete: number): readonly LeaveStep[] {
  return steps.map((step) => {
    const after = step.after + softDelete
    return step.do === 'move'
      ? { ...step, after, to: compileExpression(parseExpression(step.to)).evaluate }
      : { ...step, after }
  })
}
