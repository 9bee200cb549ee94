import { spawnSync } from 'node:child_process'
import { followJob } from '../main/cli/follow-job.ts'
import { terminal } from '../main/cli/terminal.ts'
import { withHost } from '../main/cli/with-host.ts'

/** What one import took: its seconds, from the question to the last row, and the most memory its process had, in megabytes. */
export interface ImportCost {
  readonly seconds: number
  readonly megabytes: number
}

/** Imports everything a workspace's systems hold, or what changed, as a session does. */
export async function importHere(workspace: string, mode: 'full' | 'delta'): Promise<ImportCost> {
  const quiet = { ...terminal(true), line: () => undefined }
  const seconds = await withHost({ workspace, today: '2026-03-10' }, async (client) => {
    const started = performance.now()
    await followJob(client, quiet, { kind: 'import', mode })
    return (performance.now() - started) / 1000
  })
  return { seconds, megabytes: process.resourceUsage().maxRSS / 1024 }
}

/** The same in a process of its own, whose memory is nobody else's. `secrets`: variables of its environment. */
export function importApart(
  workspace: string,
  mode: 'full' | 'delta',
  secrets: Readonly<Record<string, string>>,
): ImportCost {
  const script = process.argv[1] as string
  const child = spawnSync(
    process.execPath,
    [...process.execArgv, script, '--import', workspace, '--mode', mode],
    {
      encoding: 'utf8',
      env: { ...process.env, ...secrets },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  if (child.status !== 0) throw new Error(`the import in ${workspace} failed`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1) as string) as ImportCost
}
