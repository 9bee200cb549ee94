import type { LimitStatus } from '../../preload/contract/changes.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { systemName } from '../host/system-words.ts'
import { number } from '../host/wording.ts'
import type { Workspace, WorkspaceSystem } from '../host/workspace.ts'
import type { LimitRow } from '../store/port.ts'

/** How much of each limit the plan would use. `approved` counts what an export would write now, `pending` all that is planned. */
export async function limitsOf(
  workspace: Workspace,
  condition: 'approved' | 'pending',
): Promise<LimitStatus[]> {
  const systems = workspace.systems.filter((system) => workspace.writesTo(system))
  const rows = await workspace.store.call('limitStatus', limitInput(workspace, systems, condition))
  return rows.map(({ title, override, ...row }) => ({
    ...row,
    system: systemName(workspace, row.system),
    name: title,
    examples: [...row.examples],
    override:
      override === undefined ? null : { by: override.author, at: override.at, reason: override.reason },
  }))
}

const limitInput = (
  workspace: Workspace,
  systems: readonly WorkspaceSystem[],
  condition: 'approved' | 'pending',
) => ({
  limits: workspace.configuration.workspace.limits,
  systems: systems.map(({ id, source }) => ({ id, name: source.name })),
  condition,
  at: Date.now(),
})

/** @throws JoineryError `limit`, exit code 3, before anything is written; `unknown-limit`, exit code 2, when an override names nothing */
export async function enforceLimits(
  workspace: Workspace,
  systems: readonly WorkspaceSystem[],
  override: { readonly limits: readonly string[]; readonly reason: string } | undefined,
): Promise<void> {
  const { over, unknown } = await workspace.store.call('passLimits', {
    ...limitInput(workspace, systems, 'approved'),
    override: override?.limits ?? [],
    reason: override?.reason ?? '',
    author: workspace.user,
  })
  if (unknown.length > 0)
    throw new JoineryError('unknown-limit', `no limit "${unknown[0]}" is passed`, {
      advice:
        over.length === 0
          ? 'Export without an override: everything is within its limits'
          : `Passed are: ${[...new Set(over.map(({ limit }) => limit))].join(', ')}`,
      exitCode: 2,
    })
  if (over.length === 0) return
  throw new JoineryError(
    'limit',
    `the export was stopped before its first write: ${over.map((row) => told(workspace, row)).join('; ')}`,
    {
      advice: `Look at these changes and take the approval back where they are wrong. When they are right: export with --override ${over[0]?.limit} --reason "…", for these changes only, or raise limits in workspace.yaml`,
      exitCode: 3,
    },
  )
}

function told(workspace: Workspace, row: LimitRow): string {
  const title = workspace.systemById(row.system)?.source.title ?? `system ${row.system}`
  const before = row.written === 0 ? '' : ` (${number(row.written)} of them written before)`
  const examples = row.examples.map(({ name }) => name)
  const left = row.count - row.written - examples.length
  const such = examples.length === 0 ? '' : `, such as ${examples.join(', ')}${left > 0 ? ' …' : ''}`
  return `${number(row.count)} ${row.title} in ${title}${before}, ${number(row.allowed)} allowed${such}`
}
