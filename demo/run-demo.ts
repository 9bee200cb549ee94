import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { driveSession } from '../main/cli/drive-session.ts'
import { fail } from '../main/cli/fail.ts'
import { followJob } from '../main/cli/follow-job.ts'
import { serveUntilStopped } from '../main/cli/serve-command.ts'
import { type Terminal, table, terminal } from '../main/cli/terminal.ts'
import { withHost } from '../main/cli/with-host.ts'
import { JoineryError } from '../main/host/joinery-error.ts'
import { variableName } from '../main/secrets/environment.ts'
import type { Client } from '../preload/contract/client.ts'
import type { Session } from '../preload/contract/session.ts'
import type { OperationCounts } from '../preload/contract/words.ts'
import { contosoToday, loadScimSeed } from './contoso-data.ts'
import { createContosoWorkspace } from './create-workspace.ts'
import { openDesktop } from './open-desktop.ts'
import { type ContosoDomain, startContosoDomain } from './samba.ts'
import { startScimServer } from './scim-server.ts'

/** What a demo run did, as `--json` prints it. Counts of changes are counts of attributes or whole objects, as the plan lists them. */
export interface DemoSummary {
  readonly imported: Readonly<Record<string, number>>
  readonly projected: number
  readonly joined: number
  readonly ambiguous: number
  readonly planned: Readonly<Record<string, OperationCounts>>
  readonly approved: number
  readonly exported: number
  readonly failed: number
  readonly confirmed: number
  readonly unconfirmed: number
  readonly secondCyclePlanned: number
  readonly rejectedRows: number
  readonly auditCsv: string
  readonly seconds: number
}

export interface DemoOptions {
  readonly headless?: boolean
  readonly json?: boolean
  /** Where to make the workspace; `.demo/contoso` below the current folder when absent. Emptied first. */
  readonly folder?: string
  readonly verbose?: boolean
  /** `samba`: the directory is a real domain controller, started for the demo. */
  readonly ad?: 'twin' | 'samba'
}

/** The Contoso demo: makes the workspace, runs a whole session and a second cycle, prints the summary, opens the workbench. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const out = terminal(options.json === true)
  const workspace = resolve(options.folder ?? join('.demo', 'contoso'))
  const token = randomBytes(24).toString('base64url')
  const server = await startScimServer({ ...loadScimSeed(), token })
  process.env[variableName('servicedesk', 'token')] = token
  let domain: ContosoDomain | undefined
  try {
    refuseToEmpty(workspace)
    if (options.ad === 'samba') domain = await startContosoDomain()
    out.line(`Contoso workspace in ${workspace}`)
    rmSync(workspace, { recursive: true, force: true })
    mkdirSync(workspace, { recursive: true })
    createContosoWorkspace(workspace, { scimPort: server.port })
    domain?.install(workspace)
    const common = {
      workspace,
      user: 'demo',
      today: contosoToday,
      json: options.json === true,
      verbose: options.verbose === true,
    }
    const desktop = options.headless === true ? undefined : openDesktop()
    const code = await withHost(common, async (client, host) => {
      const summary = await session(client, out)
      printSummary(out, summary)
      out.result(summary)
      if (options.headless !== true && desktop === undefined)
        await serveUntilStopped(
          host,
          { ...out, result: () => undefined },
          { port: 0, verbose: options.verbose === true },
        )
      return summary.failed > 0 ? 4 : 0
    })
    if (desktop !== undefined) {
      out.line('Opening the workbench. Close its window to end the demo.')
      await desktop(workspace)
    }
    return code
  } catch (error) {
    return fail(out, error)
  } finally {
    await domain?.stop()
    await server.close()
  }
}

/** @throws JoineryError for a folder that holds anything but an earlier demo */
function refuseToEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return
  const file = join(folder, 'workspace.yaml')
  if (existsSync(file) && readFileSync(file, 'utf8').includes('environment: Demonstration')) return
  throw new JoineryError('exists', `${folder} is not empty, and the demo would remove what is there`, {
    advice: 'Name a folder that does not exist yet',
    exitCode: 2,
  })
}

async function session(client: Client, out: Terminal): Promise<DemoSummary> {
  const started = Date.now()
  let planned: Session | undefined
  const ended = await driveSession(client, out, {
    approveAll: true,
    mode: 'full',
    onPlanned: (session) => {
      planned ??= session
    },
  })
  if (ended === undefined || planned === undefined) throw new Error('the session did not come to its end')
  out.line('  second cycle: what would another session change?')
  await followJob(client, out, { kind: 'session', mode: 'full' })
  const again = await client.call('changes.facets', {
    filter: { decisions: ['undecided'], states: ['planned'] },
  })
  // Nothing to decide: the second session ends with a report of its own, and the workbench opens on a tidy history.
  if (again.total === 0) await followJob(client, out, { kind: 'report' })
  const sum = (key: 'failed' | 'confirmed' | 'unconfirmed'): number =>
    ended.systems.reduce((total, system) => total + system[key], 0)
  return {
    imported: Object.fromEntries(planned.systems.map((system) => [system.name, system.import?.read ?? 0])),
    projected: planned.metaverse.projected,
    joined: planned.metaverse.joined,
    ambiguous: planned.metaverse.ambiguous,
    planned: Object.fromEntries(
      planned.systems.filter((s) => total(s.planned) > 0).map((system) => [system.name, system.planned]),
    ),
    approved: ended.systems.reduce((n, system) => n + total(system.exported) + system.failed, 0),
    exported: ended.systems.reduce((n, system) => n + total(system.exported), 0),
    failed: sum('failed'),
    confirmed: sum('confirmed'),
    unconfirmed: sum('unconfirmed'),
    secondCyclePlanned: again.total,
    rejectedRows: planned.systems.reduce((n, system) => n + (system.import?.rejected ?? 0), 0),
    auditCsv: ended.auditCsv ?? '',
    seconds: Math.round((Date.now() - started) / 10) / 100,
  }
}

const total = (counts: OperationCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

function printSummary(out: Terminal, summary: DemoSummary): void {
  out.line()
  out.line(
    table(
      ['System', 'Read', 'Adds', 'Updates', 'Moves', 'Disables', 'Deletes'],
      Object.entries(summary.imported).map(([name, read]) => {
        const counts = summary.planned[name]
        return [
          name,
          read,
          counts?.add ?? 0,
          counts?.update ?? 0,
          counts?.move ?? 0,
          counts?.disable ?? 0,
          counts?.delete ?? 0,
        ]
      }),
    ),
  )
  out.line()
  out.line(
    table(
      ['What', 'Number'],
      [
        ['identities projected', summary.projected],
        ['accounts joined', summary.joined],
        ['accounts that match several people', summary.ambiguous],
        ['rows rejected', summary.rejectedRows],
        ['changes approved', summary.approved],
        ['changes written', summary.exported],
        ['changes failed', summary.failed],
        ['changes confirmed by reading back', summary.confirmed],
        ['changes not found on reading back', summary.unconfirmed],
        ['changes a second cycle plans', summary.secondCyclePlanned],
      ],
    ),
  )
  out.line()
  out.line(`Audit report: ${summary.auditCsv}`)
  out.line(`Done in ${summary.seconds} s`)
}
