import type { Client } from '../../preload/contract/client.ts'
import type { Session } from '../../preload/contract/session.ts'
import { JoineryError } from '../host/joinery-error.ts'
import { followJob } from './follow-job.ts'
import type { Terminal } from './terminal.ts'

export interface DriveOptions {
  /** Approve everything that is undecided; without it, the session stops for review. */
  readonly approveAll: boolean
  readonly mode: 'full' | 'delta'
  /** The session's state at its review, when everything is planned and nothing written. */
  onPlanned?(session: Session): void | Promise<void>
}

/** How often one step may be asked for again before we believe that it does not help. */
const patience = 3

/**
 * Walks a session to its end, one step after the other, from wherever it stands: a session that was interrupted goes on.
 * @returns the session, ended; or undefined when it stopped for review
 */
export async function driveSession(
  client: Client,
  terminal: Terminal,
  options: DriveOptions,
): Promise<Session | undefined> {
  const tries = new Map<string, number>()
  let approved = false
  let last: Session['next'] | undefined
  const first = await client.call('session.get', {})
  if (first === null || first.endedAt !== null)
    await followJob(client, terminal, { kind: 'session', mode: options.mode })
  for (;;) {
    const session = (await client.call('session.get', {})) as Session
    if (session.endedAt !== null) return session
    const { sentence } = session.next
    const action = (await waitsForDecision(client, session.next, last)) ? 'review' : session.next.action
    last = session.next
    const times = (tries.get(action) ?? 0) + 1
    tries.set(action, times)
    if (times > patience)
      throw new JoineryError('stuck', `the session does not get further: ${sentence}`, {
        advice: 'See `joinery status` and the findings',
      })
    switch (action) {
      case 'start':
        await followJob(client, terminal, { kind: 'session', mode: options.mode })
        break
      case 'review': {
        if (approved) {
          // What failed waits for a person; everything else is done.
          await followJob(client, terminal, { kind: 'report' })
          break
        }
        await options.onPlanned?.(session)
        if (!options.approveAll) return undefined
        const { changed } = await client.call('changes.decide', {
          selection: { filter: { decisions: ['undecided'] } },
          decision: 'approved',
          reason: 'approved as a whole on the command line',
        })
        terminal.line(`  ${'review'.padEnd(26)}${changed.toLocaleString('en-US')} approved`)
        approved = true
        // What a limit stopped stays stopped until somebody holds changes back or raises the limit: the export says so again.
        if (session.steps.some(({ step, state }) => step === 'export' && state === 'stopped'))
          await followJob(client, terminal, { kind: 'export' })
        break
      }
      case 'synchronize':
      case 'export':
      case 'confirm':
      case 'report':
        await followJob(
          client,
          terminal,
          action === 'synchronize' ? { kind: 'synchronize', mode: options.mode } : { kind: action },
        )
        break
      default:
        throw new JoineryError('stuck', sentence, { advice: 'See `joinery status`' })
    }
  }
}

/**
 * Whether an export that has just ended would only be run again: what is approved waits for what is not, such as a reference for an account that
 * could not be made.
 */
async function waitsForDecision(
  client: Client,
  next: Session['next'],
  last: Session['next'] | undefined,
): Promise<boolean> {
  if (next.action !== 'export' || last?.action !== 'export' || last.sentence !== next.sentence) return false
  const { total } = await client.call('changes.facets', {
    filter: { decisions: ['undecided'], states: ['planned', 'failed'] },
  })
  return total > 0
}
