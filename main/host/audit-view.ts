import type { AuditEntry } from '../../preload/contract/audit.ts'
import { makeCheckpoint, verifyWithCheckpoints } from '../audit/checkpoints.ts'
import { exportAudit } from '../jobs/report.ts'
import type { OutputOf } from '../store/port.ts'
import { auditChanges, auditFacts } from './audit-facts.ts'
import { auditKind, auditWords } from './audit-words.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import { systemTitle } from './system-words.ts'
import type { Workspace } from './workspace.ts'

type AuditHandlers = Pick<
  Handlers,
  | 'audit.search'
  | 'audit.get'
  | 'audit.facets'
  | 'audit.progress'
  | 'audit.verify'
  | 'audit.checkpoint'
  | 'audit.export'
>
type AuditRow = OutputOf<'searchAudit'>['rows'][number]

/** Looking through the audit, proving it, and taking it out. */
export function auditHandlers(workspace: Workspace, tick: () => void): AuditHandlers {
  const { store } = workspace
  let verifying: { done: number; total: number } | null = null
  const view = (row: AuditRow) => entryOf(workspace, row, detailsOf(row))
  return {
    'audit.search': async ({ filter, before, limit }) => {
      const { rows, next } = await store.call('searchAudit', { filter, before, limit })
      return { rows: rows.map(view), next }
    },
    'audit.get': async ({ id }) => {
      const row = await store.call('auditEntry', { id })
      if (row === undefined)
        throw new JoineryError('unknown-entry', `the audit has no entry ${id}`, {
          advice: 'It may be in an archive: see docs/security.md, the audit',
        })
      const details = detailsOf(row)
      return {
        ...entryOf(workspace, row, details),
        reason: typeof details.reason === 'string' ? details.reason : null,
        changes: auditChanges(row.event, details),
        facts: auditFacts(details),
        hash: row.hash,
        session: typeof details.session === 'number' ? details.session : null,
      }
    },
    'audit.facets': async () => {
      const { events, authors, first, last, checkpoint } = await store.call('auditEnds', null)
      return {
        events: events.map((event) => ({ event, kind: auditKind(event) })),
        authors: [...authors],
        first,
        last,
        checkpoint: checkpoint === null ? null : view(checkpoint),
      }
    },
    'audit.progress': async () => verifying,
    'audit.verify': async (input) => {
      verifying = { done: 0, total: await store.call('auditCount', null) }
      try {
        return await verifyWithCheckpoints(workspace, input, (done, total) => {
          verifying = { done, total }
        })
      } finally {
        verifying = null
        tick()
      }
    },
    'audit.checkpoint': async () => {
      const made = await makeCheckpoint(workspace)
      tick()
      return made
    },
    'audit.export': (_, signal) => exportAudit({ workspace, signal }),
  }
}

const detailsOf = ({ details }: AuditRow): Record<string, unknown> =>
  JSON.parse(details) as Record<string, unknown>

function entryOf(
  workspace: Workspace,
  { id, at, author, event }: AuditRow,
  details: Readonly<Record<string, unknown>>,
): AuditEntry {
  return {
    id,
    at,
    author,
    event,
    kind: auditKind(event),
    words: auditWords(event, details, (system) => titleOf(workspace, system)),
    system: nameOf(workspace, details.system),
  }
}

/** Entries name a system by its number, those over joins by its name. */
function nameOf(workspace: Workspace, system: unknown): string | null {
  if (typeof system === 'string') return system
  return typeof system === 'number' ? (workspace.systemById(system)?.source.name ?? null) : null
}

function titleOf(workspace: Workspace, system: unknown): string | undefined {
  if (typeof system === 'number') return systemTitle(workspace, system)
  if (typeof system !== 'string') return undefined
  return workspace.systems.find(({ source }) => source.name === system)?.source.title ?? system
}
