import type { Value } from '../../connectors/spi/value.ts'
import type { Clause } from '../config/rule-schema.ts'
import { compileTest } from './clause-test.ts'
import { type MembershipQuestion, type Memberships, questionKey, questionsOf } from './membership.ts'
import { dayFrom, dayOf, parseRelativeDay, type RelativeDay, turningDays } from './relative-day.ts'

export type Read = (attribute: string) => Value | undefined
/** Whether an object is in scope on the day `today`, `2026-03-10`. */
export type Predicate = (read: Read, today: string, memberships?: Memberships) => boolean
/** The earliest day after `today` on which the same object comes into scope or leaves it by the date alone; undefined when it never does. */
export type Wakes = (read: Read, today: string, memberships?: Memberships) => string | undefined

export interface Scope {
  readonly inScope: Predicate
  /** Undefined when no clause looks at the date: such a scope never turns by itself. */
  readonly wakes: Wakes | undefined
  /** What must be known of an object's groups before it is asked. */
  readonly questions: readonly MembershipQuestion[]
}

interface CompiledClause {
  readonly holds: Predicate
  /** Days on which the clause may turn, of a clause that looks at the date. */
  readonly turns: ((read: Read) => readonly string[]) | undefined
}

/**
 * Compiles a scoping filter: OR of AND groups; no groups means every object. Strings are compared without regard to case,
 * as in Entra Connect; a multi-valued attribute satisfies a clause when one of its values does, and its negation when none does.
 */
export function compileScope(groups: readonly (readonly Clause[])[]): Scope {
  if (groups.length === 0) return { inScope: () => true, wakes: undefined, questions: [] }
  const compiled = groups.map((group) => group.map(compileClause))
  const inScope: Predicate = (read, today, memberships) =>
    compiled.some((group) => group.every((clause) => clause.holds(read, today, memberships)))
  const turns = compiled.flat().flatMap((clause) => clause.turns ?? [])
  return {
    inScope,
    wakes: turns.length === 0 ? undefined : wakesOf(inScope, turns),
    questions: groups.flat().flatMap(questionsOf),
  }
}

/** Between the days on which some clause turns nothing changes, so the answer is the first of them that gives another result. */
const wakesOf =
  (inScope: Predicate, turns: readonly ((read: Read) => readonly string[])[]): Wakes =>
  (read, today, memberships) => {
    const days = turns.flatMap((of) => of(read)).filter((day) => day > today)
    if (days.length === 0) return undefined
    const now = inScope(read, today, memberships)
    return days.sort().find((day) => inScope(read, day, memberships) !== now)
  }

function compileClause(clause: Clause): CompiledClause {
  const { attribute, operator, value: operand } = clause
  if (operator === 'ISNULL' || operator === 'ISNOTNULL') {
    const wanted = operator === 'ISNULL'
    return { holds: (read) => isEmpty(read(attribute)) === wanted, turns: undefined }
  }
  const questions = questionsOf(clause).map(questionKey)
  if (questions.length > 0) {
    const wanted = operator === 'ISMEMBEROF'
    return {
      holds: (_read, _today, memberships) =>
        questions.some((question) => memberships?.has(question) ?? false) === wanted,
      turns: undefined,
    }
  }
  const relative =
    typeof operand === 'string' && datedOperators.has(operator) ? parseRelativeDay(operand) : undefined
  if (relative !== undefined) return datedClause(attribute, operator, relative)
  const { test, negated } = compileTest(operator, operand as NonNullable<Clause['value']>)
  return {
    holds: (read) => {
      const value = read(attribute)
      const hit = value !== undefined && (typeof value === 'object' ? value.some(test) : test(value))
      return hit !== negated
    },
    turns: undefined,
  }
}

/** Operators that compare with a day relative to today. */
export const datedOperators: ReadonlySet<Clause['operator']> = new Set([
  'EQUAL',
  'NOTEQUAL',
  'LESSTHAN',
  'LESSTHAN_OR_EQUAL',
  'GREATERTHAN',
  'GREATERTHAN_OR_EQUAL',
])

/** Dates are compared by their day; what is no date is neither before, on nor after it. */
function datedClause(attribute: string, operator: Clause['operator'], relative: RelativeDay): CompiledClause {
  const test = dayTests[operator] as (day: string, wanted: string) => boolean
  const negated = operator === 'NOTEQUAL'
  return {
    holds: (read, today) => {
      const wanted = dayFrom(today, relative)
      return daysOf(read(attribute)).some((day) => test(day, wanted)) !== negated
    },
    turns: (read) => daysOf(read(attribute)).flatMap((day) => turningDays(day, relative)),
  }
}

const dayTests: Partial<Record<Clause['operator'], (day: string, wanted: string) => boolean>> = {
  EQUAL: (day, wanted) => day === wanted,
  NOTEQUAL: (day, wanted) => day === wanted,
  LESSTHAN: (day, wanted) => day < wanted,
  LESSTHAN_OR_EQUAL: (day, wanted) => day <= wanted,
  GREATERTHAN: (day, wanted) => day > wanted,
  GREATERTHAN_OR_EQUAL: (day, wanted) => day >= wanted,
}

const daysOf = (value: Value | undefined): readonly string[] =>
  (typeof value === 'object' ? value : [value]).flatMap((one) => dayOf(one) ?? [])

const isEmpty = (value: Value | undefined): boolean =>
  value === undefined || value === '' || (typeof value === 'object' && value.length === 0)
