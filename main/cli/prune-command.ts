import { Command, Option } from 'commander'
import type { Result } from '../../preload/contract/methods.ts'
import { counted, number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import { beginning } from './moment.ts'
import type { Terminal } from './terminal.ts'

/** What is old goes into archives: entries of the audit, and details of sessions. */
export function pruneCommand(action: Action): Command {
  return new Command('prune')
    .description(
      'Move old entries of the audit, and the details of old sessions, into archives that can be verified and read back.',
    )
    .option(
      '--before <date>',
      "what is older than this day; without it as the workspace's retention says",
      beginning,
    )
    .addOption(new Option('--only <record>', 'only one of the two').choices(['audit', 'history']))
    .option('--dry-run', 'say how much would go, and take nothing')
    .addHelpText(
      'after',
      example('joinery prune --dry-run', 'joinery prune', 'joinery prune --only history --before 2025-01-01'),
    )
    .action(
      action(async ({ client, terminal, options }) => {
        const done = await client.call('history.prune', {
          before: options.before as number | undefined,
          only: options.only as 'audit' | 'history' | undefined,
          dryRun: options.dryRun === true,
        })
        if (done.audit !== null) printAudit(terminal, done.audit, options.dryRun === true)
        if (done.history !== null) printHistory(terminal, done.history, options.dryRun === true)
        if (done.file !== null) printFile(terminal, done.file)
        terminal.result(done)
        return 0
      }),
    )
}

function printAudit(
  terminal: Terminal,
  { pruned, archive, sha256 }: NonNullable<Result<'history.prune'>['audit']>,
  dry: boolean,
): void {
  const entries = counted(pruned, 'entry', 'entries')
  terminal.line(
    pruned === 0
      ? 'Audit: nothing is that old.'
      : dry
        ? `Audit: ${entries} would go.`
        : `Audit: ${entries} ${pruned === 1 ? 'is' : 'are'} in ${archive}, SHA-256 ${sha256}`,
  )
}

function printHistory(
  terminal: Terminal,
  done: NonNullable<Result<'history.prune'>['history']>,
  dry: boolean,
): void {
  const parts = [
    counted(done.changes, 'change'),
    counted(done.runs, 'run'),
    counted(done.approvals, 'list of approved changes', 'lists of approved changes'),
    counted(done.findings, 'finding'),
  ].filter((part) => !part.startsWith('0 '))
  if (parts.length === 0) {
    terminal.line('History: nothing is that old, or what is is still needed.')
    return
  }
  const what = `${parts.join(', ')} of ${counted(done.sessions, 'session')}`
  terminal.line(
    dry
      ? `History: ${what} would go, about ${megabytes(done.bytes)} of the database.`
      : `History: ${what}: in ${done.archive}, SHA-256 ${done.sha256}`,
  )
}

function printFile(terminal: Terminal, file: NonNullable<Result<'history.prune'>['file']>): void {
  terminal.line(
    file.rebuilt
      ? `The database was written anew (VACUUM): ${megabytes(file.before)} before, ${megabytes(file.after)} now.`
      : `The database stays at ${megabytes(file.after)}: less than a tenth became free, and new rows take that room.`,
  )
}

const megabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${number(Math.ceil(bytes / 1000))} kB` : `${number(Math.round(bytes / 1_000_000))} MB`
