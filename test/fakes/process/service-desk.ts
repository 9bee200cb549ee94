import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contosoDir } from '../../../demo/contoso-data.ts'
import type { ScimSnapshot } from '../../../demo/scim-directory.ts'
import type { JournalEntry } from '../../../demo/scim-server.ts'
import { variableName } from '../../../main/secrets/environment.ts'
import { type Program, startProgram } from './program.ts'

const token = 'service-desk-of-the-tests'

/** What joinery has to be given to sign in. */
export const deskSecrets = { [variableName('servicedesk', 'token')]: token }

export interface ServiceDeskProcess {
  readonly port: number
  /** Every answered write so far, over all starts with this folder. */
  journal(): readonly JournalEntry[]
  /** Ends it and answers with what it holds; a later start with the same folder goes on from there. */
  stop(): Promise<ScimSnapshot>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** The SCIM application of the Contoso demo as a process of its own; what it keeps is in `dir`. */
export async function startServiceDesk(
  dir: string,
  options: { port?: number; latency?: number } = {},
): Promise<ServiceDeskProcess> {
  const files = {
    token: join(dir, 'desk-token'),
    journal: join(dir, 'desk-journal.jsonl'),
    state: join(dir, 'desk-state.json'),
  }
  writeFileSync(files.token, token)
  const program: Program = startProgram('scim-server', [
    ...['--port', String(options.port ?? 0), '--token-file', files.token],
    ...['--users', join(contosoDir, 'scim-users.json'), '--groups', join(contosoDir, 'scim-groups.json')],
    ...['--journal', files.journal, '--state', files.state, '--latency', String(options.latency ?? 0)],
  ])
  const [, port] = await program.prints(/"port":(\d+)/)
  return {
    port: Number(port),
    journal: () =>
      existsSync(files.journal)
        ? readFileSync(files.journal, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as JournalEntry)
        : [],
    stop: async () => {
      program.kill('SIGTERM')
      await program.ended
      return JSON.parse(readFileSync(files.state, 'utf8')) as ScimSnapshot
    },
    kill: async () => {
      program.kill('SIGKILL')
      await program.ended
    },
  }
}
