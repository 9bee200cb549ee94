import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { contosoToday, loadScimSeed } from '../../demo/contoso-data.ts'
import { createContosoWorkspace } from '../../demo/create-workspace.ts'
import type { ContosoDomain } from '../../demo/samba.ts'
import { type ScimServer, startScimServer } from '../../demo/scim-server.ts'
import { createHost } from '../../main/host/create-host.ts'
import { connectInProcess } from '../../main/host/in-process.ts'
import type { Host } from '../../main/host/port.ts'
import { variableName } from '../../main/secrets/environment.ts'
import type { Client } from '../../preload/contract/client.ts'
import type { JobRequest } from '../../preload/contract/jobs.ts'

/** A real Contoso workspace with its service desk, and the host on it. */
export interface Contoso {
  readonly dir: string
  readonly scim: ScimServer
  /** What the service desk admits. */
  readonly token: string
  readonly host: Host
  readonly client: Client
  /** What was put into the secret store, by `system/field`; null where it was forgotten. */
  readonly secrets: Map<string, string | null>
  /** Runs a job to its end; rejects with its message when it does not get there. */
  run(request: JobRequest): Promise<void>
  /** Closes the host and opens it again, as after an edit of the text files. */
  reopen(): Promise<void>
  /** Closes the host, so that another process can open the workspace. The service desk stays. */
  leave(): Promise<void>
  close(): Promise<void>
}

/** @param domain where the directory is a real one, instead of the local copy */
export async function startContoso(domain?: ContosoDomain): Promise<Contoso> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-contoso-'))
  const token = 'a token for tests only'
  const scim = await startScimServer({ ...loadScimSeed(), token })
  createContosoWorkspace(dir, { scimPort: scim.port })
  domain?.install(dir)
  const secrets = new Map<string, string | null>()
  const open = (): Promise<Host> =>
    createHost({
      workspaceDir: dir,
      user: 'Marta Lindqvist',
      today: () => contosoToday,
      secrets: {
        get: async (system, field) => {
          const kept = secrets.get(`${system}/${field}`)
          if (kept !== undefined) return kept ?? undefined
          return field === 'token' ? token : domain?.server.password
        },
        variable: async (system, field) =>
          field === 'token' && !secrets.has(`${system}/${field}`) ? variableName(system, field) : undefined,
        set: async (system, field, value) => void secrets.set(`${system}/${field}`, value),
        delete: async (system, field) => void secrets.set(`${system}/${field}`, null),
        describe: () => ({ kind: 'environment', encrypted: false }),
      },
      log: pino({ level: 'silent' }),
    })
  let host = await open()
  let client = connectInProcess(host)
  let isOpen = true
  async function leave(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    client.close()
    await host.close()
  }

  return {
    dir,
    scim,
    secrets,
    token,
    get host() {
      return host
    },
    get client() {
      return client
    },
    async run(request) {
      const { id } = await client.call('jobs.start', request)
      await new Promise<void>((resolve, reject) => {
        client.watch(
          'jobs.watch',
          { id },
          {
            event: (event) => {
              if (event.type !== 'ended') return
              if (event.job.state === 'done') resolve()
              else reject(new Error(event.job.message))
            },
            error: reject,
          },
        )
      })
    },
    async reopen() {
      await leave()
      host = await open()
      client = connectInProcess(host)
      isOpen = true
    },
    leave,
    async close() {
      await leave()
      await scim.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
