import { createHash } from 'node:crypto'
import type { RuleBook, RuleView } from '../../../preload/contract/rules.ts'
import type { SystemTile } from '../../../preload/contract/words.ts'
import type { ConfigTexts } from '../../config/config-texts.ts'
import type { readConfiguration } from '../../config/load.ts'
import type { MembershipRuleSource } from '../../config/membership-schema.ts'
import type { RuleSource } from '../../config/rule-schema.ts'
import type { RulePlace } from '../../config/validate.ts'
import type { JudgedProblem } from '../check-rules.ts'

type Read = ReturnType<typeof readConfiguration>
type AnyRule = RuleSource | MembershipRuleSource

interface Placed {
  readonly rule: AnyRule
  readonly place: RulePlace
}

/** A rule with its file and its place among the rules of that file. */
export interface FiledRule extends Placed {
  readonly file: string
  readonly index: number
  readonly line: number
}

/** `rules/10-in-hr.yaml`, whatever the system's separator is. */
export const fileName = (file: string): string => file.replaceAll('\\', '/')

/** The rules of each file in the order in which they stand there. */
export function filedRules({
  rules,
  memberships,
}: Pick<Read, 'rules' | 'memberships'>): readonly FiledRule[] {
  const all = [...rules, ...memberships]
    .map(({ rule, place }: Placed) => ({ rule, place, file: fileName(place.file), line: place.at([]).line }))
    .sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
  const seen = new Map<string, number>()
  return all.map((one) => {
    const index = seen.get(one.file) ?? 0
    seen.set(one.file, index + 1)
    return { ...one, index }
  })
}

interface Version {
  readonly texts: ConfigTexts
  readonly rules: readonly FiledRule[]
}

/** Every rule of an edited version, told against the one in use. */
export function ruleBook(
  edited: Version & { readonly problems: readonly JudgedProblem[] },
  active: Version,
  disk: ConfigTexts,
  tileOf: (system: string) => SystemTile | null,
): Pick<RuleBook, 'content' | 'files' | 'rules' | 'problems'> {
  const names = edited.texts.names('rules').map((name) => `rules/${name}`)
  const onDisk = new Set(disk.names('rules').map((name) => `rules/${name}`))
  const wasActive = new Set(active.texts.names('rules').map((name) => `rules/${name}`))
  const readable = new Set(edited.rules.map(({ file }) => file))
  const broken = new Set(
    edited.problems.filter(({ severity }) => severity === 'error').map(({ file }) => fileName(file)),
  )
  const unreadable = new Set(names.filter((file) => !readable.has(file) && broken.has(file)))
  const matched = matchRules(edited.rules, active.rules)
  const view = (
    one: FiledRule,
    state: RuleView['state'],
    was: FiledRule | undefined,
    of: Version,
  ): RuleView => ruleView(one, state, was, of, edited.problems, tileOf)
  const present = edited.rules.map((one) => {
    const was = matched.get(one)
    const state =
      was === undefined ? 'new' : JSON.stringify(was.rule) === JSON.stringify(one.rule) ? 'active' : 'edited'
    return view(one, state, was, edited)
  })
  const kept = new Set(matched.values())
  const gone = active.rules
    .filter((one) => !kept.has(one))
    .map((one) => view(one, unreadable.has(one.file) ? 'unreadable' : 'removed', one, active))
  return {
    content: contentOf(edited.texts, names),
    files: names.map((file) => ({
      file,
      readable: !unreadable.has(file),
      edited: !wasActive.has(file) || edited.texts.read(file) !== active.texts.read(file),
      onDisk: onDisk.has(file),
    })),
    rules: [...present, ...gone].sort(byPrecedence),
    problems: edited.problems.map(({ file, line, column, severity, message, advice }) => ({
      file: fileName(file),
      line,
      column,
      severity,
      message,
      advice,
    })),
  }
}

function contentOf(texts: ConfigTexts, names: readonly string[]): string {
  const hash = createHash('sha256').update(texts.read('workspace.yaml'))
  for (const file of names) hash.update(`\0${file}\0`).update(texts.read(file))
  return hash.digest('hex')
}

const byPrecedence = (a: RuleView, b: RuleView): number =>
  a.precedence - b.precedence || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** Which rule of the version in use each one is: the one of its name, or at its place where that has no name of its own any more. */
export function matchRules(
  edited: readonly FiledRule[],
  active: readonly FiledRule[],
): ReadonlyMap<FiledRule, FiledRule> {
  const byName = new Map(active.map((one) => [one.rule.name, one]))
  const names = new Set(edited.map(({ rule }) => rule.name))
  const byPlace = new Map(
    active.filter(({ rule }) => !names.has(rule.name)).map((one) => [`${one.file}#${one.index}`, one]),
  )
  const matched = new Map<FiledRule, FiledRule>()
  for (const one of edited) {
    const was = byName.get(one.rule.name) ?? byPlace.get(`${one.file}#${one.index}`)
    if (was !== undefined) matched.set(one, was)
  }
  return matched
}

function ruleView(
  one: FiledRule,
  state: RuleView['state'],
  was: FiledRule | undefined,
  { texts, rules }: Version,
  problems: readonly JudgedProblem[],
  tileOf: (system: string) => SystemTile | null,
): RuleView {
  const { rule, place, file, index, line } = one
  const next = rules.find((other) => other.file === file && other.index === index + 1)
  const lastLine = next === undefined ? texts.read(file).split('\n').length : next.line - 1
  const mine = problems.filter(
    (problem) => fileName(problem.file) === file && problem.line >= line && problem.line <= lastLine,
  )
  const shown = state === 'removed' || state === 'unreadable' ? [] : mine
  return {
    file,
    index,
    name: rule.name,
    direction: rule.direction,
    system: rule.direction === 'membership' ? null : tileOf(rule.system),
    from: rule.from,
    to: rule.to,
    precedence: rule.precedence,
    disabled: rule.disabled,
    dialect: rule.dialect,
    line,
    lastLine,
    state,
    activeName: was?.rule.name ?? null,
    errors: shown.filter(({ severity }) => severity === 'error').length,
    warnings: shown.filter(({ severity }) => severity === 'warning').length,
    scope: rule.scope,
    join: rule.direction === 'membership' ? [] : rule.join,
    link: rule.direction === 'membership' ? (rule.create ? 'create' : 'none') : rule.link,
    leave: rule.direction === 'outbound' ? leaveLines(rule.leave) : [],
    softDelete: rule.direction === 'membership' ? 0 : rule.softDelete,
    flows: rule.flows.map((flow, at) => ({ ...flow, line: place.at(['flows', at]).line })),
    membership:
      rule.direction === 'membership'
        ? {
            key: rule.key.to,
            keyFrom: rule.key.from ?? rule.key.expression ?? String(rule.key.constant),
            into: rule.into,
          }
        : null,
  }
}

function leaveLines(leave: Extract<RuleSource, { direction: 'outbound' }>['leave']): string[] {
  if (typeof leave === 'string') return [leave]
  return leave.map((step) => {
    const what =
      step.do === 'move'
        ? `move to ${step.to}`
        : step.do === 'clear'
          ? `clear ${step.attributes.join(', ')}`
          : step.do
    return step.after === 0 ? what : `${what} after ${step.after} ${step.after === 1 ? 'day' : 'days'}`
  })
}
