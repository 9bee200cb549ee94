import { Command, Option } from 'commander'
import type { Change, ChangeFilter } from '../../preload/contract/changes.ts'
import type { Client } from '../../preload/contract/client.ts'
import { type Operation, operation, type WireValue } from '../../preload/contract/words.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { limitOf } from './limit-option.ts'
import { example } from './session-commands.ts'
import { short } from './terminal.ts'

/** Looking at the plan and deciding on it. */
export function planCommands(action: Action): Command[] {
  return [
    withFilter(new Command('plan'))
      .description('Show the pending changes: old and new value, rule and source of each.')
      .option('--limit <n>', 'how many at the most', '50')
      .option('--why', 'the whole way of each value, and who lost')
      .addHelpText(
        'after',
        example(
          'joinery plan',
          'joinery plan --system ad --operation disable',
          'joinery plan --search Großmann --why',
          'joinery plan --json --limit 1000',
        ),
      )
      .action(
        action(async ({ client, terminal, options }) => {
          const filter = await filterOf(client, options)
          const { total, rows } = await client.call('changes.list', { filter, limit: limitOf(options) })
          for (const row of rows) {
            terminal.line(describe(row))
            if (options.why !== true) continue
            const detail = await client.call('changes.get', { id: row.id })
            for (const step of detail.lineage)
              terminal.line(
                `      ${step.text}${step.rule === null ? '' : ` by "${step.rule}"`} (${step.detail})`,
              )
            for (const loser of detail.losers)
              terminal.line(
                `      lost: ${show(loser.value)} from ${loser.system} by "${loser.rule}" (precedence ${loser.precedence})`,
              )
          }
          const facets = await client.call('changes.facets', { filter })
          terminal.line()
          terminal.line(
            `${number(total)} pending${rows.length < total ? `, ${number(rows.length)} shown` : ''}: ${Object.entries(
              facets.decisions,
            )
              .map(([name, n]) => `${number(n)} ${name}`)
              .join(', ')}. Plan ${facets.planHash}.`,
          )
          terminal.result({ total, planHash: facets.planHash, decisions: facets.decisions, changes: rows })
          return 0
        }),
      ),
    withFilter(new Command('approve'))
      .description('Approve pending changes. Only what is approved is ever written.')
      .option('--all', 'everything that is undecided')
      .option('--change <id...>', 'these changes, by the number `joinery plan` shows')
      .option('--reason <text>', 'why; kept with the approval')
      .addOption(
        new Option('--decision <decision>', 'decide otherwise')
          .choices(['approved', 'held', 'rejected', 'undecided'])
          .default('approved'),
      )
      .addHelpText(
        'after',
        example(
          'joinery approve --all',
          'joinery approve --system ad --operation update',
          'joinery approve --change 12 13 --reason "checked with HR"',
          'joinery approve --operation delete --decision rejected',
        ),
      )
      .action(
        action(async ({ client, terminal, options }) => {
          const ids = options.change as string[] | undefined
          const filter = await filterOf(client, options)
          if (ids === undefined && options.all !== true && Object.keys(filter).length === 0)
            throw new JoineryError('usage', 'say which changes: --all, --change, or a filter', {
              advice: 'See joinery approve --help',
              exitCode: 2,
            })
          const selection =
            ids === undefined
              ? { filter: { decisions: ['undecided' as const], ...filter } }
              : { ids: ids.map(changeId) }
          // A number that names nothing is a slip of the pen, and not an approval of nothing.
          for (const text of ids ?? []) await client.call('changes.get', { id: changeId(text) })
          const decision = options.decision as 'approved' | 'held' | 'rejected' | 'undecided'
          const reason = options.reason as string | undefined
          const { changed, undo } = await client.call('changes.decide', {
            selection,
            decision,
            ...(reason === undefined ? {} : { reason }),
          })
          terminal.line(`${number(changed)} changes ${decision}`)
          terminal.result({ changed, decision, undo })
          return 0
        }),
      ),
  ]
}

function withFilter(command: Command): Command {
  return command
    .option('-s, --system <name...>', 'only these systems')
    .addOption(
      new Option('-o, --operation <operation...>', 'only these operations').choices(operation.options),
    )
    .option('-a, --attribute <name...>', 'only these attributes')
    .option('--search <text>', 'name, DN, attribute or value contains it')
}

/** @throws JoineryError `unknown-system`: a filter that is misspelt would say that nothing is planned */
async function filterOf(client: Client, options: Readonly<Record<string, unknown>>): Promise<ChangeFilter> {
  const filter: ChangeFilter = {}
  if (options.system !== undefined) {
    filter.systems = options.system as string[]
    await checkSystems(client, filter.systems)
  }
  if (options.operation !== undefined) filter.operations = options.operation as Operation[]
  if (options.attribute !== undefined) filter.attributes = options.attribute as string[]
  if (options.search !== undefined) filter.search = options.search as string
  return filter
}

async function checkSystems(client: Client, names: readonly string[]): Promise<void> {
  const known = (await client.call('systems.list', {})).map((system) => system.name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new JoineryError('unknown-system', `there is no system "${unknown}" in this workspace`, {
    advice: `Known systems: ${known.join(', ')}`,
    exitCode: 2,
  })
}

function changeId(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new JoineryError('usage', `--change ${text} is not the number of a change`, {
    advice: '`joinery plan` shows the numbers',
    exitCode: 2,
  })
}

function describe(change: Change): string {
  const head = `${String(change.id).padStart(6)}  ${change.operation.padEnd(8)}${change.system.padEnd(12)} ${short(change.name, 30).padEnd(30)}`
  const from = change.source === null ? '' : ` ← ${change.source.system}.${change.source.attribute}`
  const error = change.state === 'failed' ? '  FAILED' : ''
  return `${head} ${content(change)}  [${change.decision}; ${change.rule}${from}]${error}`
}

function content(change: Change): string {
  if (change.operation === 'add') return change.key
  if (change.operation === 'delete') return change.key
  if (change.added !== null && change.removed !== null)
    return `${change.attribute}: +${change.added} −${change.removed}`
  return `${change.attribute ?? 'dn'}: ${show(change.old)} → ${show(change.new)}`
}

const show = (value: WireValue): string =>
  value === null ? '(empty)' : short(Array.isArray(value) ? value.join('; ') : String(value), 60)
