import { Command, Option } from 'commander'
import type { Client } from '../../preload/contract/client.ts'
import type { JobRequest } from '../../preload/contract/jobs.ts'
import type { Session } from '../../preload/contract/session.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { driveSession } from './drive-session.ts'
import { example } from './example.ts'
import { exitCodeOfExport } from './exit-code-of-export.ts'
import { followJob } from './follow-job.ts'
import { runNamedProfile } from './profile-commands.ts'
import { reportCommand } from './report-command.ts'
import { type Terminal, table } from './terminal.ts'

const systemOption = () => new Option('-s, --system <name...>', 'only these systems')
const modeOption = () =>
  new Option('--delta', 'only what changed since the last time, where the system can tell')

/** The steps of a session, one command each, and `run`, which walks them all. */
export function sessionCommands(action: Action): Command[] {
  return [
    new Command('import')
      .description('Read connected systems into their connector spaces. Changes nothing in them.')
      .addOption(systemOption())
      .addOption(modeOption())
      .option('--accept-implausible', 'believe what is read although it does not look like the last imports')
      .option('--reason <text>', 'why it is believed; kept in the audit')
      .addHelpText(
        'after',
        example(
          'joinery import',
          'joinery import --system hr --delta',
          'joinery import --system ad --accept-implausible --reason "the old domain was closed"',
        ),
      )
      .action(
        action(async ({ client, terminal, options }) =>
          step(client, terminal, {
            kind: 'import',
            mode: mode(options),
            ...systems(options),
            ...acceptanceOf(options),
          }),
        ),
      ),
    new Command('sync')
      .description(
        'Evaluate the rules over what was read: joins, values, pending changes. Writes to no system.',
      )
      .option('--full', 'evaluate every object, not only what is new')
      .addHelpText('after', example('joinery sync', 'joinery sync --full'))
      .action(
        action(async ({ client, terminal, options }) =>
          step(client, terminal, { kind: 'synchronize', mode: options.full === true ? 'full' : 'delta' }),
        ),
      ),
    new Command('export')
      .description('Write the approved changes, and only those.')
      .addOption(systemOption())
      .option('--override <limit...>', 'let what is approved now pass these limits, once')
      .option('--reason <text>', 'why a limit may be passed; kept in the audit')
      .addHelpText(
        'after',
        example(
          'joinery export',
          'joinery export --system ad',
          'joinery export --override delete --reason "the Lyon office was closed, ticket 4711"',
        ),
      )
      .action(
        action(async ({ client, terminal, options }) => {
          const override = overrideOf(options)
          await refuseUnapproved(client, systems(options).systems)
          await step(client, terminal, { kind: 'export', ...systems(options), ...override })
          return exitCodeOfExport(client)
        }),
      ),
    new Command('confirm')
      .description('Read back what was written and check that every value is there.')
      .addOption(systemOption())
      .addHelpText('after', example('joinery confirm'))
      .action(
        action(async ({ client, terminal, options }) =>
          step(client, terminal, { kind: 'confirm', ...systems(options) }),
        ),
      ),
    reportCommand(action, ({ client, terminal }, request) => step(client, terminal, request)),
    new Command('run')
      .description(
        'Walk a whole session: import, synchronize, review, export, confirm, report. Goes on where an interrupted one stands.',
      )
      .option('--approve-all', 'approve everything instead of stopping for review')
      .option('--profile <name>', 'run the steps of this run profile instead, writing only what is approved')
      .addOption(modeOption())
      .addHelpText(
        'after',
        example('joinery run', 'joinery run --approve-all --delta', 'joinery run --profile morning'),
      )
      .action(
        action(async ({ client, terminal, options }) => {
          const profile = profileOf(options)
          if (profile !== undefined) return runNamedProfile(client, terminal, profile)
          const session = await driveSession(client, terminal, {
            approveAll: options.approveAll === true,
            mode: mode(options),
          })
          const shown = session ?? ((await client.call('session.get', {})) as Session)
          printSession(terminal, shown)
          terminal.result(shown)
          const { total } = await client.call('changes.facets', { filter: { returned: true } })
          return total > 0 || shown.systems.some((system) => system.failed > 0) ? 4 : 0
        }),
      ),
    new Command('status')
      .description('Where the session stands, what comes next, what needs a person.')
      .addHelpText('after', example('joinery status', 'joinery status --json'))
      .action(
        action(async ({ client, terminal }) => {
          const session = await client.call('session.get', {})
          if (session === null) terminal.line('No session yet. `joinery run` starts the first one.')
          else printSession(terminal, session)
          terminal.result(session)
          return 0
        }),
      ),
  ]
}

/** @throws JoineryError `not-approved` when changes wait and not one of them may be written */
async function refuseUnapproved(client: Client, names: readonly string[] | undefined): Promise<void> {
  const { decisions, total } = await client.call('changes.facets', {
    filter: {
      states: ['planned', 'exporting', 'failed'],
      ...(names === undefined ? {} : { systems: [...names] }),
    },
  })
  if (decisions.approved > 0 || total === 0) return
  throw new JoineryError('not-approved', `${number(total)} changes wait, and none is approved`, {
    advice: '`joinery plan` shows the changes, `joinery approve` approves them. Nothing was written.',
  })
}

/** @throws JoineryError `usage`: what does not look right is believed for a reason */
function acceptanceOf(options: Readonly<Record<string, unknown>>): {
  acceptImplausible?: { reason: string }
} {
  const reason = (options.reason as string | undefined)?.trim() ?? ''
  if (options.acceptImplausible === undefined && reason === '') return {}
  if (options.acceptImplausible === true && reason !== '') return { acceptImplausible: { reason } }
  throw new JoineryError('usage', '--accept-implausible and --reason belong together', {
    advice: 'Say why what is read is to be believed',
    exitCode: 2,
  })
}

/** @throws JoineryError `usage`: a limit is passed for a reason, and a reason is given for a limit */
function overrideOf(options: Readonly<Record<string, unknown>>): {
  override?: { limits: string[]; reason: string }
} {
  const limits = options.override as string[] | undefined
  const reason = (options.reason as string | undefined)?.trim() ?? ''
  if (limits === undefined && reason === '') return {}
  if (limits !== undefined && reason !== '') return { override: { limits, reason } }
  throw new JoineryError('usage', '--override and --reason belong together', {
    advice: 'Say which limit may be passed, and why',
    exitCode: 2,
  })
}

/** @throws JoineryError `usage`: what a profile does stands in the profile */
function profileOf(options: Readonly<Record<string, unknown>>): string | undefined {
  const name = options.profile as string | undefined
  if (name === undefined || (options.approveAll !== true && options.delta !== true)) return name
  throw new JoineryError(
    'usage',
    `--profile goes without ${options.approveAll === true ? '--approve-all' : '--delta'}`,
    {
      advice: 'What a run profile reads stands in workspace.yaml, and it writes only what is approved',
      exitCode: 2,
    },
  )
}

const mode = (options: Readonly<Record<string, unknown>>): 'full' | 'delta' =>
  options.delta === true ? 'delta' : 'full'

const systems = (options: Readonly<Record<string, unknown>>): { systems?: string[] } =>
  options.system === undefined ? {} : { systems: options.system as string[] }

async function step(client: Client, terminal: Terminal, request: JobRequest): Promise<number> {
  const job = await followJob(client, terminal, request)
  terminal.line(job.message)
  terminal.result(await client.call('session.get', {}))
  return 0
}

export function printSession(terminal: Terminal, session: Session): void {
  terminal.line(
    `Session ${session.number}, started ${new Date(session.startedAt).toLocaleString('en-GB')} by ${session.startedBy}`,
  )
  terminal.line()
  for (const { step: name, state, note } of session.steps)
    terminal.line(`  ${name.padEnd(12)} ${state.padEnd(10)} ${note}`)
  terminal.line()
  terminal.line(
    table(
      [
        'System',
        'Read',
        'Linked',
        'Waiting',
        'Adds',
        'Updates',
        'Moves',
        'Disables',
        'Deletes',
        'Failed',
        'Confirmed',
        'Unconfirmed',
      ],
      session.systems.map((s) => {
        const counts =
          session.endedAt === null && Object.values(s.exported).every((n) => n === 0) ? s.planned : s.exported
        return [
          s.title,
          s.import?.read ?? 0,
          s.linked,
          s.waiting,
          counts.add,
          counts.update,
          counts.move,
          counts.disable,
          counts.delete,
          s.failed,
          s.confirmed,
          s.unconfirmed,
        ]
      }),
    ),
  )
  terminal.line()
  for (const finding of session.findings) terminal.line(`  ! ${finding.title}: ${finding.detail}`)
  if (session.findings.length > 0) terminal.line()
  terminal.line(`${number(session.metaverse.objects)} identities. ${session.next.sentence}`)
  if (session.auditCsv !== null) terminal.line(`Report: ${session.auditCsv}`)
}
