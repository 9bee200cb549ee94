import type { leaveWords } from './leave-schema.ts'
import type { dialects, driftPolicies, mergeTypes, normalisers, scopeOperators } from './rule-schema.ts'

/** What may stand in each place of a rule, in a line each: an editor offers it. A test holds it against the schemas. */

export interface KeyWord {
  readonly key: string
  readonly means: string
  readonly values?: readonly { readonly value: string; readonly means: string }[]
}

export type WordPlace = 'inbound' | 'outbound' | 'membership' | 'clause' | 'join' | 'flow' | 'key' | 'leave'

const yesOrNo = [
  { value: 'true', means: 'yes' },
  { value: 'false', means: 'no' },
]

const told = (words: Readonly<Record<string, string>>): NonNullable<KeyWord['values']> =>
  Object.entries(words).map(([value, means]) => ({ value, means }))

const operatorWords: Readonly<Record<(typeof scopeOperators)[number], string>> = {
  EQUAL: 'is this value; upper and lower case do not matter',
  NOTEQUAL: 'is not this value',
  LESSTHAN: 'is less, or a day before',
  LESSTHAN_OR_EQUAL: 'is this or less, or not after that day',
  GREATERTHAN: 'is greater, or a day after',
  GREATERTHAN_OR_EQUAL: 'is this or greater, or not before that day',
  CONTAIN: 'has this text in it',
  NOTCONTAIN: 'has not this text in it',
  STARTSWITH: 'begins with this text',
  NOTSTARTSWITH: 'does not begin with this text',
  ENDSWITH: 'ends with this text',
  NOTENDSWITH: 'does not end with this text',
  ISNULL: 'has no value',
  ISNOTNULL: 'has a value',
  ISIN: 'is one of these values',
  ISNOTIN: 'is none of these values',
  ISBITSET: 'has all these bits set',
  ISNOTBITSET: 'has not all these bits set',
  ISBITNOTSET: 'the same; the name of earlier versions',
  ISMEMBEROF: 'is a member of one of these groups',
  ISNOTMEMBEROF: 'is a member of none of these groups',
  MATCHES: 'fits this regular expression (RE2)',
  NOTMATCHES: 'does not fit this regular expression',
}

const dialectWords: Readonly<Record<(typeof dialects)[number], string>> = {
  entra: 'the language of the Entra provisioning service; the default',
  connect: 'the language of Entra Connect Sync',
}

const driftWords: Readonly<Record<(typeof driftPolicies)[number], string>> = {
  enforce: 'what somebody changed is written back; the default',
  ask: 'a person decides',
  accept: 'what somebody changed stays',
}

const mergeWords: Readonly<Record<(typeof mergeTypes)[number], string>> = {
  update: 'the first flow that has a value gives all of them; the default',
  replace: 'the same, under the name of Entra Connect',
  merge: 'the values of all flows become one list',
  'merge-case-insensitive': 'the same; upper and lower case do not tell values apart',
}

const normaliserWords: Readonly<Record<(typeof normalisers)[number], string>> = {
  case: 'upper and lower case',
  trim: 'spaces around, and several within',
  diacritics: 'accents: é is e',
  digits: 'everything but digits',
  phone: 'how a telephone number is written',
}

const leaveMeans: Readonly<Record<(typeof leaveWords)[number], string>> = {
  keep: 'the account stays as it is; the default',
  disable: 'the account is disabled',
  disconnect: 'the account stays and is nobody’s',
  delete: 'the account is deleted',
}

const common: readonly KeyWord[] = [
  { key: 'name', means: 'how the rule is called; no other has the same name' },
  {
    key: 'direction',
    means: 'where values go',
    values: told({
      inbound: 'from a system into the metaverse',
      outbound: 'from the metaverse into a system',
      membership: 'says who is in a group',
    }),
  },
  { key: 'system', means: 'the connected system' },
  { key: 'from', means: 'the object type that is read' },
  { key: 'to', means: 'the object type that is written' },
  { key: 'precedence', means: 'of two values for one attribute that of the lower number wins' },
  { key: 'disabled', means: 'true: as if the rule were not there', values: yesOrNo },
  {
    key: 'scope',
    means: 'whom it is about: groups of clauses; one group is enough, all its clauses must hold',
  },
  { key: 'join', means: 'how objects find who they belong to: groups of conditions, tried in order' },
  { key: 'flows', means: 'which values are carried over' },
  { key: 'dialect', means: 'the language of its expressions', values: told(dialectWords) },
  { key: 'parameters', means: 'values of %parameters% in its expressions' },
  { key: 'softDelete', means: 'days for which what left the scope, or was deleted, counts as before' },
]

const flow: readonly KeyWord[] = [
  { key: 'to', means: 'the attribute that is written' },
  { key: 'from', means: 'the attribute whose value is carried over' },
  { key: 'constant', means: 'always this value' },
  { key: 'expression', means: 'a value that is worked out' },
  { key: 'once', means: 'only when the object is created', values: yesOrNo },
  { key: 'ignoreNull', means: 'no value leaves the target as it is', values: yesOrNo },
  {
    key: 'authoritativeNull',
    means: 'no value clears the target, and no other flow is looked at',
    values: yesOrNo,
  },
  { key: 'merge', means: 'how several flows to one attribute meet', values: told(mergeWords) },
  { key: 'precedence', means: 'instead of the rule’s, for this attribute' },
  { key: 'drift', means: 'what happens when somebody else changed the value', values: told(driftWords) },
  {
    key: 'unique',
    means: 'of SelectUniqueValue: where a value must be free',
    values: told({
      known: 'in what was imported and planned; the default',
      live: 'in the system itself as well',
    }),
  },
  { key: 'dialect', means: 'the language of this expression', values: told(dialectWords) },
]

export const ruleWords: Readonly<Record<WordPlace, readonly KeyWord[]>> = {
  inbound: [
    ...common,
    {
      key: 'link',
      means: 'what becomes of an object that is in scope',
      values: told({
        project: 'joins; who matches nobody becomes a new identity',
        join: 'joins, or waits',
        'sticky-join': 'joins, and keeps its identity alive',
        none: 'this rule links nothing; the default',
      }),
    },
  ],
  outbound: [
    ...common,
    {
      key: 'link',
      means: 'whether an identity in scope gets an account',
      values: told({
        provision: 'joins an account, or gets a new one',
        join: 'joins an account that is there',
        none: 'only values, for accounts that are linked; the default',
      }),
    },
    {
      key: 'leave',
      means: 'what happens to the account when the identity leaves the scope',
      values: told(leaveMeans),
    },
    { key: 'enable', means: 'accounts in scope are enabled when they are found disabled', values: yesOrNo },
    {
      key: 'drift',
      means: 'what happens to what somebody else changed in the account',
      values: told(driftWords),
    },
  ],
  membership: [
    ...common.filter(({ key }) => !['system', 'join', 'softDelete'].includes(key)),
    { key: 'key', means: 'what makes a group: objects with one value are in one group' },
    { key: 'into', means: 'the attribute of the group that holds its members' },
    { key: 'merge', means: 'how members of several rules meet', values: told(mergeWords) },
    { key: 'create', means: 'groups that nobody else brings are made', values: yesOrNo },
    {
      key: 'whenEmpty',
      means: 'what becomes of a group it made when its last member is gone',
      values: told({ delete: 'it goes; the default', keep: 'it stays' }),
    },
  ],
  clause: [
    { key: 'attribute', means: 'the attribute that is looked at' },
    { key: 'operator', means: 'how it is compared', values: told(operatorWords) },
    { key: 'value', means: 'what it is compared with; of ISIN a list; of dates also today + 7d' },
    { key: 'nested', means: 'of ISMEMBEROF: members of groups that are members count too', values: yesOrNo },
  ],
  join: [
    { key: 'from', means: 'the attribute of the side that is read' },
    { key: 'to', means: 'the attribute of the other side; of the metaverse it is indexed' },
    { key: 'caseSensitive', means: 'upper and lower case matter', values: yesOrNo },
    { key: 'normalise', means: 'what does not matter: a list', values: told(normaliserWords) },
    { key: 'expression', means: 'makes of [value], on both sides, what is compared' },
  ],
  flow,
  key: flow.filter(({ key }) => ['to', 'from', 'constant', 'expression'].includes(key)),
  leave: [
    {
      key: 'do',
      means: 'what is done',
      values: told({
        disable: 'the account is disabled',
        move: 'it goes elsewhere in the directory',
        clear: 'attributes lose their values',
        disconnect: 'it stays and is nobody’s',
        delete: 'it is deleted',
      }),
    },
    { key: 'after', means: 'days after the identity left' },
    { key: 'to', means: 'of move: the DN the account gets, an expression' },
    { key: 'attributes', means: 'of clear: which ones' },
  ],
}
