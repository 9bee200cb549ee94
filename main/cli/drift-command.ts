import { Command, Option } from 'commander'
import { type Drift, type DriftFilter, driftKind, driftState } from '../../preload/contract/drift.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { counted, number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'

/** What somebody else changed in a connected system: looking at it, and deciding whether it stands. */
export function driftCommand(action: Action): Command {
  return new Command('drift')
    .description('What somebody else changed in the systems we write to.')
    .addCommand(listCommand(action), { isDefault: true })
    .addCommand(
      decideCommand(action, 'accept', 'Let changes stand, until the rules want another value.', [
        'joinery drift accept 12 13 --reason "agreed with the service desk"',
        'joinery drift accept --all --system ad',
      ]),
    )
    .addCommand(
      decideCommand(action, 'enforce', 'Plan the way back; it is approved and exported like every change.', [
        'joinery drift enforce 12',
        'joinery drift enforce --all --kind deleted',
      ]),
    )
}

function withFilter(command: Command): Command {
  return command
    .option('-s, --system <name>', 'only this system')
    .addOption(new Option('--state <state>', 'only what is in this state').choices(driftState.options))
    .addOption(new Option('--kind <kind>', 'only what is of this kind').choices(driftKind.options))
}

function filterOf(options: Readonly<Record<string, unknown>>): DriftFilter {
  const { system, state, kind } = options as DriftFilter
  return {
    ...(system === undefined ? {} : { system }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
  }
}

function listCommand(action: Action): Command {
  return withFilter(new Command('list'))
    .description('Show what was changed, newest first; `joinery drift` does the same.')
    .option('--limit <n>', 'how many at the most', '50')
    .addHelpText(
      'after',
      example('joinery drift', 'joinery drift list --state open --system ad', 'joinery drift --json'),
    )
    .action(
      action(async ({ client, terminal, options }) => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
          throw new JoineryError('usage', `--limit ${String(options.limit)} is not a number from 1 to 1000`, {
            advice: 'Give a whole number',
            exitCode: 2,
          })
        const { total, rows, counts } = await client.call('drift.list', { filter: filterOf(options), limit })
        for (const row of rows) terminal.line(describe(row))
        const open = counts.reduce((sum, row) => sum + (row.state === 'open' ? row.count : 0), 0)
        terminal.line(
          total === 0
            ? 'Nothing was changed outside.'
            : `${counted(total, 'change', 'changes')} from outside${rows.length < total ? `, ${number(rows.length)} shown` : ''}${open === 0 ? '' : `; ${number(open)} to decide about`}.`,
        )
        terminal.result({ total, counts, drift: rows })
        return 0
      }),
    )
}

function decideCommand(
  action: Action,
  decision: 'accept' | 'enforce',
  description: string,
  examples: readonly string[],
): Command {
  return withFilter(new Command(decision))
    .argument('[id...]', 'the numbers `joinery drift` shows')
    .description(description)
    .option('--all', 'everything the other options leave')
    .option('--reason <text>', 'why; kept in the audit')
    .addHelpText('after', example(...examples))
    .action(
      action(async ({ client, terminal, options, args }) => {
        const ids = args.length > 0 ? args.map(driftId) : await idsOf(client, options)
        const reason = options.reason as string | undefined
        const { changed } =
          ids.length === 0
            ? { changed: 0 }
            : await client.call('drift.decide', {
                ids,
                decision,
                ...(reason === undefined ? {} : { reason }),
              })
        const done = decision === 'accept' ? 'accepted' : 'to be set right'
        terminal.line(
          `${counted(changed, 'change', 'changes')} ${done}${changed === 0 ? '' : '; the next synchronization plans accordingly'}`,
        )
        terminal.result({ changed, decision })
        return 0
      }),
    )
}

async function idsOf(
  client: Parameters<Parameters<Action>[0]>[0]['client'],
  options: Readonly<Record<string, unknown>>,
): Promise<number[]> {
  if (options.all !== true)
    throw new JoineryError('usage', 'say which: numbers, or --all', {
      advice: '`joinery drift` shows the numbers',
      exitCode: 2,
    })
  const ids: number[] = []
  for (;;) {
    const { total, rows } = await client.call('drift.list', {
      filter: filterOf(options),
      offset: ids.length,
      limit: 1000,
    })
    ids.push(...rows.map((row) => row.id))
    if (ids.length >= total || rows.length === 0) return ids
  }
}

function driftId(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new JoineryError('usage', `${text} is not the number of a change from outside`, {
    advice: '`joinery drift` shows the numbers',
    exitCode: 2,
  })
}

function describe(row: Drift): string {
  const found = new Date(row.since).toISOString().slice(0, 16).replace('T', ' ')
  const decided =
    row.decision === null
      ? ''
      : ` by ${row.decision.author}${row.decision.reason === null ? '' : `: ${row.decision.reason}`}`
  return `${String(row.id).padStart(6)}  ${row.words}  [${row.state}${decided}; ${row.key}; found ${found}]`
}
