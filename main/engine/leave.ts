import { ExpressionError, ignoreThisFlow } from '../expressions/expressions.ts'
import { addDays } from './calendar.ts'
import type { OutboundRule } from './compiled-rules.ts'
import { dnKey } from './dn-key.ts'
import type { Environment } from './flow.ts'
import type { PreparedIdentity, Target } from './identity.ts'
import type { LeaveStep } from './leave-steps.ts'
import type { CsObject, Finding, PlannedChange } from './model.ts'
import { change, disable, imageOf } from './planned-changes.ts'

/** What leaving means for one account today. */
export interface Leaving {
  readonly changes: readonly PlannedChange[]
  /** The account is let go now. */
  readonly disconnect: boolean
  /** The day of the next step; undefined when none is to come. */
  readonly next: string | undefined
}

/** The steps of an account that is `days` days gone; those whose day has come are all wanted, in order. */
export function leaveAccount(
  prepared: PreparedIdentity,
  target: Target,
  account: CsObject,
  rule: OutboundRule,
  since: string,
  environment: Environment,
  findings: Finding[],
): Leaving {
  const { due, next } = stepsOn(rule.leave, since, environment.today)
  const gone = due.find((step) => step.do === 'delete')
  if (gone !== undefined) {
    const whole = change(prepared, account, rule, 'delete', undefined, imageOf(account), undefined, undefined)
    return { changes: [whole], disconnect: false, next }
  }
  const changes = due.flatMap((step) =>
    stepChanges(step, prepared, target, account, rule, environment, findings),
  )
  // Where two steps move it, the later one counts.
  const lastMove = changes.findLast((one) => one.operation === 'move')
  const wanted = changes.filter((one) => one.operation !== 'move' || one === lastMove)
  // It is let go as its rules leave it, so not before what they still want is done.
  const disconnect = wanted.length === 0 && due.some((step) => step.do === 'disconnect')
  return { changes: wanted, disconnect, next }
}

/** Attributes that are to be empty by now; references among them are the reference pass's to clear. */
export function clearedBy(steps: readonly LeaveStep[], since: string, today: string): ReadonlySet<string> {
  return new Set(
    stepsOn(steps, since, today).due.flatMap((step) => (step.do === 'clear' ? step.attributes : [])),
  )
}

/** Whether some step waits, so that the day an account left must be remembered. */
export const hasGrace = (rule: OutboundRule): boolean => rule.leave.some((step) => step.after > 0)

function stepsOn(
  steps: readonly LeaveStep[],
  since: string,
  today: string,
): { due: readonly LeaveStep[]; next: string | undefined } {
  const waiting = steps.find((step) => addDays(since, step.after) > today)
  return {
    due: steps.filter((step) => addDays(since, step.after) <= today),
    next: waiting === undefined ? undefined : addDays(since, waiting.after),
  }
}

function stepChanges(
  step: LeaveStep,
  prepared: PreparedIdentity,
  target: Target,
  account: CsObject,
  rule: OutboundRule,
  environment: Environment,
  findings: Finding[],
): readonly PlannedChange[] {
  const schema = target.system.types.get(account.type)
  switch (step.do) {
    case 'disable':
      return disable(prepared, account, rule, schema)
    case 'clear':
      return step.attributes.flatMap((attribute) => {
        const old = account.attributes[attribute]
        if (old === undefined || schema?.attributes[attribute]?.writable === 'never') return []
        return [change(prepared, account, rule, 'update', attribute, old, undefined, undefined)]
      })
    case 'move': {
      const dn = destination(step, prepared, account, rule, environment, findings)
      if (dn === undefined || account.dn === undefined || dnKey(dn) === dnKey(account.dn)) return []
      return [change(prepared, account, rule, 'move', undefined, account.dn, dn, undefined)]
    }
    default:
      return []
  }
}

function destination(
  step: Extract<LeaveStep, { do: 'move' }>,
  prepared: PreparedIdentity,
  account: CsObject,
  rule: OutboundRule,
  environment: Environment,
  findings: Finding[],
): string | undefined {
  const failed = (why: string): undefined => {
    findings.push({
      code: 'expression-failed',
      severity: 'error',
      system: account.system,
      object: account.id,
      mv: prepared.identity.id,
      attribute: 'dn',
      message: `${prepared.name} is not moved on leaving (rule "${rule.name}"): ${why}`,
      advice: 'Correct the DN of the move step, or the values it is made from',
    })
  }
  try {
    const dn = step.to((name) => prepared.attributes[name], environment)
    if (dn === ignoreThisFlow) return undefined
    return typeof dn === 'string' ? dn : failed('its expression gives no DN')
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return failed(error.message)
  }
}
