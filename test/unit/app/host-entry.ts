import type { ParentPort } from 'electron'
import { type HostStart, runHostLoop } from '../../../main/app/host-loop.ts'
import { JoineryError } from '../../../main/host/joinery-error.ts'
import type { Host } from '../../../main/host/port.ts'
import { createSmallHost, workspace } from '../../contract/small-host.ts'

/**
 * A host process over the small host. It tells what it was started with, and does what the name of a system says:
 * `die` ends it, `secret`, `variable` and `save` use the secrets. A workspace named `locked` does not open, `deadly` kills it.
 */
async function open({ workspaceDir, user, secrets }: HostStart): Promise<Host> {
  if (workspaceDir.includes('deadly')) process.exit(7)
  if (workspaceDir.includes('locked')) {
    throw new JoineryError('workspace-locked', 'Another Joinery works on it.', {
      advice: 'Close the other one.',
    })
  }
  const small = createSmallHost()
  const answers: Record<string, () => Promise<string>> = {
    die: async () => process.exit(7),
    variable: async () => (await secrets.variable?.('ad', 'password')) ?? 'none',
    secret: async () => (await secrets.get('ad', 'password')) ?? 'none',
    save: async () => {
      await secrets.set('ad', 'password', 'from the host')
      return 'saved'
    },
    forget: async () => {
      await secrets.delete('ad', 'password')
      return 'forgotten'
    },
    describe: async () => JSON.stringify(secrets.describe()),
    environment: async () => JSON.stringify(process.env),
  }
  const call = async (method: string, params: { system?: string }, signal: AbortSignal) => {
    if (method === 'workspace.get') return { ...workspace, path: workspaceDir, user }
    const answer = answers[params.system ?? '']
    if (answer) return [{ ok: true, title: 'Answer', detail: await answer() }]
    return small.call('systems.check', { system: params.system ?? '' }, signal)
  }
  return { ...small, call: call as unknown as Host['call'] }
}

runHostLoop({
  parent: (process as unknown as { parentPort: ParentPort }).parentPort,
  open,
  report: () => {},
  exit: (code) => process.exit(code),
})
