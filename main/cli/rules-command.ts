import { resolve } from 'node:path'
import { Command } from 'commander'
import { checkRules } from '../host/check-rules.ts'
import { plainAction } from './action.ts'
import { example } from './example.ts'

/** The workspace's text files, without opening the workspace. */
export function rulesCommand(): Command {
  return new Command('rules').description('Look at the rules of the workspace.').addCommand(
    new Command('check')
      .description('Say everything that is wrong or suspicious in workspace.yaml and the rules.')
      .addHelpText('after', example('joinery rules check', 'joinery rules check --json'))
      .action(
        plainAction(async ({ common, terminal }) => {
          const problems = checkRules(resolve(common.workspace))
          for (const { file, line, column, severity, message, advice } of problems)
            terminal.line(`${file}:${line}:${column}: ${severity}: ${message}. ${advice}`)
          const errors = problems.filter(({ severity }) => severity === 'error').length
          const warnings = problems.length - errors
          terminal.line(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`)
          terminal.result({ ok: errors === 0, errors, warnings, problems })
          return errors === 0 ? 0 : 2
        }),
      ),
  )
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
