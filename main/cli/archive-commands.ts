import { Command, InvalidArgumentError } from 'commander'
import { counted, number } from '../host/wording.ts'
import type { Action, ActionInput } from './action.ts'
import { example } from './example.ts'

/** What `joinery prune` has written of sessions: which files there are, whether they are whole, and what is in them. */
export function archiveCommand(action: Action): Command {
  return new Command('archive')
    .description('The archives that details of old sessions were moved into.')
    .addCommand(
      new Command('list')
        .description('Which there are, and what went into each.')
        .addHelpText('after', example('joinery archive list'))
        .action(action((input) => list(input, false))),
    )
    .addCommand(
      new Command('verify')
        .description('Compare each file with the hash that the audit has of it.')
        .addHelpText('after', example('joinery archive verify'))
        .action(action((input) => list(input, true))),
    )
    .addCommand(
      new Command('report')
        .description('Write the session report of what is in an archive, as CSV into the reports folder.')
        .argument('<archive>', 'its name, or the path of a file')
        .option('--session <number>', 'only this session', wholeNumber)
        .addHelpText('after', example('joinery archive report history-1.jsonl.gz --session 12'))
        .action(
          action(async ({ client, terminal, args, options }) => {
            const written = await client.call('archives.report', {
              archive: args[0] as string,
              session: options.session as number | undefined,
            })
            terminal.line(`${number(written.rows)} rows in ${written.path}`)
            terminal.result(written)
            return 0
          }),
        ),
    )
}

async function list({ client, terminal }: ActionInput, verify: boolean): Promise<number> {
  const archives = await client.call('archives.list', { verify })
  if (archives.length === 0) terminal.line('There are none: nothing was pruned of the history.')
  for (const one of archives) {
    const sessions =
      one.first === null
        ? 'no session'
        : one.first === one.last
          ? `session ${one.first}`
          : `sessions ${one.first} to ${one.last}`
    terminal.line(
      `${one.archive}: ${counted(one.changes, 'change')}, ${counted(one.runs, 'run')}, ${sessions}; by ${one.by} on ${new Date(one.at).toISOString().slice(0, 10)}`,
    )
    if (one.verdict !== null) terminal.line(`  ${one.text}`)
  }
  terminal.result({ archives })
  return archives.every(({ verdict }) => verdict === null || verdict === 'whole') ? 0 : 1
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number.')
}
