import { Command, Option } from 'commander'
import type { Decision } from '../../preload/contract/words.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { selectionOf, withFilter } from './change-selection.ts'
import { example } from './example.ts'

/** Deciding on pending changes. */
export function decideCommands(action: Action): Command[] {
  return [
    choosing(new Command('approve'))
      .description('Approve pending changes. Only what is approved is ever written.')
      .option('--reason <text>', 'why; kept with the approval')
      .addOption(
        new Option('--decision <decision>', 'decide otherwise')
          .choices(['approved', 'held', 'rejected', 'undecided'])
          .default('approved'),
      )
      .addHelpText(
        'after',
        example(
          'joinery approve --all --plan d22a97c7062f',
          'joinery approve --system ad --operation update',
          'joinery approve --change 12 13 --reason "checked with HR"',
          'joinery approve --change 12 --decision undecided',
        ),
      )
      .action(decideAction(action, 'approve', (options) => options.decision as Decision)),
    choosing(new Command('hold'))
      .description('Hold changes back for now: they stay on the plan and are not written.')
      .requiredOption('--reason <text>', 'why; kept with the decision')
      .addHelpText('after', example('joinery hold --operation delete --reason "after the audit"'))
      .action(decideAction(action, 'hold', () => 'held')),
    choosing(new Command('reject'))
      .description('Reject changes: they are not asked about again as long as their content is the same.')
      .requiredOption('--reason <text>', 'why; kept with the decision')
      .addHelpText('after', example('joinery reject --change 12 --reason "HR has the wrong cost centre"'))
      .action(decideAction(action, 'reject', () => 'rejected')),
  ]
}

function choosing(command: Command): Command {
  return withFilter(
    command
      .option('--all', 'everything that is undecided')
      .option('--change <id...>', 'these changes, by the number `joinery plan` shows'),
  ).option('--plan <hash>', 'only if the plan is still this one, as `joinery plan` shows it')
}

function decideAction(
  action: Action,
  command: string,
  decisionOf: (options: Readonly<Record<string, unknown>>) => Decision,
) {
  return action(async ({ client, terminal, options }) => {
    const selection = await selectionOf(client, options, command)
    const decision = decisionOf(options)
    const reason = options.reason as string | undefined
    if (reason?.trim() === '')
      throw new JoineryError('usage', 'the reason is empty', {
        advice: 'Say why in a few words: it is what is read later',
        exitCode: 2,
      })
    const {
      changed,
      undo,
      waiting,
      protected: kept,
    } = await client.call('changes.decide', {
      selection,
      decision,
      ...(reason === undefined ? {} : { reason }),
    })
    terminal.line(`${number(changed)} changes ${decision}`)
    if (waiting > 0) terminal.line(`${number(waiting)} wait for a second person to approve them`)
    if (kept > 0)
      terminal.line(`${number(kept)} are protected and were left as they are: joinery plan says why`)
    terminal.result({ changed, decision, undo, waiting, protected: kept })
    return changed === 0 && kept > 0 ? 1 : 0
  })
}
