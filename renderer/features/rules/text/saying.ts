import type { RuleClause, RuleFlow, RuleJoin, RuleView } from '../../../../preload/contract/rules.ts'
import { t } from '../../../language/text.ts'

/** Parts of a rule as sentences. */

const verbs: Readonly<Record<string, string>> = {
  EQUAL: t('is'),
  NOTEQUAL: t('is not'),
  LESSTHAN: t('is before or less than'),
  LESSTHAN_OR_EQUAL: t('is at most'),
  GREATERTHAN: t('is after or more than'),
  GREATERTHAN_OR_EQUAL: t('is at least'),
  CONTAIN: t('contains'),
  NOTCONTAIN: t('does not contain'),
  STARTSWITH: t('begins with'),
  NOTSTARTSWITH: t('does not begin with'),
  ENDSWITH: t('ends with'),
  NOTENDSWITH: t('does not end with'),
  ISNULL: t('has no value'),
  ISNOTNULL: t('has a value'),
  ISIN: t('is one of'),
  ISNOTIN: t('is none of'),
  ISBITSET: t('has these bits set:'),
  ISNOTBITSET: t('has not all of these bits set:'),
  ISBITNOTSET: t('has not all of these bits set:'),
  ISMEMBEROF: t('has it as a member:'),
  ISNOTMEMBEROF: t('does not have it as a member:'),
  MATCHES: t('fits the expression'),
  NOTMATCHES: t('does not fit the expression'),
}

export const clauseVerb = ({ operator, nested }: RuleClause): string =>
  `${verbs[operator] ?? operator}${nested ? t(' (groups within groups count)') : ''}`

export const constantText = (value: RuleClause['value']): string =>
  value === undefined ? '' : [value].flat().map(String).join(', ')

/** What becomes of whom the rule has in scope. */
export function linkSentence({ direction, link, membership }: RuleView): string {
  if (direction === 'membership')
    return `${t`People with one ${membership?.keyFrom ?? ''} are in one group, found by ${membership?.key ?? ''}.`}${link === 'create' ? t(' Groups that nobody else brings are made.') : ''}`
  const sentences: Readonly<Record<string, string>> = {
    project: t('Who matches nobody becomes a new identity.'),
    join:
      direction === 'inbound'
        ? t('Who matches nobody waits as a disconnector.')
        : t('Who has no account that matches gets none.'),
    'sticky-join': t('Who matches nobody waits; who is joined keeps the identity alive.'),
    provision: t('Who has no account that matches gets a new one.'),
    none: t('The rule links nothing: it speaks of what other rules have linked.'),
  }
  return sentences[link] ?? link
}

const leaves: Readonly<Record<string, string>> = {
  keep: t('An account stays as it is when its identity leaves the scope.'),
  disable: t('An account is disabled when its identity leaves the scope.'),
  disconnect: t('An account stays and is nobody’s when its identity leaves the scope.'),
  delete: t('An account is deleted when its identity leaves the scope.'),
}

export function leaveSentence({ direction, leave, softDelete }: RuleView): string | null {
  if (direction !== 'outbound') return null
  const [only] = leave
  const wait = softDelete > 0 ? t` It waits ${softDelete} days before.` : ''
  if (leave.length === 1 && only !== undefined && leaves[only]) return leaves[only] + wait
  return (
    t`When an identity leaves the scope, its account goes step by step: ${leave.join(t(', then '))}.` + wait
  )
}

/** What does not count when two values are compared. */
export function comparison({ caseSensitive, normalise }: RuleJoin): string {
  const rest = normalise.filter((one) => one !== 'case' && one !== 'trim')
  const ignored = [...(caseSensitive ? [] : [t('upper and lower case')]), ...rest]
  return ignored.length === 0 ? t('exactly') : t`without regard to ${ignored.join(', ')}`
}

/** What else holds of a flow beside its value. */
export function flowNotes(flow: RuleFlow): string[] {
  return [
    flow.once ? t('only when the object is created') : '',
    flow.ignoreNull ? t('no value leaves what is there') : '',
    flow.authoritativeNull ? t('no value clears it for good') : '',
    flow.merge === 'merge' || flow.merge === 'merge-case-insensitive'
      ? t('values of all flows together')
      : '',
    flow.precedence === undefined ? '' : t`precedence ${flow.precedence}`,
    flow.unique === 'live' ? t('free in the system itself') : '',
  ].filter(Boolean)
}
