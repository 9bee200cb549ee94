import type { MembershipRuleSource } from '../config/membership-schema.ts'
import type { RuleSource } from '../config/rule-schema.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'
import type { CompiledRules, InboundRule, OutboundRule } from './compiled-rules.ts'
import type { Environment } from './flow.ts'
import { changedTargets, type RuleInBothVersions, saysOtherwise } from './flow-change.ts'
import { type CsObject, readerOf } from './model.ts'
import type { Read } from './scope.ts'
import { everyType } from './wildcard.ts'

interface Configuration {
  readonly workspace: WorkspaceSource
  readonly rules: readonly RuleSource[]
  readonly memberships?: readonly MembershipRuleSource[]
}

/** Rules, as text and ready to run. */
export interface RuleVersion {
  readonly configuration: Configuration
  readonly rules: CompiledRules
}

/** Objects of one type in one system, of which changed rules may say something else than before. */
export interface ConcernedObjects {
  readonly system: number
  readonly type: string
  concerns(object: CsObject): boolean
}

/** The same of identities of one type. */
export interface ConcernedIdentities {
  readonly type: string
  concerns(attributes: CsObject['attributes']): boolean
}

/** What must be looked at again because rules have changed: everything, or what the changed rules say something else of. */
export type RuleChange =
  | { readonly everything: true; readonly because: string }
  | {
      readonly everything: false
      readonly objects: readonly ConcernedObjects[]
      readonly identities: readonly ConcernedIdentities[]
    }

/**
 * Compares two versions of the rules. Where only the scope and the flows of a rule have changed, an object is concerned when the two versions
 * differ over it: one has it in scope and the other has not, or a flow gives another value. Any other change of a rule concerns all objects of
 * its type, and a change beyond the rules concerns everything. Whatever is in doubt is concerned.
 */
export function compareRules(before: RuleVersion, after: RuleVersion, environment: Environment): RuleChange {
  const because = reachesBeyondRules(before, after)
  if (because !== undefined) return { everything: true, because }
  const objects: ConcernedObjects[] = []
  const identities: ConcernedIdentities[] = []
  const old = new Map(before.configuration.rules.map((rule) => [rule.name, rule]))
  const now = new Map(after.configuration.rules.map((rule) => [rule.name, rule]))
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name), now.get(name)]
    if (sameText(was, is)) continue
    for (const rule of [was, is]) if (rule !== undefined && isWild(rule)) return wild(name)
    if (was !== undefined && is !== undefined && !sameText(placeOf(was), placeOf(is))) return moved(name)
    const rule = (is ?? was) as RuleSource
    if (rule.direction === 'inbound') {
      const pair = { was: inbound(before, name), is: inbound(after, name) }
      const { system, csType } = (pair.is ?? pair.was) as InboundRule
      const differs = differenceOf(was, is, pair, environment)
      objects.push({ system, type: csType, concerns: (object) => differs(readerOf(object)) })
    } else {
      const pair = { was: outbound(before, rule.from, name), is: outbound(after, rule.from, name) }
      const differs = differenceOf(was, is, pair, environment)
      identities.push({ type: rule.from, concerns: (attributes) => differs((key) => attributes[key]) })
    }
  }
  return { everything: false, objects, identities }
}

const wild = (name: string): RuleChange => ({
  everything: true,
  because: `rule "${name}", which speaks of every type, has changed`,
})
const moved = (name: string): RuleChange => ({
  everything: true,
  because: `rule "${name}" speaks of something else now`,
})

const always = (): boolean => true

/** Whether the two versions of a rule say something else of an object. */
function differenceOf(
  was: RuleSource | undefined,
  is: RuleSource | undefined,
  pair: RuleInBothVersions,
  environment: Environment,
): (read: Read) => boolean {
  const whole = was ?? is
  if (whole === undefined) return always
  // With an account goes more than values: how it leaves, and which other rule takes over.
  if ((was === undefined || is === undefined) && whole.direction === 'outbound') return always
  for (const rule of [was, is])
    if (rule !== undefined && (rule.softDelete > 0 || asksForGroups(rule))) return always
  if (was !== undefined && is !== undefined && !sameText(frameOf(was), frameOf(is))) return always
  const one = pair.is ?? pair.was
  if ((was === undefined || is === undefined) && (one?.link !== 'none' || one.references.length > 0))
    return always
  const targets = changedTargets(was, is)
  const references = new Set([pair.was, pair.is].flatMap((rule) => rule?.references.map((f) => f.to) ?? []))
  if (targets.some((target) => references.has(target))) return always
  return (read) => saysOtherwise(pair, targets, read, environment)
}

const asksForGroups = (rule: RuleSource): boolean =>
  rule.scope.flat().some(({ operator }) => operator.endsWith('MEMBEROF'))

const isWild = (rule: RuleSource): boolean => rule.from === everyType || rule.to === everyType

const placeOf = ({ direction, system, from, to }: RuleSource): unknown => [direction, system, from, to]

/** Everything of a rule but its scope, its flows, and what their expressions are read with. */
function frameOf(rule: RuleSource): unknown {
  const { scope: _scope, flows: _flows, dialect: _dialect, parameters: _parameters, ...frame } = rule
  return frame
}

/** What makes one object depend on another, or is the same for all of them; undefined where none of it differs. */
function reachesBeyondRules(before: RuleVersion, after: RuleVersion): string | undefined {
  if (!sameText(framework(before.configuration), framework(after.configuration)))
    return 'systems, metaverse or parameters have changed'
  if (!sameText(before.configuration.memberships, after.configuration.memberships))
    return 'rules for members have changed'
  if (!sameText(entanglement(before.rules), entanglement(after.rules)))
    return 'what is looked up, or its order, has changed'
  return undefined
}

const framework = ({ workspace }: Configuration): unknown => [
  workspace.systems.map(({ name, connector }) => [name, connector]),
  workspace.metaverse,
  workspace.parameters,
]

const entanglement = (rules: CompiledRules): unknown => [
  rules.linkOrder,
  // Objects of these types are filtered when no rule has them in scope; others wait for nothing.
  [...rules.inbound].map(([system, all]) => [system, [...new Set(all.map((rule) => rule.csType))].sort()]),
  [...rules.joinAttributes],
  [...rules.uniqueAttributes],
  [...rules.waiting],
  [...rules.scopedReferences],
  [...rules.memberships.inbound],
  rules.memberships.outbound,
  [...rules.types.values()].map((type) => [type.name, type.indexed.map(([, space]) => space)]),
  [...rules.inbound.values()].flat().flatMap((rule) =>
    // Over these the order of the rules alone does not decide.
    rule.flows.filter((flow) => flow.contested).map((flow) => [rule.mvType, flow.to]),
  ),
]

const inbound = ({ rules }: RuleVersion, name: string): InboundRule | undefined =>
  [...rules.inbound.values()].flat().find((rule) => rule.name === name)

const outbound = ({ rules }: RuleVersion, mvType: string, name: string): OutboundRule | undefined =>
  [...(rules.outbound.get(mvType)?.values() ?? [])].flat().find((rule) => rule.name === name)

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
