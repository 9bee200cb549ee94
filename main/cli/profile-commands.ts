import { Command } from 'commander'
import type { Client } from '../../preload/contract/client.ts'
import type { RunProfileView } from '../../preload/contract/profiles.ts'
import { unknownProfile } from '../host/unknown-profile.ts'
import type { Action } from './action.ts'
import { example } from './example.ts'
import { exitCodeOfExport } from './exit-code-of-export.ts'
import { followJob } from './follow-job.ts'
import type { Terminal } from './terminal.ts'

/** Which run profiles there are, what each does, and how it went the last time. */
export function profilesCommand(action: Action): Command {
  return new Command('profiles')
    .description('The run profiles of the workspace, and how each went the last time.')
    .addHelpText('after', example('joinery profiles', 'joinery profiles --json'))
    .action(
      action(async ({ client, terminal }) => {
        const { profiles } = await client.call('profiles.list', {})
        if (profiles.length === 0)
          terminal.line('No run profiles. They are written in workspace.yaml, under runProfiles.')
        for (const profile of profiles) {
          terminal.line(`${profile.name}${profile.title === profile.name ? '' : `  ${profile.title}`}`)
          for (const [at, { words }] of profile.steps.entries())
            terminal.line(`  ${String(at + 1).padStart(2)}  ${words}`)
          terminal.line(`  ${lastOf(profile)}`)
          terminal.line()
        }
        terminal.result({ profiles })
        return 0
      }),
    )
}

/**
 * Runs the profile of that name.
 * @returns the exit code: 4 when changes failed or are in review again
 * @throws JoineryError `unknown-profile`; with exit code 3 when it stopped for safety, or because nothing is approved
 */
export async function runNamedProfile(client: Client, terminal: Terminal, name: string): Promise<number> {
  const { profiles } = await client.call('profiles.list', {})
  const known = profiles.map((profile) => profile.name)
  if (!known.includes(name)) throw unknownProfile(name, known)
  const job = await followJob(client, terminal, { kind: 'profile', name })
  terminal.line(job.message)
  terminal.result(await client.call('session.get', {}))
  return exitCodeOfExport(client)
}

function lastOf({ last }: RunProfileView): string {
  if (last === null) return 'Never run'
  const began = new Date(last.startedAt).toLocaleString('en-GB')
  if (last.state === 'running') return `Running since ${began}, at step ${last.at} of ${last.of}`
  return `Last ${began} by ${last.by}: ${last.state}. ${last.message}`
}
