import type { Connection, ReadRequest } from '../../connectors/spi/connector.ts'
import type { Batch, RejectedItem } from '../../connectors/spi/entry.ts'
import { ConnectorError } from '../../connectors/spi/error.ts'
import type { Configuration } from '../config/load.ts'
import type { WorkspaceSystem } from '../host/workspace.ts'
import type { NewFinding } from '../store/port.ts'
import { ReadJudge } from './judge-read.ts'
import { askWhoChanged } from './last-changes.ts'
import { Packer } from './pack.ts'
import { recoverWrites } from './recover-writes.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'

/** A rejected row is a finding of its own up to this many; beyond, they are counted. */
const listedRejections = 1000
/** Items that are staged in one transaction: pages of directories are smaller, and what two of them touch is then written once. */
const stagedAtOnce = 4000

/** Reads a system into its connector space. Only a read that saw everything implies deletions and moves the watermark. */
export function importSystem(
  context: StepContext,
  system: WorkspaceSystem,
  wanted: 'full' | 'delta',
  accepted?: string,
): Promise<StepResult> {
  return recordRun(context, { step: 'import', system, mode: wanted }, async (run) => {
    const connection = await context.workspace.connect(system, context.signal)
    try {
      // What is read must not be taken for somebody else's while a write of ours is in doubt.
      await recoverWrites(context, system, connection, run)
      await context.workspace.store.call('saveSchema', {
        system: system.id,
        schema: await connection.schema(),
      })
      const watermark = (await context.workspace.store.call('registeredSystems', null)).find(
        (s) => s.id === system.id,
      )?.watermark
      const delta = wanted === 'delta' && watermark != null && system.connector.capabilities.delta
      const request = {
        mode: delta ? ('delta' as const) : ('full' as const),
        ...(watermark == null ? {} : { watermark }),
      }
      try {
        return await readAndStage(context, system, connection, request, run, accepted)
      } catch (error) {
        // The system cannot say what changed since: everything it holds answers the same question.
        const lost = delta && error instanceof ConnectorError && error.kind === 'precondition'
        if (!lost) throw error
        context.report.message(`${system.source.title}: ${error.message}. Reading everything instead.`)
        // The watermark goes along: a file that is implausible beside the last one is so however it is read.
        return await readAndStage(context, system, connection, { ...request, mode: 'full' }, run, accepted)
      }
    } finally {
      await connection.close()
    }
  })
}

async function readAndStage(
  context: StepContext,
  system: WorkspaceSystem,
  connection: Connection,
  request: ReadRequest,
  run: number,
  accepted: string | undefined,
): Promise<StepResult> {
  const { store } = context.workspace
  const name = system.source.name
  const at = Date.now()
  await store.call('stageBegin', {
    system: system.id,
    run,
    referenceKey: system.connector.capabilities.referenceKey,
    written: writtenTypes(context.workspace.configuration, name),
    at,
  })
  await store.call('stageNotes', { system: system.id, clear: true, findings: [] })
  const judge = ReadJudge.of(context.workspace, system)
  let last: Batch | undefined
  let done = 0
  let rejected = 0
  const packer = new Packer()
  let staging: Promise<unknown> = Promise.resolve()
  // Some items are staged while the connector reads the next ones; never more, or memory would grow with the directory.
  const stage = async () => {
    await staging
    staging = store.call('stagePage', { run, page: packer.take() })
    staging.catch(() => undefined)
  }
  try {
    for await (const batch of connection.read(request)) {
      throwIfCancelled(context.signal)
      const findings = findingsOf(batch, system, run, at, listedRejections - rejected)
      rejected += batch.items.filter((item) => item.kind === 'rejected').length
      if (findings.length > 0) await store.call('stageNotes', { system: system.id, clear: false, findings })
      packer.add(judge?.see(batch.items) ?? batch.items)
      if (packer.size >= stagedAtOnce) await stage()
      done += batch.items.length
      context.report.progress('import', name, done, Math.max(batch.estimate ?? 0, done))
      last = batch
    }
    await stage()
    await staging
    throwIfCancelled(context.signal)
    if (judge !== undefined && last?.complete === true) {
      await believe(context, judge, { scope: last.scope ?? request.mode, run, at, accepted })
      packer.add(judge.deletes)
      await stage()
      await staging
    }
  } catch (error) {
    await staging.catch(() => undefined)
    await store.call('stageEnd', { run, complete: false })
    throw error
  }
  const complete = last?.complete === true
  const statistics = complete
    ? await store.call('stageEnd', {
        run,
        complete: true,
        scope: last?.scope ?? request.mode,
        watermark: last?.watermark,
      })
    : await store.call('stageEnd', { run, complete: false })
  await askWhoChanged(context, system, connection, run)
  context.report.progress('import', name, done, done)
  return {
    state: 'done',
    statistics: {
      ...statistics,
      rejected,
      complete: complete ? 1 : 0,
      full: (last?.scope ?? request.mode) === 'full' ? 1 : 0,
    },
    ...(complete
      ? {}
      : {
          message:
            'The read did not see everything: nothing was taken as deleted, and the next import reads from the same point.',
        }),
  }
}

/**
 * Nothing is deleted before the read is believed: because it looks like the last ones, or because somebody says so.
 * @throws JoineryError `implausible`
 */
async function believe(
  context: StepContext,
  judge: ReadJudge,
  read: { scope: 'full' | 'delta'; run: number; at: number; accepted: string | undefined },
): Promise<void> {
  const problems = await judge.problems(read.scope)
  if (problems.length > 0) {
    if (read.accepted === undefined) return judge.refuse(problems, read.run, read.at)
    const details = { run: read.run, problems, reason: read.accepted }
    const { store, user } = context.workspace
    await store.call('audit', [{ at: read.at, author: user, event: 'implausible-accepted', details }])
  }
  await judge.believe(read.scope, read.at)
}

/** The object types of a system that some rule writes to. */
export const writtenTypes = ({ rules }: Configuration, system: string): string[] => [
  ...new Set(
    rules.flatMap((rule) => (rule.direction === 'outbound' && rule.system === system ? rule.to : [])),
  ),
]

function findingsOf(
  batch: Batch,
  system: WorkspaceSystem,
  run: number,
  at: number,
  room: number,
): NewFinding[] {
  const rejected = batch.items
    .filter((item): item is RejectedItem => item.kind === 'rejected')
    .slice(0, Math.max(0, room))
  const common = { system: system.id, run, at }
  return [
    ...rejected.map((item) => ({
      ...common,
      code: 'rejected-row',
      severity: 'error' as const,
      place: item.where,
      message: `${item.where}: ${item.reason}`,
      advice: item.advice,
    })),
    ...(batch.notes ?? []).map((note) => ({
      ...common,
      code: 'import-note',
      severity: 'warning' as const,
      place: note.where,
      message: note.text,
      advice: note.advice,
    })),
  ]
}
