import type { JoinCase, JoinDecision, JoinEffect } from '../../preload/contract/joins.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import { decidedLink } from '../engine/join-decision.ts'
import type { DecisionRow, JoinOption, JoinCase as StoredCase } from '../store/port.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import { tileOf } from './session-view.ts'
import { systemName } from './system-words.ts'
import type { Workspace } from './workspace.ts'

type JoinMethod = Extract<keyof Handlers, `joins.${string}`>

/** Answers what is asked about joins, and records what is decided. */
export function joinHandlers(workspace: Workspace, tick: () => void): Pick<Handlers, JoinMethod> {
  const { store, user } = workspace
  const rules = () => ({
    configuration: workspace.configuration,
    capabilities: workspace.capabilities,
  })
  const keyOf = ({ system, anchor }: { system: string; anchor: string }) => ({
    system: workspace.system(system).id,
    anchor,
  })
  return {
    'joins.counts': async () => {
      const { waiting, decided, decidedInSession } = await store.call('joinCounts', null)
      const systems = workspace.systems.flatMap((system) => {
        const own = waiting.filter((row) => row.system === system.id)
        if (own.length === 0) return []
        const of = (kind: (typeof own)[number]['kind']): number =>
          own.find((row) => row.kind === kind)?.n ?? 0
        const kinds = {
          ambiguous: of('ambiguous'),
          'already-joined': of('already-joined'),
          blocked: of('blocked'),
          'ambiguous-account': of('ambiguous-account'),
          unmatched: of('unmatched'),
        }
        return [{ ...tileOf(system), kinds, waiting: sum(own.map((row) => row.n)) }]
      })
      return { systems, left: sum(systems.map((system) => system.waiting)), decided, decidedInSession }
    },
    'joins.list': async ({ system, kind, scores, offset, limit }) => {
      const { total, rows } = await store.call('joinQueue', {
        ...rules(),
        system: system === undefined ? undefined : workspace.system(system).id,
        kind,
        scores,
        offset,
        limit,
      })
      return { total, rows: rows.map((row) => ({ ...row, system: systemName(workspace, row.system) })) }
    },
    'joins.get': async (key) =>
      caseView(
        workspace,
        await store.call('joinCase', { ...rules(), ...keyOf(key), today: workspace.today }),
      ),
    'joins.identity': ({ text }) => store.call('findIdentity', { ...rules(), text }),
    'joins.decide': async ({ decision, identity, reason, ...key }) => {
      if ((decision === 'join') !== (identity !== undefined))
        throw new JoineryError(
          'usage',
          decision === 'join' ? 'a join needs an identity' : `${decision} takes no identity`,
          { advice: 'Say whose it is for a join, and only for one', exitCode: 2 },
        )
      const row = await store.call('decideJoin', {
        ...rules(),
        ...keyOf(key),
        kind: decision,
        mv: identity,
        reason,
        author: user,
        at: Date.now(),
        today: workspace.today,
      })
      tick()
      return decisionView(workspace, row)
    },
    'joins.withdraw': async ({ reason, ...key }) => {
      const result = await store.call('withdrawJoin', { ...keyOf(key), reason, author: user, at: Date.now() })
      tick()
      return result
    },
    'joins.decisions': async ({ system, offset, limit }) => {
      const { total, rows } = await store.call('listDecisions', {
        system: system === undefined ? undefined : workspace.system(system).id,
        offset,
        limit,
      })
      return {
        total,
        rows: rows.map(({ waiting, present, ...row }) => ({
          ...decisionView(workspace, row),
          waiting,
          present,
        })),
      }
    },
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)

function decisionView(workspace: Workspace, row: DecisionRow): JoinDecision {
  return {
    system: systemName(workspace, row.system),
    anchor: row.anchor,
    type: row.type,
    name: row.name,
    decision: row.kind,
    identity: row.mv === null ? null : { id: row.mv, name: row.identity ?? `#${row.mv}` },
    by: row.author,
    at: row.at,
    reason: row.reason,
  }
}

function caseView(workspace: Workspace, stored: StoredCase): JoinCase {
  const { system, attributes, identity, decision, candidates, project, disconnect, ...rest } = stored
  return {
    ...rest,
    findings: [...rest.findings],
    system: systemName(workspace, system),
    attributes: Object.entries(attributes).map(([attribute, value]) => ({ attribute, value: wire(value) })),
    identity: identity && { ...identity, rule: identity.rule === decidedLink ? null : identity.rule },
    decision: decision && decisionView(workspace, decision),
    candidates: candidates.map((candidate) => ({
      ...optionView(workspace, candidate),
      id: candidate.id,
      type: candidate.type,
      name: candidate.name,
      score: candidate.score,
      matches: candidate.matches,
      current: candidate.current,
      taken: candidate.taken && { anchor: candidate.taken.anchor ?? null, name: candidate.taken.name },
      cells: candidate.cells.map((cell) => ({
        attribute: cell.attribute,
        metaverseAttribute: cell.mvAttribute,
        mine: wire(cell.mine),
        theirs: wire(cell.theirs),
        weight: cell.weight,
        similarity: cell.similarity ?? null,
      })),
    })),
    project: optionView(workspace, project),
    disconnect: optionView(workspace, disconnect),
  }
}

function optionView(
  workspace: Workspace,
  { refused, effects }: JoinOption,
): { refused: string | null; effects: JoinEffect[] } {
  return {
    refused,
    effects: effects.map(({ id, name, gone, values, changes, findings }) => ({
      findings: [...findings],
      identity: id ?? null,
      name,
      gone,
      values: values.map((one) => ({ attribute: one.attribute, old: wire(one.old), new: wire(one.new) })),
      changes: changes.map((change) => ({
        system: systemName(workspace, change.system),
        name: change.name,
        key: change.key,
        operation: change.operation,
        attribute: change.attribute ?? null,
        // An add or a delete is about the whole object, whose attributes would be too much here.
        old: wire(change.old),
        new: wire(change.new),
        rule: change.rule,
      })),
    })),
  }
}

/** A whole object has no place in a line: its key stands for it. */
const wire = (value: unknown): WireValue =>
  value === undefined || (typeof value === 'object' && !Array.isArray(value)) ? null : (value as WireValue)
