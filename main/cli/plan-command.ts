import { Command } from 'commander'
import type { Change } from '../../preload/contract/changes.ts'
import type { WireValue } from '../../preload/contract/words.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { filterOf, withFilter } from './change-selection.ts'
import { example } from './example.ts'
import { limitOf } from './limit-option.ts'
import { short } from './terminal.ts'

/** Digits of the plan's hash that are shown; as many are enough to name it. */
const shownHash = 12

/** Looking at the plan. */
export function planCommand(action: Action): Command {
  return withFilter(new Command('plan'))
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
            .join(', ')}. Plan ${facets.planHash.slice(0, shownHash)}.`,
        )
        terminal.result({ total, planHash: facets.planHash, decisions: facets.decisions, changes: rows })
        return 0
      }),
    )
}

function describe(change: Change): string {
  const head = `${String(change.id).padStart(6)}  ${change.operation.padEnd(8)}${change.system.padEnd(12)} ${short(change.name, 30).padEnd(30)}`
  const from = change.source === null ? '' : ` ← ${change.source.system}.${change.source.attribute}`
  const error = change.state === 'failed' ? '  FAILED' : ''
  const again = change.returned === null ? '' : `\n          in review again: ${change.returned}`
  const never = change.protected === null ? '' : `\n          never written: ${change.protected}`
  const second =
    change.twoPeople === null || change.decision === 'approved' ? '' : secondPerson(change.twoPeople)
  const reason = change.reason === null ? '' : `\n          ${change.decision}: ${change.reason}`
  return `${head} ${content(change)}  [${change.decision}; ${change.rule}${from}]${error}${never}${second}${again}${reason}`
}

const secondPerson = ({ policy, by }: NonNullable<Change['twoPeople']>): string =>
  `\n          ${by === null ? 'two people have to approve it' : `approved by ${by}, another person has to approve it, too`} (policy "${policy}")`

function content(change: Change): string {
  if (change.operation === 'add') return change.key
  if (change.operation === 'delete') return change.key
  if (change.added !== null && change.removed !== null)
    return `${change.attribute}: +${change.added} −${change.removed}`
  return `${change.attribute ?? 'dn'}: ${show(change.old)} → ${show(change.new)}`
}

const show = (value: WireValue): string =>
  value === null ? '(empty)' : short(Array.isArray(value) ? value.join('; ') : String(value), 60)
