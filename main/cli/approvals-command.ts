import { Command } from 'commander'
import type { Approval } from '../../preload/contract/changes.ts'
import { counted } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import { limitOf } from './limit-option.ts'

/** Who decided what over the plan. */
export function approvalsCommand(action: Action): Command {
  return new Command('approvals')
    .description(
      'Show the decisions over changes, the latest first: who, when, over what, why, for which plan.',
    )
    .option('--limit <n>', 'how many at the most', '50')
    .addHelpText('after', example('joinery approvals', 'joinery approvals --json --limit 1000'))
    .action(
      action(async ({ client, terminal, options }) => {
        const { total, rows } = await client.call('approvals.list', { limit: limitOf(options) })
        for (const row of rows) terminal.line(describe(row))
        terminal.line()
        terminal.line(counted(total, 'decision'))
        terminal.result({ total, approvals: rows })
        return 0
      }),
    )
}

function describe(row: Approval): string {
  const head = `${String(row.id).padStart(6)}  ${row.decision.padEnd(9)} ${counted(row.changes, 'change')} by ${row.by}, ${new Date(row.at).toLocaleString('en-GB')}`
  const waiting = row.waiting === 0 ? '' : `, ${row.waiting} not yet written`
  const reason = row.reason === null ? '' : `: ${row.reason}`
  const plan = row.plan === null ? '' : `  [plan ${row.plan.slice(0, 12)}]`
  return `${head}${waiting}${reason}${plan}`
}
