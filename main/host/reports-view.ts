import { writeReport } from '../jobs/write-report.ts'
import { reportNamed, reports } from '../reports/registry.ts'
import type { Report } from '../reports/report.ts'
import { JoineryError } from './joinery-error.ts'
import type { Handlers } from './port.ts'
import type { Workspace } from './workspace.ts'

type ReportHandlers = Pick<Handlers, 'reports.list' | 'reports.write'>
type Order = Parameters<ReportHandlers['reports.write']>[0]

export function reportHandlers(workspace: Workspace): ReportHandlers {
  return {
    'reports.list': async () =>
      reports.map(({ name, title, about, takes, columns }) => ({
        name,
        title,
        about,
        takes: [...takes],
        columns: columns.map((column) => ({ name: column.name, about: column.about })),
      })),
    'reports.write': async (order, signal) => {
      const report = known(order.name)
      refuseUnused(report, order)
      const asOf = report.takes.includes('asOf') ? (order.asOf ?? Date.now()) : null
      if (asOf !== null) await refusePruned(workspace, report, asOf)
      const system = order.system === undefined ? null : workspace.system(order.system).id
      return writeReport(
        workspace,
        {
          report,
          parameters: { session: order.session ?? null, system, asOf },
          format: order.format,
          bom: order.bom,
          file: fileName(order),
        },
        signal,
      )
    },
  }
}

function known(name: string): Report {
  const report = reportNamed(name)
  if (report !== undefined) return report
  throw new JoineryError('usage', `there is no report "${name}"`, {
    advice: `There are: ${reports.map((one) => one.name).join(', ')}`,
    exitCode: 2,
  })
}

/** What was written after a time tells how things were then: where that is in an archive, nobody can say here any more. */
async function refusePruned({ store }: Workspace, report: Report, asOf: number): Promise<void> {
  const needed = (await store.call('historyArchives', null)).filter(
    ({ writtenThrough }) => writtenThrough !== null && asOf < writtenThrough,
  )
  const last = needed.at(-1)
  if (last === undefined) return
  const since = Math.max(...needed.map(({ writtenThrough }) => writtenThrough as number))
  throw new JoineryError(
    'pruned',
    `the report "${report.name}" cannot tell of that time: what was written since was pruned on ${new Date(last.at).toISOString().slice(0, 10)} into ${needed.map(({ name }) => `archive/${name}`).join(' and ')}`,
    { advice: `Name ${new Date(since).toISOString()} or later`, exitCode: 2 },
  )
}

/** A report that silently told more than it was asked for would be believed. */
function refuseUnused(report: Report, order: Order): void {
  for (const one of ['session', 'system', 'asOf'] as const)
    if (order[one] !== undefined && !report.takes.includes(one))
      throw new JoineryError(
        'usage',
        `the report "${report.name}" cannot be narrowed down by ${words[one]}`,
        {
          advice:
            report.takes.length === 0
              ? 'Leave it out'
              : `It takes: ${report.takes.map((name) => words[name]).join(', ')}`,
          exitCode: 2,
        },
      )
}

const words = { session: '--session', system: '--system', asOf: '--as-of' } as const

/** Each one is a file of its own: a report that was handed on is not written over. */
function fileName({ name, session, system, format }: Order): string {
  const time = new Date().toISOString().replaceAll(/[-:]/g, '').replace('.', '-')
  const narrowed = `${session === undefined ? '' : `-session-${session}`}${system === undefined ? '' : `-${system}`}`
  return `${name}${narrowed}-${time}.${format}`
}
