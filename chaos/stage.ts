import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variableName } from '../main/secrets/environment.ts'
import { type WorkspaceOutcome, workspaceOutcome } from '../test/fakes/process/outcome.ts'
import { type Program, startProgram } from '../test/fakes/process/program.ts'
import { type HttpFront, httpFront } from './http-front.ts'
import { type Line, lineTo } from './line.ts'
import type { Seen, Target, TargetKind } from './target.ts'
import { writeWorkspace } from './workspace.ts'

/** What is compared after two sessions: what the server says, and what the workspace says. */
export type Evidence = Seen & WorkspaceOutcome

/** A workspace and a server of its own, with a line between them. */
export interface Stage {
  readonly kind: TargetKind
  readonly workspace: string
  readonly line: Line
  /** Of servers that speak HTTP. */
  readonly front: HttpFront | undefined
  /** Starts the real command line on the workspace. */
  start(...args: readonly string[]): Program
  evidence(): Promise<Evidence>
  strike(): Promise<void>
}

/** @param timeout seconds that the connector waits for an answer */
export async function setStage(kind: TargetKind, timeout: number): Promise<Stage> {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-fire-'))
  const workspace = join(dir, 'workspace')
  mkdirSync(workspace)
  const target = await kind.fresh()
  const front = kind.connector === 'scim' ? await httpFront(target) : undefined
  const line = await lineTo(front === undefined ? target : { host: '127.0.0.1', port: front.port })
  const { connector, rules, secret } = kind
  writeWorkspace(workspace, { connector, config: target.settings(line.port, timeout) }, rules)
  const env = { [variableName('target', secret.field)]: secret.value }
  const common = ['-w', workspace, '--json', '--today', '2026-03-10', '--user', 'tester']
  return {
    kind,
    workspace,
    line,
    front,
    start: (...args) => startProgram('joinery', [...common, ...args], { env }),
    evidence: async () => ({ ...(await seenAtRest(target)), ...workspaceOutcome(workspace) }),
    async strike() {
      await line.close()
      await front?.close()
      await target.release()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A request that was on its way when its sender died may still be carried out. */
async function seenAtRest(target: Target): Promise<Seen> {
  let seen = await target.seen()
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    const again = await target.seen()
    if (again.writes.length === seen.writes.length) return again
    seen = again
  }
}
