import type { Command } from 'commander'
import type { Client } from '../../preload/contract/client.ts'
import type { Host } from '../host/port.ts'
import { fail } from './fail.ts'
import { type Terminal, terminal } from './terminal.ts'
import { type CommonOptions, withHost } from './with-host.ts'

export interface ActionInput {
  readonly client: Client
  readonly host: Host
  readonly terminal: Terminal
  readonly common: CommonOptions
  readonly options: Readonly<Record<string, unknown>>
  readonly args: readonly string[]
}

/** Wraps a command's work: opens the workspace, prints errors for people, sets the exit code the work answers with. */
export type Action = (work: (input: ActionInput) => Promise<number>) => (...args: unknown[]) => Promise<void>

export const workspaceAction: Action =
  (work) =>
  async (...args) => {
    const command = args.at(-1) as Command
    const options = command.optsWithGlobals() as Record<string, unknown>
    const common = options as unknown as CommonOptions
    const out = terminal(common.json === true)
    try {
      process.exitCode = await withHost(common, (client, host) =>
        work({ client, host, terminal: out, common, options, args: command.args }),
      )
    } catch (error) {
      process.exitCode = fail(out, error)
    }
  }

/** The same for work that needs no open workspace. */
export const plainAction =
  (work: (input: Omit<ActionInput, 'client' | 'host'>) => Promise<number>) =>
  async (...args: unknown[]): Promise<void> => {
    const command = args.at(-1) as Command
    const options = command.optsWithGlobals() as Record<string, unknown>
    const common = options as unknown as CommonOptions
    const out = terminal(common.json === true)
    try {
      process.exitCode = await work({ terminal: out, common, options, args: command.args })
    } catch (error) {
      process.exitCode = fail(out, error)
    }
  }
