import type { WorkspaceSystem } from '../host/workspace.ts'
import { importSystem, writtenTypes } from './import.ts'
import { pack } from './pack.ts'
import { recordRun, type StepContext, type StepResult, throwIfCancelled } from './step-context.ts'

const pageSize = 200

/** Reads back what was written to a system, object by object where it can be asked so, by an import where not. */
export async function confirmSystem(context: StepContext, system: WorkspaceSystem): Promise<StepResult> {
  if (!system.connector.capabilities.confirmByRead) return importSystem(context, system, 'full')
  return recordRun(context, { step: 'confirm', system, mode: 'read back' }, async (run) => {
    const { store } = context.workspace
    const space = (await store.call('spaceCounts', null)).find((row) => row.system === system.id)
    const connection = await context.workspace.connect(system, context.signal)
    await store.call('stageBegin', {
      system: system.id,
      run,
      referenceKey: system.connector.capabilities.referenceKey,
      written: writtenTypes(context.workspace.configuration, system.source.name),
      at: Date.now(),
    })
    let after = 0
    let read = 0
    try {
      for (;;) {
        throwIfCancelled(context.signal)
        const objects = await store.call('unconfirmedObjects', { system: system.id, after, limit: pageSize })
        if (objects.length === 0) break
        const found = await connection.fetch(objects.map(({ type, anchor }) => ({ type, anchor })))
        const items = found.map(
          (item, index) =>
            item ?? { kind: 'delete' as const, anchor: (objects[index] as { anchor: string }).anchor },
        )
        await store.call('stagePage', { run, page: pack(items) })
        after = (objects.at(-1) as { object: number }).object
        read += objects.length
        context.report.progress('confirm', system.source.name, read, Math.max(space?.unconfirmed ?? 0, read))
      }
    } finally {
      await connection.close()
    }
    const statistics = await store.call('stageEnd', { run, complete: false })
    context.report.progress('confirm', system.source.name, read, read)
    return { state: 'done', statistics: { ...statistics } }
  })
}
