import type { Connection, FetchKey } from '../../connectors/spi/connector.ts'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import { dnKey } from '../engine/dn-key.ts'
import type { ObjectImage } from '../engine/model.ts'
import { mergeUndo, type UndoOutcome, type WrittenChange } from '../engine/undo.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'
import type { PlannedUndo, UndoCandidate } from '../store/port.ts'

/** Objects asked for at once. */
const atOnce = 200

export interface UndoSelection {
  readonly run: number
  readonly changes?: readonly number[] | undefined
  readonly object?: string | undefined
  readonly force: boolean
  readonly forced?: readonly number[] | undefined
  readonly except?: readonly number[] | undefined
}

export interface Undoing {
  readonly candidate: UndoCandidate
  readonly outcome: UndoOutcome
  /** What goes on the plan; undefined when nothing does. */
  readonly planned: PlannedUndo | undefined
}

/** As the contract has it: what was forced goes back like the rest. */
export const undoState = ({ outcome, planned }: Undoing): UndoOutcome['kind'] =>
  outcome.kind === 'changed' && planned !== undefined ? 'planned' : outcome.kind

/**
 * Compares what a run wrote with what its systems hold this moment. Reads only.
 * @throws StoreError, ConnectorError, JoineryError
 */
export async function lookAtUndo(
  workspace: Workspace,
  selection: UndoSelection,
  signal: AbortSignal,
  progress: (done: number, total: number) => void = () => undefined,
): Promise<readonly Undoing[]> {
  if (selection.force && selection.changes === undefined)
    throw new JoineryError('usage', 'what somebody changed since is taken back change by change only', {
      advice: 'Name the changes as well: --change ID --force',
      exitCode: 2,
    })
  const candidates = await workspace.store.call('undoCandidates', {
    run: selection.run,
    changes: selection.changes,
    except: selection.except,
    object: selection.object,
    byAnchor: workspace.systems
      .filter(({ connector }) => connector.capabilities.referenceKey === 'anchor')
      .map(({ id }) => id),
  })
  const bySystem = Map.groupBy(candidates, ({ system }) => system)
  const undoings: Undoing[] = []
  const forced = new Set(selection.forced)
  const asked: Asked = {
    isForced: ({ change }) => selection.force || forced.has(change),
    signal,
    progress: (done) => progress(undoings.length + done, candidates.length),
  }
  for (const [id, own] of bySystem)
    for (const undoing of await lookAtSystem(workspace, workspace.systemById(id), own, asked))
      undoings.push(undoing)
  return undoings
}

interface Asked {
  /** Whether it is taken back even when somebody has changed it since. */
  isForced(candidate: UndoCandidate): boolean
  readonly signal: AbortSignal
  progress(done: number): void
}

async function lookAtSystem(
  workspace: Workspace,
  system: WorkspaceSystem | undefined,
  candidates: readonly UndoCandidate[],
  { isForced, signal, progress }: Asked,
): Promise<readonly Undoing[]> {
  if (system?.connector.capabilities.confirmByRead !== true)
    return candidates.map((candidate) => ({
      candidate,
      outcome: {
        kind: 'impossible',
        reason:
          system === undefined
            ? 'its system is not part of the workspace any more'
            : 'the system cannot be asked for single objects',
      },
      planned: undefined,
    }))
  const connection = await workspace.connect(system, signal)
  try {
    const schema = await connection.schema()
    const held = await fetchAll(
      connection,
      candidates,
      (one) => (one.anchor === null ? undefined : { type: one.type, anchor: one.anchor }),
      (share) => {
        signal.throwIfAborted()
        progress(Math.floor(share * candidates.length))
      },
    )
    const places = await fetchAll(connection, candidates, placeNeeded, () => signal.throwIfAborted())
    const merge = (leaving: ReadonlySet<string>): ReadonlyMap<UndoCandidate, Undoing> =>
      mergeAll(candidates, { held, places, leaving, isForced, schema })
    // Who would make way and turns out to stay is in the way, and may keep others from making way in turn.
    let leaving = leavingOf(candidates)
    let undoings = merge(leaving)
    for (;;) {
      const goes = leavingOf(candidates.filter((one) => undoings.get(one)?.planned !== undefined))
      if (goes.size === leaving.size) break
      leaving = goes
      undoings = merge(leaving)
    }
    return referencesTogether(candidates.map((candidate) => undoings.get(candidate) as Undoing))
  } finally {
    await connection.close()
  }
}

interface Live {
  readonly held: ReadonlyMap<UndoCandidate, ObjectItem>
  /** Who has the DN that a candidate needs. */
  readonly places: ReadonlyMap<UndoCandidate, ObjectItem>
  /** Anchors of those who give up their DN by this very undo: the export has the others wait for it. */
  readonly leaving: ReadonlySet<string>
  isForced(candidate: UndoCandidate): boolean
  readonly schema: SystemSchema
}

function mergeAll(
  candidates: readonly UndoCandidate[],
  { held, places, leaving, isForced, schema }: Live,
): ReadonlyMap<UndoCandidate, Undoing> {
  const back = new Set<number>()
  const undoings = new Map<UndoCandidate, Undoing>()
  // Deletions first: references to what comes back depend on them.
  for (const candidate of candidates.toSorted((a, b) => rank(a) - rank(b))) {
    const other = places.get(candidate)
    const inTheWay =
      other === undefined || other.anchor === candidate.anchor || leaving.has(other.anchor)
        ? undefined
        : other.dn
    const outcome: UndoOutcome =
      candidate.obstacle === null
        ? mergeUndo(writtenChange(candidate), {
            held: held.get(candidate),
            staying: candidate.below.flatMap(({ anchor, dn }) => (leaving.has(anchor) ? [] : [dn])),
            inTheWay,
            schema: schema.types.find(({ type }) => type === candidate.type),
            comesBack: (object) => back.has(object),
          })
        : { kind: 'impossible', reason: candidate.obstacle }
    if (candidate.operation === 'delete' && outcome.kind === 'planned') back.add(candidate.object)
    const goes = outcome.kind === 'planned' || (outcome.kind === 'changed' && isForced(candidate))
    undoings.set(candidate, {
      candidate,
      outcome,
      planned: goes ? compensation(candidate, outcome.change) : undefined,
    })
  }
  return undoings
}

const leavingOf = (candidates: readonly UndoCandidate[]): ReadonlySet<string> =>
  new Set(
    candidates.flatMap((one) =>
      one.operation === 'add' || one.operation === 'move' ? (one.anchor ?? []) : [],
    ),
  )

/** One change of an attribute carries all its values: what several exported changes took is given back together, by the first of them. */
function referencesTogether(undoings: readonly Undoing[]): readonly Undoing[] {
  const references = undoings.filter(({ planned }) => planned?.reference === true)
  const together = Map.groupBy(references, ({ planned }) => `${planned?.object} ${planned?.attribute}`)
  return undoings.map((one) => {
    const all = together.get(`${one.planned?.object} ${one.planned?.attribute}`)
    if (one.planned?.reference !== true || all === undefined || all.length === 1) return one
    if (all[0] !== one) return { ...one, planned: undefined }
    const old = union(all.map(({ planned }) => planned?.old))
    return { ...one, planned: { ...one.planned, old, new: union(all.map(({ planned }) => planned?.new)) } }
  })
}

function union(lists: readonly (string | null | undefined)[]): string | null {
  const all = new Set(lists.flatMap((text) => (text == null ? [] : (JSON.parse(text) as number[]))))
  return all.size === 0 ? null : JSON.stringify([...all].sort((a, b) => a - b))
}

const rank = ({ operation }: UndoCandidate): number => (operation === 'delete' ? 0 : 1)

/** The DN that a restoration or a move back needs free. */
function placeNeeded({ operation, type, old }: UndoCandidate): FetchKey | undefined {
  if (old === null) return undefined
  if (operation === 'move') return { type, dn: JSON.parse(old) as string }
  if (operation !== 'delete') return undefined
  const { dn } = JSON.parse(old) as ObjectImage
  return dn === undefined ? undefined : { type, dn }
}

async function fetchAll(
  connection: Connection,
  candidates: readonly UndoCandidate[],
  keyOf: (candidate: UndoCandidate) => FetchKey | undefined,
  /** Called before each page with the part that is done, from 0 to 1. */
  tell: (share: number) => void,
): Promise<ReadonlyMap<UndoCandidate, ObjectItem>> {
  const keyed = candidates.flatMap((candidate) => {
    const key = keyOf(candidate)
    return key === undefined ? [] : [{ candidate, key, text: textOf(key) }]
  })
  const distinct = [...new Map(keyed.map(({ key, text }) => [text, key]))]
  const found = new Map<string, ObjectItem>()
  for (let at = 0; at < distinct.length; at += atOnce) {
    tell(at / distinct.length)
    const page = distinct.slice(at, at + atOnce)
    const items = await connection.fetch(page.map(([, key]) => key))
    page.forEach(([text], index) => {
      const item = items[index]
      if (item !== undefined) found.set(text, item)
    })
  }
  return new Map(
    keyed.flatMap(({ candidate, text }) => {
      const item = found.get(text)
      return item === undefined ? [] : [[candidate, item] as const]
    }),
  )
}

const textOf = (key: FetchKey): string =>
  'dn' in key ? `dn ${key.type} ${dnKey(key.dn)}` : 'anchor' in key ? `${key.type} ${key.anchor}` : ''

const writtenChange = (candidate: UndoCandidate): WrittenChange => ({
  ...candidate,
  attribute: candidate.attribute ?? undefined,
  old: parsed(candidate.reference ? null : candidate.old),
  new: parsed(candidate.reference ? null : candidate.new),
})

const parsed = (text: string | null): WrittenChange['old'] =>
  text === null ? undefined : (JSON.parse(text) as WrittenChange['old'])

function compensation(
  candidate: UndoCandidate,
  { operation, old, new: next }: Extract<UndoOutcome, { kind: 'planned' | 'changed' }>['change'],
): PlannedUndo {
  const { system, object, mv, type, attribute, reference, risk, name, key } = candidate
  return {
    undoes: candidate.change,
    system,
    object,
    mv,
    type,
    operation,
    attribute,
    reference,
    old: old === undefined ? null : JSON.stringify(old),
    new: next === undefined ? null : JSON.stringify(next),
    // Deleting is never less than what was undone.
    risk: operation === 'delete' ? 2 : risk,
    name,
    key,
  }
}
