import { Command } from 'commander'
import type { LimitStatus } from '../../preload/contract/changes.ts'
import { number } from '../host/wording.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'

/** How much of each limit the plan uses, before anybody exports. */
export function limitsCommand(action: Action): Command {
  return new Command('limits')
    .description('Show how much of each limit the plan would use, and examples of what is too much.')
    .addHelpText('after', example('joinery limits', 'joinery limits --json'))
    .action(
      action(async ({ client, terminal }) => {
        const limits = await client.call('changes.limits', {})
        for (const limit of limits.filter(({ count, over }) => count > 0 || over)) {
          terminal.line(describe(limit))
          for (const one of limit.examples)
            terminal.line(
              `      ${String(one.change).padStart(6)}  ${one.operation}  ${one.name}  ${one.key}`,
            )
        }
        const over = limits.filter((limit) => limit.over && limit.override === null)
        terminal.line()
        terminal.line(
          over.length === 0
            ? 'Nothing passes a limit.'
            : `${number(over.length)} ${over.length === 1 ? 'limit is' : 'limits are'} passed: an export stops before its first write.`,
        )
        terminal.result({ limits })
        return over.length === 0 ? 0 : 3
      }),
    )
}

function describe(limit: LimitStatus): string {
  const head = `${limit.over ? '!' : ' '} ${limit.system.padEnd(12)} ${limit.limit.padEnd(14)} ${limit.name}: ${number(limit.count)}, ${number(limit.allowed)} allowed`
  const written = limit.written === 0 ? '' : `; ${number(limit.written)} were written before`
  const override =
    limit.override === null ? '' : `; ${limit.override.by} lets it pass: ${limit.override.reason}`
  return head + written + override
}
