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

export function compileLeave(steps: readonly LeaveStepSource[]): readonly LeaveStep[] {
  return steps.map((step) =>
    step.do === 'move' ? { ...step, to: compileExpression(parseExpression(step.to)).evaluate } : step,
  )
}
