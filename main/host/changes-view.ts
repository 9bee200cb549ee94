import type { Change, ChangeDetail, LineageStep } from '../../preload/contract/changes.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import { judge } from '../engine/risk.ts'
import type { ChangeView, OutputOf } from '../store/port.ts'
import { flowSources } from './flow-sources.ts'
import { JoineryError } from './joinery-error.ts'
import { referenceLineage } from './reference-lineage.ts'
import { systemName, systemTitle } from './system-words.ts'
import type { Workspace } from './workspace.ts'

/** A stored change with the names a screen shows. */
export function changeView(workspace: Workspace, view: ChangeView): Change {
  const { source, ...rest } = view
  return { ...rest, system: systemName(workspace, view.system), source: namedSource(workspace, source) }
}

function namedSource(workspace: Workspace, source: ChangeView['source']): Change['source'] {
  if (source === null) return null
  if (source.system === null || source.rule === null)
    return { system: 'metaverse', attribute: source.attribute }
  return {
    system: systemName(workspace, source.system),
    attribute:
      flowSources(ruleNamed(workspace, source.rule), source.attribute).join(', ') || source.attribute,
  }
}

const ruleNamed = (workspace: Workspace, name: string | null) =>
  workspace.configuration.rules.find((candidate) => candidate.name === name)

/**
 * Everything about one change: before and after, the way its value took, who lost, what else is pending.
 * @throws JoineryError `unknown-change`
 */
export async function changeDetail(workspace: Workspace, id: number): Promise<ChangeDetail> {
  const found = await workspace.store.call('changeDetail', {
    id,
    configuration: workspace.configuration,
    capabilities: workspace.capabilities,
    today: workspace.today,
  })
  if (found === undefined)
    throw new JoineryError('unknown-change', 'this change is not on the plan any more', {
      advice: 'Look at the list again: a synchronization has replaced it',
    })
  const change = changeView(workspace, found.view)
  const winner = found.view.source
  return {
    change,
    attributes: found.attributes,
    lineage: lineage(workspace, found),
    losers: found.candidates
      .filter((candidate) => candidate.object !== winner?.object || candidate.rule !== winner?.rule)
      .map((candidate) => ({
        system: systemName(workspace, candidate.system),
        value: candidate.value as WireValue,
        rule: candidate.rule,
        precedence: candidate.precedence,
      })),
    riskReason: judge(change.operation, change.attribute ?? undefined, change.new === null).reason,
    also: found.also.map((view) => changeView(workspace, view)),
    decided:
      found.approval === undefined
        ? null
        : { by: found.approval.author, at: found.approval.at, reason: found.approval.reason },
    error: found.row.error,
    identity: found.row.mv,
  }
}

type Found = NonNullable<OutputOf<'changeDetail'>>

/** From the source through the metaverse to the target, each step with its rule. */
function lineage(workspace: Workspace, found: Found): LineageStep[] {
  const { view, row } = found
  if (row.undoes !== null)
    return [
      {
        system: systemName(workspace, view.system),
        text: `${systemTitle(workspace, view.system)} should be as it was before an export`,
        rule: null,
        detail: `${view.rule}, change ${row.undoes}`,
      },
    ]
  const steps: LineageStep[] = []
  const source = view.source
  if (found.references !== undefined && source !== null)
    steps.push(...referenceLineage(workspace, found.references, source.attribute))
  else if (source !== null && source.system !== null && source.rule !== null) {
    const inbound = ruleNamed(workspace, source.rule)
    const sources = flowSources(inbound, source.attribute)
    const observed =
      found.origin?.observed == null ? {} : (JSON.parse(found.origin.observed) as Record<string, unknown>)
    steps.push({
      system: systemName(workspace, source.system),
      text: `${systemTitle(workspace, source.system)} has ${sources.map((from) => `${from} ${shown(observed[from])}`).join(', ') || 'the object'}`,
      rule: null,
      detail: found.origin?.origin ?? found.origin?.dn ?? found.origin?.anchor ?? '',
    })
    steps.push({
      system: 'metaverse',
      text: `Metaverse takes it as ${source.attribute}`,
      rule: source.rule,
      detail:
        inbound === undefined
          ? 'a rule of an earlier version'
          : `precedence ${inbound.precedence}, ${kindOfFlow(inbound.flows.find((f) => f.to === source.attribute))}`,
    })
  } else if (source !== null)
    steps.push({
      system: 'metaverse',
      text: `Metaverse has ${source.attribute}`,
      rule: null,
      detail: 'no contributor is known any more',
    })
  const outbound = ruleNamed(workspace, view.rule)
  steps.push({
    system: systemName(workspace, view.system),
    text: targetText(workspace, view),
    rule: view.rule,
    detail:
      outbound === undefined
        ? 'a rule of an earlier version'
        : `precedence ${outbound.precedence}, ${kindOfChange(
            view,
            outbound.flows.find((f) => f.to === (row.attribute ?? 'dn')),
          )}`,
  })
  return steps
}

function targetText(workspace: Workspace, view: ChangeView): string {
  const title = systemTitle(workspace, view.system)
  switch (view.operation) {
    case 'add':
      return `${title} should get an account: nobody there matches`
    case 'delete':
      return `${title} should lose the account: the identity has left the scope`
    case 'disable':
      return `${title} should disable the account: the identity has left the scope`
    case 'move':
      return `${title} should hold the object at another place`
    case 'update':
      return `${title} should follow`
  }
}

const kindOfFlow = (flow: { from?: string | undefined; constant?: unknown } | undefined): string =>
  flow === undefined
    ? 'flow'
    : flow.from !== undefined
      ? 'direct flow'
      : flow.constant !== undefined
        ? 'constant'
        : 'expression'

function kindOfChange(
  view: ChangeView,
  flow: { from?: string | undefined; constant?: unknown } | undefined,
): string {
  if (view.operation === 'add') return 'provision'
  if (view.operation === 'disable' || view.operation === 'delete') return `leaving: ${view.operation}`
  return flow === undefined ? 'enable' : kindOfFlow(flow)
}

function shown(value: unknown): string {
  if (value === undefined) return 'without value'
  return Array.isArray(value) ? value.join(', ') : String(value)
}
