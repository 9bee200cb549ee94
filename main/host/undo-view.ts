import type { z } from 'zod'
import type { EventOf } from '../../preload/contract/methods.ts'
import type { UndoItem, undoSelection } from '../../preload/contract/undo.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import type { NamedTarget } from '../engine/undo.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { lookAtUndo, type Undoing, undoState } from '../jobs/undo.ts'
import { follow } from './follow.ts'
import type { Handlers } from './port.ts'
import { systemName } from './system-words.ts'
import { summary, type UndoLooks } from './undo-looks.ts'
import type { Workspace } from './workspace.ts'

type Selection = z.output<typeof undoSelection>

/** Taking back what a run wrote: looking at it, and putting it on the plan. */
export function undoHandlers(
  workspace: Workspace,
  jobs: Pick<JobQueue, 'refuseWhileBusy'>,
  looks: UndoLooks,
  tick: () => void,
): Pick<Handlers, 'undo.preview' | 'undo.plan' | 'undo.items'> {
  const look = (selection: Selection, signal: AbortSignal) => lookAtUndo(workspace, selection, signal)
  return {
    'undo.preview': async (selection, signal) => ({
      run: selection.run,
      items: (await look(selection, signal)).map((one) => itemOf(workspace, one)),
    }),
    'undo.items': async ({ look: name, filter, offset, limit }) => {
      const { total, rows } = looks.page(name, filter, systemOf(workspace), { offset, limit })
      return { total, rows: rows.map((one) => itemOf(workspace, one)) }
    },
    'undo.plan': async ({ brief, ...selection }, signal) => {
      jobs.refuseWhileBusy()
      const undoings = await look(selection, signal)
      // What was looked at may be changed by a step that began meanwhile.
      jobs.refuseWhileBusy()
      const now = { author: workspace.user, at: Date.now() }
      const { planned } = await workspace.store.call('planUndo', {
        run: selection.run,
        // What is left out now and was planned before is taken off.
        scope: [
          ...new Set([...undoings.map(({ candidate }) => candidate.change), ...(selection.except ?? [])]),
        ],
        changes: undoings.flatMap((one) => one.planned ?? []),
        ...now,
      })
      await workspace.store.call('applyPolicies', now)
      tick()
      return {
        run: selection.run,
        items: brief ? [] : undoings.map((one) => itemOf(workspace, one)),
        planned: brief ? [] : [...planned],
        count: planned.length,
      }
    },
  }
}

const systemOf =
  (workspace: Workspace) =>
  ({ candidate }: Undoing): string =>
    systemName(workspace, candidate.system)

/** Looks at a whole run, tells how far it is, and keeps what it saw. */
export async function* watchUndo(
  workspace: Workspace,
  looks: UndoLooks,
  run: number,
  signal: AbortSignal,
): AsyncGenerator<EventOf<'undo.look'>> {
  const undoings = yield* follow<EventOf<'undo.look'>, readonly Undoing[]>((tell) =>
    lookAtUndo(workspace, { run, force: false }, signal, (done, total) =>
      tell({ type: 'progress', done, total }),
    ),
  )
  yield { type: 'ready', look: looks.keep(undoings), ...summary(undoings, systemOf(workspace)) }
}

function itemOf(workspace: Workspace, one: Undoing): UndoItem {
  const { candidate, outcome, planned } = one
  const { change, type, name, key, attribute, reference } = candidate
  const forced = outcome.kind === 'changed' && planned !== undefined
  return {
    change,
    system: systemName(workspace, candidate.system),
    type,
    name,
    key,
    operation: opposite(candidate.operation),
    attribute,
    state: undoState(one),
    before: reference ? keys(candidate.removed) : shown(candidate.old),
    written: reference ? keys(candidate.added) : shown(candidate.new),
    now: outcome.kind === 'changed' ? told(outcome.now) : null,
    reason:
      outcome.kind === 'impossible'
        ? outcome.reason
        : forced
          ? 'somebody has changed it since; it is taken back all the same'
          : null,
    lost: outcome.kind === 'planned' ? [...outcome.lost] : [],
  }
}

const opposite = (operation: UndoItem['operation']): UndoItem['operation'] =>
  operation === 'add'
    ? 'delete'
    : operation === 'delete'
      ? 'add'
      : operation === 'disable'
        ? 'update'
        : operation

const keys = (targets: readonly NamedTarget[]): WireValue =>
  targets.length === 0 ? null : targets.map(({ id, key }) => key ?? `#${id}`)

/** A value as it is, of a whole object its DN. */
function shown(text: string | null): WireValue {
  if (text === null) return null
  const value = JSON.parse(text) as WireValue | { dn?: string; attributes: object }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value.dn ?? Object.values(value.attributes).join(', '))
    : value
}

/** What differs of a whole object, attribute by attribute. */
const told = (value: unknown): WireValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(
        ([name, held]) => `${name}: ${held === null ? 'empty' : JSON.stringify(held)}`,
      )
    : (value as WireValue)
