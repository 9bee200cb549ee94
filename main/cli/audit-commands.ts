import { Command } from 'commander'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './session-commands.ts'

/** The audit: whether it is whole, and as CSV. */
export function auditCommand(action: Action): Command {
  return new Command('audit')
    .description('The append-only record of every run, decision and write.')
    .addCommand(
      new Command('verify')
        .description('Recompute the hash chain: an entry that was changed or removed is found.')
        .addHelpText('after', example('joinery audit verify'))
        .action(
          action(async ({ client, terminal }) => {
            const state = await client.call('audit.verify', {})
            terminal.line(
              state.ok
                ? `The chain is whole: ${number(state.entries)} entries`
                : `The chain is broken at entry ${state.brokenAt}: ${state.problem?.text}`,
            )
            terminal.result(state)
            return state.ok ? 0 : 1
          }),
        ),
    )
    .addCommand(
      new Command('export')
        .description('Write the whole audit, hashes included.')
        .requiredOption('--csv', 'as CSV into the reports folder of the workspace')
        .addHelpText('after', example('joinery audit export --csv'))
        .action(
          action(async ({ client, terminal }) => {
            const written = await client.call('audit.export', {})
            terminal.line(`${number(written.rows)} entries in ${written.path}`)
            terminal.result(written)
            return 0
          }),
        ),
    )
}
