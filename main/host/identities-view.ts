import type { Identity, IdentityPreview, ValueGiver } from '../../preload/contract/identities.ts'
import type { SystemTile, WireValue } from '../../preload/contract/words.ts'
import { decidedLink } from '../engine/join-decision.ts'
import type { IdentityView, OutputOf } from '../store/port.ts'
import { changeView } from './changes-view.ts'
import { flowSources } from './flow-sources.ts'
import { eventView } from './identity-events.ts'
import { JoineryError } from './joinery-error.ts'
import { nameIndexing } from './name-indexing.ts'
import type { Handlers } from './port.ts'
import { tileOf } from './session-view.ts'
import { formerById } from './system-words.ts'
import type { Workspace } from './workspace.ts'

type IdentityMethod = Extract<keyof Handlers, `identities.${string}`>

/** Answers what is asked about identities. */
export function identityHandlers(workspace: Workspace, tick: () => void): Pick<Handlers, IdentityMethod> {
  const { store } = workspace
  const rules = () => ({ configuration: workspace.configuration, capabilities: workspace.capabilities })
  const bringUpToDate = nameIndexing(workspace, rules, tick)
  return {
    'identities.list': async ({ type, search, offset, limit }) => {
      const page = await store.call('identityPage', {
        ...rules(),
        type,
        search: search?.trim() || undefined,
        offset,
        limit,
      })
      bringUpToDate()
      return {
        ...page,
        types: [...page.types],
        rows: page.rows.map((row) => ({
          ...row,
          identifiers: [...row.identifiers],
          systems: row.systems.flatMap((id) => tileById(workspace, id) ?? []),
        })),
      }
    },
    'identities.get': async ({ id }) =>
      identityView(
        workspace,
        (await store.call('identityObject', { ...rules(), id, today: workspace.today })) ?? unknown(id),
      ),
    'identities.timeline': async ({ id }) =>
      (await store.call('identityTimeline', { ...rules(), id })).map((row) =>
        eventView(row, (system) => tileById(workspace, system)),
      ),
    'identities.preview': async ({ id }) =>
      previewView(
        workspace,
        (await store.call('identityPreview', { ...rules(), id, today: workspace.today })) ?? unknown(id),
      ),
    'identities.references': (input) => store.call('identityReferences', { ...rules(), ...input }),
    'identities.referrers': ({ id }) => store.call('identityReferrers', { ...rules(), id }),
  }
}

function unknown(id: number): never {
  throw new JoineryError('unknown-identity', `there is no identity ${id} any more`, {
    advice: 'Look for the person again: a synchronization has let this one go',
  })
}

function tileById(workspace: Workspace, id: number | null): SystemTile | null {
  const system = id === null ? undefined : workspace.systemById(id)
  return system === undefined ? null : tileOf(system)
}

/** Of a system that was taken out of the configuration, and of computed groups, which are none. */
function namelessTile(workspace: Workspace, id: number): SystemTile {
  const former = formerById(workspace, id)
  if (former === undefined) return { name: `system-${id}`, title: 'Computed groups', letters: 'CG', hue: 5 }
  return {
    name: former.name,
    title: `${former.title ?? former.name}, removed`,
    letters: former.name.slice(0, 2).toUpperCase(),
    hue: 5,
  }
}

const knownTile = (workspace: Workspace, id: number): SystemTile =>
  tileById(workspace, id) ?? namelessTile(workspace, id)

function identityView(workspace: Workspace, view: IdentityView): Identity {
  const ruleNamed = (name: string) => workspace.configuration.rules.find((rule) => rule.name === name)
  const giver = (
    attribute: string,
    { system, object, rule, precedence }: IdentityView['values'][number]['from'][number],
  ): ValueGiver => {
    const source = ruleNamed(rule)
    const flow = source?.flows.find(({ to }) => to === attribute)
    return {
      system: knownTile(workspace, system),
      object,
      rule,
      precedence,
      sources: [...flowSources(source, attribute)],
      how: flow?.expression !== undefined ? 'expression' : flow?.from !== undefined ? 'direct' : 'constant',
    }
  }
  const hasRule = (direction: 'inbound' | 'outbound', system: number, type: string): boolean =>
    workspace.configuration.rules.some(
      (rule) =>
        rule.direction === direction &&
        !rule.disabled &&
        rule.system === workspace.systemById(system)?.source.name &&
        (direction === 'inbound' ? rule.from : rule.to) === type,
    )
  return {
    ...view,
    values: view.values.map(({ from, losers, references, ...one }) => ({
      ...one,
      value: wire(one.value),
      references: references && { ...references, first: [...references.first] },
      from: from.map((each) => giver(one.attribute, each)),
      changes: view.changes
        .filter(({ source }) => source?.attribute === one.attribute)
        .map((change) => change.id),
      losers: losers.map((each) => ({ ...giver(one.attribute, each), value: wire(each.value) })),
    })),
    records: view.records.map((record) => ({
      ...record,
      system: knownTile(workspace, record.system),
      rule: record.rule === decidedLink ? null : record.rule,
      gives: hasRule('inbound', record.system, record.type),
      takes: hasRule('outbound', record.system, record.type),
    })),
    changes: view.changes.map((change) => changeView(workspace, change)),
    findings: [...view.findings],
  }
}

function previewView(
  workspace: Workspace,
  preview: NonNullable<OutputOf<'identityPreview'>>,
): IdentityPreview {
  return {
    gone: preview.gone,
    values: preview.values.map((one) => ({
      attribute: one.attribute,
      old: wire(one.old),
      new: wire(one.new),
    })),
    changes: preview.changes.map((change) => ({
      system: knownTile(workspace, change.system),
      key: change.key,
      operation: change.operation,
      attribute: change.attribute ?? null,
      old: wire(change.old),
      new: wire(change.new),
      rule: change.rule,
      planned: change.planned,
    })),
    dropped: preview.dropped.map((change) => changeView(workspace, change)),
    findings: [...preview.findings],
  }
}

/** A whole object has no place in a line: its key stands for it. */
const wire = (value: unknown): WireValue =>
  value === undefined || (typeof value === 'object' && !Array.isArray(value)) ? null : (value as WireValue)
