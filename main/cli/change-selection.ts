import { type Command, Option } from 'commander'
import type { ChangeFilter, ChangeSelection } from '../../preload/contract/changes.ts'
import type { Client } from '../../preload/contract/client.ts'
import { type Operation, operation } from '../../preload/contract/words.ts'
import { JoineryError } from '../host/joinery-error.ts'

type Options = Readonly<Record<string, unknown>>

/** The options by which changes are chosen, the same everywhere. */
export function withFilter(command: Command): Command {
  return command
    .option('-s, --system <name...>', 'only these systems')
    .addOption(
      new Option('-o, --operation <operation...>', 'only these operations').choices(operation.options),
    )
    .option('-a, --attribute <name...>', 'only these attributes')
    .option('--returned', 'only what was approved and is in review again')
    .option('--search <text>', 'name, DN, attribute or value contains it')
}

/** @throws JoineryError `unknown-system`: a filter that is misspelt would say that nothing is planned */
export async function filterOf(
  client: Client,
  options: Readonly<Record<string, unknown>>,
): Promise<ChangeFilter> {
  const filter: ChangeFilter = {}
  if (options.system !== undefined) {
    filter.systems = options.system as string[]
    await checkSystems(client, filter.systems)
  }
  if (options.operation !== undefined) filter.operations = options.operation as Operation[]
  if (options.attribute !== undefined) filter.attributes = options.attribute as string[]
  if (options.returned === true) filter.returned = true
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

/**
 * The changes a decision is about: those named, or what a filter leaves of the undecided ones.
 * @throws JoineryError `usage` when nothing is chosen, `unknown-change` when a number names nothing
 */
export async function selectionOf(
  client: Client,
  options: Options,
  command: string,
): Promise<ChangeSelection> {
  const ids = options.change as string[] | undefined
  const filter = await filterOf(client, options)
  if (ids === undefined && options.all !== true && Object.keys(filter).length === 0)
    throw new JoineryError('usage', 'say which changes: --all, --change, or a filter', {
      advice: `See joinery ${command} --help`,
      exitCode: 2,
    })
  // A number that names nothing is a slip of the pen, and not an approval of nothing.
  for (const text of ids ?? []) await client.call('changes.get', { id: changeId(text) })
  if (ids !== undefined) return { ids: ids.map(changeId) }
  return {
    filter: { decisions: ['undecided'], ...filter },
    ...(options.plan === undefined ? {} : { planHash: planOf(options.plan as string) }),
  }
}

/** @throws JoineryError `usage`: too few digits could mean another plan */
function planOf(text: string): string {
  if (/^[0-9a-f]{8,64}$/i.test(text)) return text.toLowerCase()
  throw new JoineryError('usage', `--plan ${text} is not the hash of a plan`, {
    advice: '`joinery plan` shows it in its last line; at least eight digits are needed',
    exitCode: 2,
  })
}
