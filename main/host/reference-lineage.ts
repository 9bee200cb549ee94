import type { Value } from '../../connectors/spi/value.ts'
import type { LineageStep } from '../../preload/contract/changes.ts'
import type { FailedClause, MembershipReason, Values } from '../engine/membership-reason.ts'
import type { OutputOf } from '../store/port.ts'
import { systemName, systemTitle } from './system-words.ts'
import type { Workspace } from './workspace.ts'

type Reasons = NonNullable<NonNullable<OutputOf<'changeDetail'>>['references']>

/** Where references come from: the systems that name them, and for each member that a rule computes what put it in or took it out. */
export function referenceLineage(
  workspace: Workspace,
  { contributors, members }: Reasons,
  attribute: string,
): LineageStep[] {
  const { rules, memberships = [] } = workspace.configuration
  const precedence = (name: string): number | undefined =>
    [...rules, ...memberships].find((rule) => rule.name === name)?.precedence
  const ofRule = (name: string): string => {
    const number = precedence(name)
    return number === undefined ? 'a rule of an earlier version' : `precedence ${number}`
  }
  return [
    ...contributors.map(({ rule, system, from }) => ({
      system: systemName(workspace, system),
      text: `${systemTitle(workspace, system)} names them in ${from}, which is taken as ${attribute}`,
      rule,
      detail: ofRule(rule),
    })),
    ...members.map(({ name, added, rule, reason }) => ({
      system: 'metaverse',
      text: `${name} ${memberText(added, reason)}`,
      rule,
      detail: reason?.kind === 'member' ? `${ofRule(rule)}, key ${reason.key}` : ofRule(rule),
    })),
  ]
}

function memberText(added: boolean, reason: MembershipReason | undefined): string {
  if (reason === undefined) return 'is a member no more: no system holds the identity any more'
  switch (reason.kind) {
    case 'member':
      if (added) return `is a member: ${valuesText(reason.values)}`
      return `is a member by the rule (${valuesText(reason.values)}), but other contributions decide`
    case 'out-of-scope':
      return `${not(added)}: ${reason.clauses.map(clauseText).join(', ')}`
    case 'other-key':
      return `${not(added)}: ${valuesText(reason.values)} ${
        reason.keys.length === 0 ? 'give no key' : `${giveKey(reason.keys)}`
      }`
    case 'failed':
      return `stays what it was: ${reason.message}`
  }
}

const not = (added: boolean): string => (added ? 'is no member by the rule' : 'is a member no more')

const giveKey = (keys: readonly string[]): string => `stand for ${keys.join(', ')}`

const valuesText = (values: Values): string =>
  values.length === 0
    ? 'the rule is for everybody'
    : values.map(([name, value]) => `${name} ${shown(value)}`).join(', ')

function clauseText({ clause: { attribute, operator, value }, held }: FailedClause): string {
  const wanted = value === undefined ? operator : `${operator} ${shown(value)}`
  // Of a membership in a group the identity itself has no value that could be shown.
  if (operator.endsWith('MEMBEROF')) return `the rule asks for ${attribute} ${wanted}`
  return `${attribute} is ${shown(held)}, and the rule asks for ${wanted}`
}

const shown = (value: Value | undefined): string => {
  if (value === undefined) return 'without value'
  return typeof value === 'object' ? value.join(', ') : String(value)
}
