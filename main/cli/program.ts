import { Command, InvalidArgumentError } from 'commander'
import { productOf } from '../host/product.ts'
import { workspaceAction } from './action.ts'
import { approvalsCommand } from './approvals-command.ts'
import { archiveCommand } from './archive-commands.ts'
import { auditCommand } from './audit-commands.ts'
import { decideCommands } from './decide-commands.ts'
import { driftCommand } from './drift-command.ts'
import { evalCommand } from './eval-command.ts'
import { example } from './example.ts'
import { initCommand } from './init-command.ts'
import { joinCommands } from './join-commands.ts'
import { limitsCommand } from './limits-command.ts'
import { planCommand } from './plan-command.ts'
import { profilesCommand } from './profile-commands.ts'
import { pruneCommand } from './prune-command.ts'
import { rulesCommand } from './rules-command.ts'
import { secretCommand } from './secret-command.ts'
import { serveCommand } from './serve-command.ts'
import { sessionCommands } from './session-commands.ts'
import { systemCommands } from './system-commands.ts'
import { terminal } from './terminal.ts'
import { undoCommand } from './undo-command.ts'

/** @throws InvalidArgumentError when it is not a day of the calendar */
function isoDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`)
  if (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  )
    return text
  throw new InvalidArgumentError('Write a day like 2026-03-10.')
}

/** The whole command line, which ends the process on wrong usage. Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 stopped by a safety limit, 4 done with failed or returned changes. */
export const program = new Command('joinery')
  .description('The workbench for hybrid identity: read, join, show every change, write what was approved.')
  .version(productOf().title, '-V, --version', 'which version this is')
  .option('-w, --workspace <folder>', 'the workspace', '.')
  .option('--json', 'print the result as one JSON object on standard output')
  .option('--user <name>', 'who works here, for approvals and the audit (your account name without it)')
  .option('--today <date>', 'the day to work on, for rehearsals (2026-03-10)', isoDate)
  .option('--verbose', 'tell more on standard error')
  .addHelpText(
    'after',
    `${example('joinery -w ./contoso run', 'joinery -w ./contoso plan --why', 'joinery -w ./contoso serve')}\n\nExit codes: 0 done, 1 failed, 2 usage or configuration, 3 stopped by a safety limit, 4 done with failed or returned changes.`,
  )
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('Add --help to see how the command is used.')
  .exitOverride((error) => {
    if (error.exitCode !== 0)
      terminal(process.argv.includes('--json')).result({
        error: { code: 'usage', message: error.message.replace(/^error: /, '') },
      })
    process.exit(error.exitCode === 0 ? 0 : 2)
  })

for (const command of [
  initCommand(),
  secretCommand(),
  rulesCommand(),
  ...systemCommands(workspaceAction),
  ...sessionCommands(workspaceAction),
  profilesCommand(workspaceAction),
  planCommand(workspaceAction),
  ...decideCommands(workspaceAction),
  approvalsCommand(workspaceAction),
  limitsCommand(workspaceAction),
  undoCommand(workspaceAction),
  driftCommand(workspaceAction),
  joinCommands(workspaceAction),
  auditCommand(workspaceAction),
  pruneCommand(workspaceAction),
  archiveCommand(workspaceAction),
  evalCommand(),
  serveCommand(workspaceAction),
  new Command('demo')
    .description(
      'Rehearse on the Contoso demo: a whole session on embedded systems, then the workbench on its result.',
    )
    .option('--headless', 'stop after the summary')
    .option('--folder <folder>', 'where to make the workspace; what is there is removed', '.demo/contoso')
    .addHelpText('after', example('joinery demo', 'joinery demo --headless --json'))
    .action(async (_options, command: Command) => {
      const { runDemo } = await import('../../demo/run-demo.ts')
      process.exitCode = await runDemo(command.optsWithGlobals())
    }),
])
  program.addCommand(inheriting(command))

function inheriting(command: Command): Command {
  for (const sub of command.commands) sub.copyInheritedSettings(program)
  return command.copyInheritedSettings(program)
}
