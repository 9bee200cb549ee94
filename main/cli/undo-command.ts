import { Command } from 'commander'
import type { UndoItem } from '../../preload/contract/undo.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { counted } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import type { Terminal } from './terminal.ts'

/** Taking back what an export wrote: the way back goes on the plan and is approved and exported as everything is. */
export function undoCommand(action: Action): Command {
  return new Command('undo')
    .description(
      'Plan the way back from an export: compares what it wrote with what the systems hold now. Without RUN: the exports there are.',
    )
    .argument('[run]', 'the number of an export run')
    .option('--change <id...>', 'only these of the changes that the run wrote')
    .option('--object <key>', 'only what it wrote to this object: its DN, anchor or name')
    .option('--force', 'with --change: take back even what somebody has changed since')
    .option('--dry-run', 'show it and plan nothing')
    .addHelpText(
      'after',
      example(
        'joinery undo',
        'joinery undo 12 --dry-run',
        'joinery undo 12',
        'joinery undo 12 --change 340 --force',
      ),
    )
    .action(
      action(async ({ client, terminal, options, args }) => {
        if (args[0] === undefined) {
          const { rows } = await client.call('runs.list', { limit: 1000 })
          const exports = rows.filter(
            ({ step, statistics }) => step === 'export' && (statistics.exported ?? 0) > 0,
          )
          for (const run of exports)
            terminal.line(
              `${String(run.id).padStart(6)}  ${run.system}  ${counted(run.statistics.exported ?? 0, 'change')}, ${new Date(run.startedAt).toLocaleString('en-GB')}`,
            )
          terminal.line(
            exports.length === 0
              ? 'Nothing was exported.'
              : 'See what would go back: joinery undo RUN --dry-run',
          )
          terminal.result({ exports })
          return 0
        }
        const changes = (options.change as string[] | undefined)?.map((text) => numberOf(text, '--change'))
        const selection = {
          run: numberOf(args[0], 'RUN'),
          ...(changes === undefined ? {} : { changes }),
          ...(options.object === undefined ? {} : { object: options.object as string }),
          force: options.force === true,
        }
        const result =
          options.dryRun === true
            ? { ...(await client.call('undo.preview', selection)), planned: [] }
            : await client.call('undo.plan', selection)
        print(terminal, result.items)
        terminal.line(
          options.dryRun === true
            ? 'Nothing was planned.'
            : result.planned.length === 0
              ? 'Nothing to plan.'
              : `${counted(result.planned.length, 'change')} on the plan, undecided: look at them with joinery plan, approve and export them.`,
        )
        terminal.result(result)
        return 0
      }),
    )
}

function numberOf(text: string, what: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new JoineryError('usage', `${what} ${text} is not a number`, {
    advice: 'joinery undo shows the numbers of the exports, joinery undo RUN --dry-run those of its changes',
    exitCode: 2,
  })
}

const titles = {
  planned: 'Goes back',
  changed: 'Changed since by somebody else: left alone (--change ID --force takes it back all the same)',
  impossible: 'Cannot be undone',
  done: 'Is as it was before: nothing to do',
} as const

function print(terminal: Terminal, items: readonly UndoItem[]): void {
  for (const state of ['planned', 'changed', 'impossible', 'done'] as const) {
    const own = items.filter((item) => item.state === state)
    if (own.length === 0) continue
    terminal.line(`${titles[state]} (${own.length})`)
    for (const item of own) terminal.line(`  ${describe(item)}`)
    terminal.line()
  }
  const lost = new Map<string, number>()
  for (const item of items) for (const text of item.lost) lost.set(text, (lost.get(text) ?? 0) + 1)
  if (lost.size === 0) return
  terminal.line('Does not come back')
  for (const [text, count] of lost) terminal.line(`  ${counted(count, 'change')}: ${text}`)
  terminal.line()
}

function describe(item: UndoItem): string {
  const head = `${String(item.change).padStart(6)}  ${item.system}  ${item.operation} ${item.name}${item.attribute === null ? '' : ` ${item.attribute}`}`
  if (item.state === 'changed')
    return `${head}: before ${text(item.before)}, written ${text(item.written)}, now ${text(item.now)}`
  if (item.state === 'planned' && item.operation !== 'add' && item.operation !== 'delete')
    return `${head}: ${text(item.written)} → ${text(item.before)}${item.reason === null ? '' : ` (${item.reason})`}`
  return item.reason === null ? head : `${head}: ${item.reason}`
}

const text = (value: UndoItem['now']): string =>
  value === null ? 'empty' : Array.isArray(value) ? value.join(', ') : String(value)
