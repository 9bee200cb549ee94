import type { Clause } from '../config/rule-schema.ts'

/** What ISMEMBEROF asks: whether an object is a member of this group. */
export interface MembershipQuestion {
  /** DN or anchor of the group. */
  readonly group: string
  /** The attribute with which groups name their members. */
  readonly attribute: string
  /** Members of member groups count too. */
  readonly nested: boolean
}

/** The questions that hold for an object, by their keys; undefined when no rule asks any. */
export type Memberships = ReadonlySet<string> | undefined

export const questionKey = ({ group, attribute, nested }: MembershipQuestion): string =>
  JSON.stringify([group, attribute, nested])

/** The groups a clause asks for; a list asks for any of them. */
export function questionsOf({ attribute, operator, value, nested }: Clause): readonly MembershipQuestion[] {
  if (operator !== 'ISMEMBEROF' && operator !== 'ISNOTMEMBEROF') return []
  return (typeof value === 'object' ? value : [value]).map((group) => ({
    group: String(group),
    attribute,
    nested: nested ?? false,
  }))
}

/** Each question once. */
export const distinctQuestions = (
  questions: readonly MembershipQuestion[],
): readonly MembershipQuestion[] => [
  ...new Map(questions.map((question) => [questionKey(question), question])).values(),
]
