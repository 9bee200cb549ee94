import type { RuleClause, RuleFlow, RuleJoin, RuleView } from '../../../../preload/contract/rules.ts'

/** Parts of a rule as sentences. */

const verbs: Readonly<Record<string, string>> = {
  EQUAL: 'is',
  NOTEQUAL: 'is not',
  LESSTHAN: 'is before or less than',
  LESSTHAN_OR_EQUAL: 'is at most',
  GREATERTHAN: 'is after or more than',
  GREATERTHAN_OR_EQUAL: 'is at least',
  CONTAIN: 'contains',
  NOTCONTAIN: 'does not contain',
  STARTSWITH: 'begins with',
  NOTSTARTSWITH: 'does not begin with',
  ENDSWITH: 'ends with',
  NOTENDSWITH: 'does not end with',
  ISNULL: 'has no value',
  ISNOTNULL: 'has a value',
  ISIN: 'is one of',
  ISNOTIN: 'is none of',
  ISBITSET: 'has these bits set:',
  ISNOTBITSET: 'has not all of these bits set:',
  ISBITNOTSET: 'has not all of these bits set:',
  ISMEMBEROF: 'has it as a member:',
  ISNOTMEMBEROF: 'does not have it as a member:',
  MATCHES: 'fits the expression',
  NOTMATCHES: 'does not fit the expression',
}

export const clauseVerb = ({ operator, nested }: RuleClause): string =>
  `${verbs[operator] ?? operator}${nested ? ' (groups within groups count)' : ''}`

export const constantText = (value: RuleClause['value']): string =>
  value === undefined ? '' : [value].flat().map(String).join(', ')

/** What becomes of whom the rule has in scope. */
export function linkSentence({ direction, link, membership }: RuleView): string {
  if (direction === 'membership')
    return `People with one ${membership?.keyFrom ?? ''} are in one group, found by ${membership?.key ?? ''}.${link === 'create' ? ' Groups that nobody else brings are made.' : ''}`
  const sentences: Readonly<Record<string, string>> = {
    project: 'Who matches nobody becomes a new identity.',
    join:
      direction === 'inbound'
        ? 'Who matches nobody waits as a disconnector.'
        : 'Who has no account that matches gets none.',
    'sticky-join': 'Who matches nobody waits; who is joined keeps the identity alive.',
    provision: 'Who has no account that matches gets a new one.',
    none: 'The rule links nothing: it speaks of what other rules have linked.',
  }
  return sentences[link] ?? link
}

const leaves: Readonly<Record<string, string>> = {
  keep: 'An account stays as it is when its identity leaves the scope.',
  disable: 'An account is disabled when its identity leaves the scope.',
  disconnect: 'An account stays and is nobody’s when its identity leaves the scope.',
  delete: 'An account is deleted when its identity leaves the scope.',
}

export function leaveSentence({ direction, leave, softDelete }: RuleView): string | null {
  if (direction !== 'outbound') return null
  const [only] = leave
  const wait = softDelete > 0 ? ` It waits ${softDelete} days before.` : ''
  if (leave.length === 1 && only !== undefined && leaves[only]) return leaves[only] + wait
  return `When an identity leaves the scope, its account goes step by step: ${leave.join(', then ')}.${wait}`
}

/** What does not count when two values are compared. */
export function comparison({ caseSensitive, normalise }: RuleJoin): string {
  const rest = normalise.filter((one) => one !== 'case' && one !== 'trim')
  const ignored = [...(caseSensitive ? [] : ['upper and lower case']), ...rest]
  return ignored.length === 0 ? 'exactly' : `without regard to ${ignored.join(', ')}`
}

/** What else holds of a flow beside its value. */
export function flowNotes(flow: RuleFlow): string[] {
  return [
    flow.once ? 'only when the object is created' : '',
    flow.ignoreNull ? 'no value leaves what is there' : '',
    flow.authoritativeNull ? 'no value clears it for good' : '',
    flow.merge === 'merge' || flow.merge === 'merge-case-insensitive' ? 'values of all flows together' : '',
    flow.precedence === undefined ? '' : `precedence ${flow.precedence}`,
    flow.unique === 'live' ? 'free in the system itself' : '',
  ].filter(Boolean)
}
