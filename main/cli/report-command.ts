import { copyFileSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { JobRequest } from '../../preload/contract/jobs.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Action, ActionInput } from './action.ts'
import { example } from './example.ts'
import { moment } from './moment.ts'

/** With a name: one of the reports. Without: the end of the session, as it always was. */
export function reportCommand(
  action: Action,
  endSession: (input: ActionInput, request: JobRequest) => Promise<number>,
): Command {
  return new Command('report')
    .description(
      'Write a report as CSV or as a page to print. Without a name: the report of the open session, which is closed by it.',
    )
    .argument('[name]', 'one of --list')
    .option('--list', 'which reports there are, and their columns')
    .addOption(new Option('--format <format>', 'how').choices(['csv', 'html']).default('csv'))
    .option('--bom', 'begin the CSV with the mark that spreadsheets know UTF-8 by')
    .option('--out <file>', "where to; into the workspace's reports folder without it")
    .option('--session <number>', 'only this session', wholeNumber)
    .option('-s, --system <name>', 'only this system')
    .option('--as-of <date>', 'access at the end of this day, or at this time', moment)
    .addHelpText(
      'after',
      example(
        'joinery report',
        'joinery report --list',
        'joinery report accounts --system ad --format html --out accounts.html',
        'joinery report access --as-of 2026-03-01',
      ),
    )
    .action(
      action(async (input) => {
        const name = input.args[0]
        if (input.options.list === true) return list(input)
        if (name !== undefined) return write(input, name)
        refuseOptions(input)
        return endSession(input, { kind: 'report' })
      }),
    )
}

async function list({ client, terminal }: ActionInput): Promise<number> {
  const reports = await client.call('reports.list', {})
  for (const { name, about, columns } of reports) {
    terminal.line(name)
    terminal.line(`  ${about}`)
    terminal.line(`  ${columns.map((column) => column.name).join(', ')}`)
  }
  terminal.result({ reports })
  return 0
}

async function write({ client, terminal, options }: ActionInput, name: string): Promise<number> {
  const { out } = options as { out?: string }
  const written = await client.call('reports.write', {
    name,
    format: options.format as 'csv' | 'html',
    bom: options.bom === true,
    session: options.session as number | undefined,
    system: options.system as string | undefined,
    asOf: options.asOf as number | undefined,
  })
  const path = out === undefined ? written.path : resolve(out)
  if (out !== undefined) handOver(written.path, path)
  terminal.line(`${number(written.rows)} rows in ${path}`)
  terminal.result({ path, rows: written.rows })
  return 0
}

/** The report stays where it is when it cannot be put where it was wanted. */
function handOver(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch (cause) {
    throw new JoineryError('usage', `${to} cannot be written: ${(cause as Error).message}`, {
      advice: `The report is in ${from}`,
      where: to,
      exitCode: 2,
      cause,
    })
  }
  rmSync(from)
}

/** Options without a name would close the session and be forgotten. */
function refuseOptions({ options }: ActionInput): void {
  const given = ['out', 'bom', 'session', 'system', 'asOf'].filter((name) => options[name] !== undefined)
  if (given.length === 0 && options.format === 'csv') return
  throw new JoineryError('usage', 'these options belong to a report that is named', {
    advice: 'Name one, such as `joinery report session`; `joinery report --list` shows all',
    exitCode: 2,
  })
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number.')
}
