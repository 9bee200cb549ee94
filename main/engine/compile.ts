import type { SystemSchema } from '../../connectors/spi/schema.ts'
import { asInboundRule, computedSystem } from '../config/computed-schema.ts'
import { leaveSteps } from '../config/leave-schema.ts'
import type { MembershipRuleSource } from '../config/membership-schema.ts'
import type { RuleSource } from '../config/rule-schema.ts'
import type { WorkspaceSource } from '../config/workspace-schema.ts'
import {
  type CompiledRules,
  type EngineSystem,
  type InboundRule,
  type MvType,
  type OutboundRule,
  type TargetRules,
  typeKey,
} from './compiled-rules.ts'
import { compileComputedGroups, computedSchema } from './computed-groups.ts'
import { compileFlow, mergeOf } from './flow.ts'
import { compileLeave } from './leave-steps.ts'
import { distinctQuestions, type MembershipQuestion } from './membership.ts'
import { csSpace, mvSpace } from './model.ts'
import { NameLists } from './name-lists.ts'
import { normaliserOf, normaliserOfSpace } from './normalise.ts'
import { compileScope } from './scope.ts'
import { expandWildcards } from './wildcard.ts'

/**
 * Compiles checked rules.
 * @param systems ids, capabilities and schemas, by system name
 */
export function compileRules(
  workspace: WorkspaceSource,
  rules: readonly RuleSource[],
  systems: ReadonlyMap<
    string,
    { id: number; capabilities: EngineSystem['capabilities']; schema: SystemSchema | undefined }
  >,
  membershipRules: readonly MembershipRuleSource[] = [],
): CompiledRules {
  const engineSystems = new Map<number, EngineSystem>()
  for (const source of workspace.systems) {
    const system = systems.get(source.name)
    if (system === undefined) throw new Error(`system ${source.name} is not registered in the store`)
    engineSystems.set(system.id, {
      id: system.id,
      name: source.name,
      title: source.title,
      capabilities: system.capabilities,
      types: new Map((system.schema?.types ?? []).map((type) => [type.type, type])),
    })
  }

  const computedId = systems.get(computedSystem)?.id
  const computed =
    computedId === undefined ? undefined : compileComputedGroups(computedId, membershipRules, workspace)
  if (computedId !== undefined)
    engineSystems.set(computedId, {
      id: computedId,
      name: computedSystem,
      title: 'Computed groups',
      capabilities: { hierarchical: false, delete: false, write: false },
      types: new Map(computedSchema(membershipRules).types.map((type) => [type.type, type])),
    })

  const idOf = (name: string): number => (systems.get(name) as { id: number }).id
  const types = new Map<string, MvType>()
  for (const [name, type] of Object.entries(workspace.metaverse.types)) {
    const attributes = Object.entries(type.attributes)
    types.set(name, {
      name,
      attributes,
      places: new Map(attributes.map(([attribute], place) => [attribute, place])),
      indexed: attributes
        .filter(([, a]) => a.indexed)
        .map(([attribute]) => [attribute, mvSpace(name, attribute), normaliserOf(plainly)] as const),
      display: type.display,
      lastWriter: new Set(
        attributes.filter(([, a]) => a.equalPrecedence === 'last-writer').map(([attribute]) => attribute),
      ),
      holders:
        typeof type.deletion.when === 'string'
          ? type.deletion.when
          : new Set([...type.deletion.when.map(idOf), ...(computedId === undefined ? [] : [computedId])]),
      bystanders:
        computed === undefined ? undefined : { system: computed.system, types: computed.bystanders },
      keptFor: type.deletion.after,
    })
  }

  const inbound = new Map<number, InboundRule[]>()
  const outbound = new Map<string, Map<number, OutboundRule[]>>()
  const joinAttributes = new Map<string, Set<string>>()
  const uniqueAttributes = new Map<string, Set<string>>()
  const liveUnique: CompiledRules['liveUnique'][number][] = []
  const waiting = new Map<string, Set<string>>()
  const precedence = new Map<string, number>()
  const normalised = new Map<string, Set<string>>()
  const inboundQuestions = new Map<number, readonly MembershipQuestion[]>()
  const outboundQuestions: MembershipQuestion[] = []

  const active = [...rules, ...(computed === undefined ? [] : membershipRules.map(asInboundRule))]
    .filter((rule) => !rule.disabled)
    .sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1))
  const schemaTypes = (system: number): readonly string[] => [
    ...(engineSystems.get(system)?.types.keys() ?? []),
  ]
  const expanded = active.flatMap((rule) =>
    expandWildcards(rule, schemaTypes(idOf(rule.system)), workspace.metaverse.types),
  )
  const contested = contestedAttributes(expanded, types)
  for (const rule of expanded) {
    precedence.set(rule.name, rule.precedence)
    const system = idOf(rule.system)
    const csType = rule.direction === 'inbound' ? rule.from : rule.to
    const mvType = rule.direction === 'inbound' ? rule.to : rule.from
    const mvAttributes = workspace.metaverse.types[mvType]?.attributes ?? {}
    const csAttributes = engineSystems.get(system)?.types.get(csType)?.attributes
    const join = rule.join.map((group) =>
      group.map((condition) => {
        const csAttribute = rule.direction === 'inbound' ? condition.from : condition.to
        const mvAttribute = rule.direction === 'inbound' ? condition.to : condition.from
        const normaliser = normaliserOf(condition)
        const onCs = csSpace(system, csType, csAttribute) + normaliser.suffix
        const onMv = mvSpace(mvType, mvAttribute) + normaliser.suffix
        add(joinAttributes, typeKey(system, csType), csAttribute + normaliser.suffix)
        add(waiting, onMv, onCs)
        if (normaliser.suffix !== '') add(normalised, mvType, mvAttribute + normaliser.suffix)
        return {
          from: condition.from,
          to: condition.to,
          caseSensitive: condition.caseSensitive,
          csSpace: onCs,
          mvSpace: onMv,
          normaliser,
        }
      }),
    )
    const parameters = { ...workspace.parameters, ...rule.parameters }
    const flows = rule.flows.map((flow) => {
      const mvAttribute = rule.direction === 'inbound' ? flow.to : flow.from
      return compileFlow(flow, {
        direction: rule.direction,
        precedence: rule.precedence,
        dialect: rule.dialect,
        parameters,
        reference: mvAttribute !== undefined && mvAttributes[mvAttribute]?.type === 'reference',
        typeOf: (name) => (rule.direction === 'inbound' ? csAttributes : mvAttributes)?.[name]?.type,
        contested: rule.direction === 'inbound' && contested.has(contestKey(mvType, flow.to)),
      })
    })
    for (const flow of flows)
      if (flow.candidates !== undefined) add(uniqueAttributes, typeKey(system, csType), flow.to)
    const live = flows.flatMap((flow) => (flow.candidates !== undefined && flow.live ? [flow.to] : []))
    if (live.length > 0) liveUnique.push({ system, type: csType, attributes: live })
    const scope = compileScope(rule.scope)
    if (rule.direction === 'outbound') outboundQuestions.push(...scope.questions)
    else if (scope.questions.length > 0)
      inboundQuestions.set(
        system,
        distinctQuestions([...(inboundQuestions.get(system) ?? []), ...scope.questions]),
      )
    const compiled = {
      name: rule.name,
      system,
      precedence: rule.precedence,
      inScope: scope.inScope,
      scoped: rule.scope.length > 0,
      wakes: scope.wakes,
      join,
      flows: flows.filter((flow) => !flow.reference),
      references: flows.filter((flow) => flow.reference),
      csType,
      mvType,
      softDelete: rule.softDelete,
    }
    if (rule.direction === 'inbound') {
      const list = inbound.get(system) ?? []
      list.push({ ...compiled, link: rule.link, given: new NameLists() })
      inbound.set(system, list)
    } else {
      const bySystem = outbound.get(mvType) ?? new Map<number, OutboundRule[]>()
      const list = bySystem.get(system) ?? []
      list.push({
        ...compiled,
        link: rule.link,
        leave: compileLeave(leaveSteps(rule.leave), {
          dialect: rule.dialect,
          parameters,
          softDelete: rule.softDelete,
        }),
        enable: rule.enable,
        drift: rule.drift,
        reordered: compiled.flows.some((flow) => flow.precedence !== rule.precedence),
      })
      bySystem.set(system, list)
      outbound.set(mvType, bySystem)
    }
  }

  const projects = (id: number): number =>
    (inbound.get(id) ?? []).some((rule) => rule.link === 'project') ? 0 : 1
  // A rule that only flows says nothing about who brings people in: accounts are linked after the people they belong to.
  const first = (id: number): number =>
    ((inbound.get(id) ?? []).find((rule) => rule.link === 'project') ?? inbound.get(id)?.[0])?.precedence ??
    Number.MAX_SAFE_INTEGER
  return {
    systems: engineSystems,
    linkOrder: [...engineSystems.keys()].sort(
      // Groups are computed last of all: whoever else brings one has brought it by then.
      (a, b) =>
        Number(a === computedId) - Number(b === computedId) ||
        projects(a) - projects(b) ||
        first(a) - first(b) ||
        a - b,
    ),
    inbound,
    outbound,
    targets: new Map([...outbound].map(([type, bySystem]) => [type, targetsOf(bySystem, engineSystems)])),
    types: withNormalised(types, normalised),
    joinAttributes: lists(joinAttributes),
    uniqueAttributes: lists(uniqueAttributes),
    liveUnique,
    scopedReferences: new Set(
      [...inbound.values()]
        .flat()
        .filter((rule) => rule.references.length > 0 && rule.scoped)
        .map((rule) => typeKey(rule.system, rule.csType)),
    ),
    waiting: lists(waiting),
    precedence,
    memberships: {
      inbound: inboundQuestions,
      outbound: distinctQuestions([...outboundQuestions, ...(computed?.questions ?? [])]),
    },
    removedSources: new Set(),
    computed,
  }
}

function targetsOf(
  bySystem: ReadonlyMap<number, readonly OutboundRule[]>,
  systems: ReadonlyMap<number, EngineSystem>,
): TargetRules[] {
  return [...bySystem].flatMap(([id, all]) =>
    [...new Set(all.map((rule) => rule.csType))].map((csType) => ({
      system: systems.get(id) as EngineSystem,
      csType,
      rules: all.filter((rule) => rule.csType === csType),
    })),
  )
}

const contestKey = (type: string, attribute: string): string => `${type}\0${attribute}`

/** Metaverse attributes over which the order of the rules alone does not decide. */
function contestedAttributes(
  rules: readonly RuleSource[],
  types: ReadonlyMap<string, MvType>,
): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { name, lastWriter } of types.values())
    for (const attribute of lastWriter) keys.add(contestKey(name, attribute))
  for (const rule of rules)
    if (rule.direction === 'inbound')
      for (const flow of rule.flows)
        if (flow.precedence !== undefined || mergeOf(flow) !== undefined)
          keys.add(contestKey(rule.to, flow.to))
  return keys
}

const plainly = { normalise: [], expression: undefined }

/** The index of identities holds each value in every form that some join looks it up in. */
function withNormalised(
  types: ReadonlyMap<string, MvType>,
  normalised: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, MvType> {
  return new Map(
    [...types].map(([name, type]) => {
      const more = [...(normalised.get(name) ?? [])].map((form) => {
        const { attribute, normaliser } = normaliserOfSpace(form)
        return [attribute, mvSpace(name, form), normaliser] as const
      })
      return [name, more.length === 0 ? type : { ...type, indexed: [...type.indexed, ...more] }]
    }),
  )
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key)
  if (set === undefined) map.set(key, new Set([value]))
  else set.add(value)
}

const lists = (map: ReadonlyMap<string, ReadonlySet<string>>): Map<string, readonly string[]> =>
  new Map([...map].map(([key, set]) => [key, [...set]]))
