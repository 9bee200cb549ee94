import type { CheckpointState } from '../../preload/contract/audit.ts'
import type { ChainState } from '../store/port.ts'
import { type Checkpoint, fingerprint, isSignedByItsKey } from './signed-checkpoint.ts'

/** What the chain holds today, as far as a checkpoint asks. */
export interface ChainToday {
  readonly state: ChainState
  /** The hash of the entry the checkpoint names, hexadecimal; undefined when there is no such entry. */
  readonly hash: string | undefined
  readonly last: number
  /** Entries up to this one have gone into archives. */
  readonly prunedThrough: number
  readonly workspace: string
}

/** Whether the chain still contains what a checkpoint says, and everything before is as it was. */
export function judgeCheckpoint(
  file: string,
  checkpoint: Checkpoint,
  today: ChainToday,
  trusted: readonly string[],
): CheckpointState {
  const key = fingerprint(checkpoint.publicKey)
  const { verdict, text } = verdictOn(checkpoint, key, today, trusted)
  return {
    file,
    entry: checkpoint.entry,
    time: checkpoint.time,
    author: checkpoint.author,
    key,
    verdict,
    text,
  }
}

function verdictOn(
  checkpoint: Checkpoint,
  key: string,
  today: ChainToday,
  trusted: readonly string[],
): Pick<CheckpointState, 'verdict' | 'text'> {
  const { entry } = checkpoint
  if (!isSignedByItsKey(checkpoint))
    return { verdict: 'bad-signature', text: 'the file was changed after it was signed' }
  if (trusted.length > 0 && !trusted.includes(key))
    return {
      verdict: 'unknown-key',
      text: `it is signed by ${key}, which is none of the keys that were named`,
    }
  if (checkpoint.workspace.id !== today.workspace)
    return {
      verdict: 'other-workspace',
      text: `it speaks of another audit: of the workspace ${checkpoint.workspace.name}`,
    }
  if (entry > today.last)
    return {
      verdict: 'cut-off',
      text: `there was an entry ${entry}, and the chain ends at ${today.last}: its end was cut off, or an older database was put back`,
    }
  if (today.hash === undefined)
    return entry <= today.prunedThrough
      ? {
          verdict: 'archived',
          text: `entry ${entry} has gone into an archive: verify that with --archive`,
        }
      : { verdict: 'rewritten', text: `entry ${entry} is not there any more` }
  if (today.hash !== checkpoint.hash)
    return {
      verdict: 'rewritten',
      text: `entry ${entry} or one before it is not what it was: the chain was computed anew`,
    }
  const { brokenAt } = today.state
  if (brokenAt !== null && brokenAt <= entry)
    return { verdict: 'rewritten', text: `the chain is broken at entry ${brokenAt}, before entry ${entry}` }
  return { verdict: 'contained', text: `entry ${entry} and everything before it is as it was` }
}
