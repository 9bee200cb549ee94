import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { pino } from 'pino'
import type { Client } from '../../preload/contract/client.ts'
import { createHost } from '../host/create-host.ts'
import { connectInProcess } from '../host/in-process.ts'
import type { Host } from '../host/port.ts'
import { environmentSecrets } from '../secrets/environment.ts'
import { environmentFirst } from '../secrets/environment-first.ts'
import { fileSecrets } from '../secrets/file-store.ts'
import type { SecretStore } from '../secrets/port.ts'
import { userConfigDir } from '../secrets/user-config-dir.ts'

export interface CommonOptions {
  readonly workspace: string
  readonly user?: string
  readonly today?: string
  readonly json?: boolean
  readonly verbose?: boolean
}

/** Opens the workspace, hands over a client that passes the same checks as any other, and closes whatever happens. */
export async function withHost<T>(
  options: CommonOptions,
  work: (client: Client, host: Host) => Promise<T>,
): Promise<T> {
  const workspaceDir = resolve(options.workspace)
  const log = logger(options.verbose ?? false)
  const host = await createHost({
    workspaceDir,
    user: options.user ?? userInfo().username,
    secrets: secretsOf(workspaceDir),
    log,
    ...(options.today === undefined ? {} : { today: () => options.today as string }),
  })
  const client = connectInProcess(host, (error, method) =>
    log.error({ err: error, method }, 'a request failed'),
  )
  try {
    return await work(client, host)
  } finally {
    client.close()
    await host.close()
  }
}

/** What went wrong is told in words; its stack is for those who ask for it. */
export const logger = (verbose: boolean) =>
  pino({ name: 'joinery', level: verbose ? 'debug' : 'silent' }, pino.destination(2))

/** The environment first (schedulers), then the file of this user. */
export function secretsOf(workspaceDir: string): SecretStore {
  return environmentFirst(
    environmentSecrets(process.env),
    fileSecrets({
      dir: userConfigDir(process.platform, process.env, process.env.HOME ?? process.env.USERPROFILE ?? '.'),
      workspace: workspaceDir,
    }),
  )
}
