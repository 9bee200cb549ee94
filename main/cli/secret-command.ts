import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { loadConfiguration } from '../config/load.ts'
import { connectors } from '../host/connectors.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { noteSecret, type SecretNote } from '../secrets/notes.ts'
import { type ActionInput, plainAction } from './action.ts'
import { example } from './example.ts'
import { readSecret } from './read-secret.ts'
import { secretsOf } from './with-host.ts'

/** Passwords and tokens of connected systems: kept for this user, outside of the workspace. */
export function secretCommand(): Command {
  return new Command('secret')
    .description("Store the passwords and tokens of connected systems, outside of the workspace's files.")
    .addCommand(
      new Command('set')
        .description('Store a secret; it is typed unseen, or piped in.')
        .argument('<system>')
        .argument('<field>')
        .addHelpText(
          'after',
          example('joinery secret set servicedesk token', 'joinery secret set servicedesk token < token.txt'),
        )
        .action(
          plainAction(async (input) => {
            const { store, system, field } = place(input)
            const value = await readSecret(`${field} of ${system}: `)
            await noted(input, { system, field, event: 'secret-set', failed: 'secret-set-failed' }, () =>
              store.set(system, field, value),
            )
            const { warning } = store.describe()
            input.terminal.line(`Stored ${field} of ${system}.${warning === undefined ? '' : ` ${warning}`}`)
            input.terminal.result({ stored: true, system, field })
            return 0
          }),
        ),
    )
    .addCommand(
      new Command('delete')
        .description('Forget a secret.')
        .argument('<system>')
        .argument('<field>')
        .addHelpText('after', example('joinery secret delete servicedesk token'))
        .action(
          plainAction(async (input) => {
            const { store, system, field } = place(input)
            await noted(
              input,
              { system, field, event: 'secret-deleted', failed: 'secret-delete-failed' },
              () => store.delete(system, field),
            )
            input.terminal.line(`Forgot ${field} of ${system}.`)
            input.terminal.result({ deleted: true, system, field })
            return 0
          }),
        ),
    )
}

type Noted = Pick<SecretNote, 'system' | 'field' | 'event'> & { readonly failed: SecretNote['event'] }

/**
 * The note comes first: what was done and not told would be worse than the other way round. The workspace may be open elsewhere, so its audit
 * takes the note over when it is opened next.
 */
async function noted(
  { common }: Omit<ActionInput, 'client' | 'host'>,
  { failed, ...what }: Noted,
  work: () => Promise<void>,
): Promise<void> {
  const note = { ...what, author: common.user ?? userInfo().username }
  const dir = resolve(common.workspace)
  noteSecret(dir, note)
  try {
    await work()
  } catch (error) {
    noteSecret(dir, { ...note, event: failed })
    throw error
  }
}

/** The store, and a system and field that exist: a mistyped name would store a secret nobody reads. */
function place({ common, args }: Omit<ActionInput, 'client' | 'host'>) {
  const [system, field] = args as [string, string]
  const dir = resolve(common.workspace)
  const source = loadConfiguration(dir).workspace.systems.find((candidate) => candidate.name === system)
  const fields = Object.entries(connectors.get(source?.connector ?? '')?.configSpec.fields ?? {})
  const secrets = fields.filter(([, meta]) => meta.secret === true).map(([name]) => name)
  if (source === undefined || !secrets.includes(field))
    throw new JoineryError(
      'usage',
      source === undefined ? `there is no system "${system}"` : `${system} has no secret "${field}"`,
      {
        advice:
          source === undefined
            ? 'See workspace.yaml for the names'
            : `Its secrets: ${secrets.join(', ') || 'none'}`,
        exitCode: 2,
      },
    )
  return { store: secretsOf(dir), system, field }
}
