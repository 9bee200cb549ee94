import type { LimitStatus } from '../../preload/contract/changes.ts'
import { JoineryError } from '../host/joinery-error.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'

/** How much of each limit the plan would use. `approved` counts what an export would write now, `pending` all that is planned. */
export async function limitsOf(
  workspace: Workspace,
  condition: 'approved' | 'pending',
): Promise<LimitStatus[]> {
  const pending = await workspace.store.call('pendingCounts', { condition })
  const spaces = await workspace.store.call('spaceCounts', null)
  const limits = workspace.configuration.workspace.limits
  return workspace.systems
    .filter((system) => workspace.writesTo(system))
    .flatMap((system) => {
      const counts = pending.get(system.id)
      const objects = spaces.find((space) => space.system === system.id)?.objects ?? 0
      return (['delete', 'disable'] as const).map((operation) => {
        const limit = limits[operation]
        const allowed = allowance(limit, objects)
        const count = counts?.[operation] ?? 0
        return { system: system.source.name, name: `${operation}s`, count, allowed, over: count > allowed }
      })
    })
}

/** The smaller of count and percentage; at least one object, so that a small system is not locked. */
export function allowance(
  limit: { count?: number | undefined; percent?: number | undefined },
  objects: number,
): number {
  const byPercent =
    limit.percent === undefined ? Number.POSITIVE_INFINITY : Math.floor((objects * limit.percent) / 100)
  const byCount = limit.count ?? Number.POSITIVE_INFINITY
  const allowed = Math.min(byPercent, byCount)
  if (!Number.isFinite(allowed)) return Number.MAX_SAFE_INTEGER
  return limit.count === 0 || limit.percent === 0 ? 0 : Math.max(1, allowed)
}

/** @throws JoineryError `limit`, exit code 3, before anything is written */
export async function enforceLimits(
  workspace: Workspace,
  systems: readonly WorkspaceSystem[],
): Promise<void> {
  const names = new Set(systems.map((system) => system.source.name))
  const over = (await limitsOf(workspace, 'approved')).filter(
    (limit) => limit.over && names.has(limit.system),
  )
  if (over.length === 0) return
  const told = over.map(
    (limit) =>
      `${limit.count} ${limit.name} in ${workspace.system(limit.system).source.title}, ${limit.allowed} allowed`,
  )
  throw new JoineryError('limit', `the export was stopped before its first write: ${told.join('; ')}`, {
    advice:
      'Look at these changes; take the approval back where they are wrong, or raise limits in workspace.yaml when they are right',
    exitCode: 3,
  })
}
