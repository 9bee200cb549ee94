import { ConnectorError } from '../../connectors/spi/error.ts'
import { JoineryError } from '../../main/host/joinery-error.ts'
import type { Host } from '../../main/host/port.ts'

/** What the host saw and how it was left, for assertions. */
export interface SmallHost extends Host {
  readonly calls: { method: string; params: unknown }[]
  readonly aborted: string[]
}

export const workspace = {
  name: 'Contoso',
  environment: 'Test',
  path: '/contoso',
  user: 'anna',
  product: 'Joinery 0.1.0',
  identities: 3,
  waiting: { changes: 1, joins: 0, drift: 0, findings: 0 },
  audit: { entries: 7, verifiedAt: null, ok: null },
  job: null,
}

/**
 * A host of a few methods. `systems.check` does what its `system` names; `jobs.watch` what its `id` names;
 * everything else answers nothing valid.
 */
export function createSmallHost(): SmallHost {
  const calls: SmallHost['calls'] = []
  const aborted: string[] = []

  async function check(system: string, signal: AbortSignal | undefined): Promise<unknown> {
    if (system === 'slow') {
      await ended(signal)
      aborted.push('call')
      throw new Error('stopped')
    }
    if (system === 'refused') {
      throw new ConnectorError('auth', 'The directory refused the password.', {
        advice: 'Enter it again.',
        where: 'ldaps://dc1',
        system: '49: invalid credentials',
      })
    }
    if (system === 'limit') {
      throw new JoineryError('limit-reached', 'Too many deletions.', { advice: 'Look at them.', where: 'ad' })
    }
    if (system === 'crash') throw new Error('SELECT secret FROM /home/anna/joinery.db')
    if (system === 'wrong') return [{ ok: 'perhaps' }]
    return [{ ok: true, title: 'Reachable', detail: system, internal: 'not in the contract' }]
  }

  async function* watch(id: string, signal: AbortSignal): AsyncGenerator<unknown> {
    for (let seq = 1; id === 'endless' || seq <= 3; seq += 1) {
      if (id === 'wrong' && seq === 2) yield { type: 'message', seq: 'two' }
      if (id === 'fails' && seq === 2)
        throw new JoineryError('job-gone', 'No such job.', { advice: 'Look again.' })
      yield { type: 'message', seq, message: `step ${seq}` }
      if (id !== 'endless') continue
      await Promise.race([ended(signal), new Promise((resolve) => setTimeout(resolve, 2))])
      if (signal.aborted) {
        aborted.push('watch')
        return
      }
    }
  }

  const host = {
    calls,
    aborted,
    async call(method: string, params: { system?: string }, signal?: AbortSignal) {
      calls.push({ method, params })
      if (method === 'workspace.get') return workspace
      if (method === 'systems.check') return check(params.system ?? '', signal)
      return { nothing: true }
    },
    watch(method: string, params: { id: string }, signal: AbortSignal) {
      calls.push({ method, params })
      return watch(params.id, signal)
    },
    close: async () => {},
  }
  return host as unknown as SmallHost
}

function ended(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    signal?.addEventListener('abort', () => resolve())
  })
}
