import type { SyncControl } from '../../engine/sync-run.ts'
import type { Db } from '../database.ts'
import { activate } from '../registry.ts'
import type { RulesInput } from '../stored-rules.ts'
import { synchronize } from '../synchronize.ts'
import { accountEffects } from './account-effects.ts'
import { type TrialBase, TrialCopy, trialBatch } from './copy.ts'
import { identityEffects } from './identity-effects.ts'

export interface TrialInput {
  readonly base: TrialBase
  readonly edited: RulesInput
}

/** What edited rules would change against the rules in use; undefined when cancelled. */
export type TrialOutcome = Awaited<ReturnType<typeof runTrial>>

const copies = new WeakMap<Db, TrialCopy>()

/** Operations of the thread on which edited rules are tried. Its database is the workspace's, opened for reading. */
export const trialOperations = { runTrial, endTrials } as const

async function runTrial(source: Db, { base, edited }: TrialInput, control: SyncControl) {
  const copy = copies.get(source) ?? new TrialCopy(source)
  copies.set(source, copy)
  if (!(await copy.refresh(base, control))) return undefined
  const started = performance.now()
  const db = copy.open()
  try {
    // The same file a second time: it shows what was there before the transaction.
    db.prepare('attach ? as base').run(copy.path)
    db.exec('begin')
    activate(db, { configuration: edited.configuration, author: '', at: 0 })
    const done = synchronize(
      db,
      { ...edited, today: base.today, mode: 'delta', run: 0, at: 0, batch: trialBatch },
      control,
    )
    if (!done.finished && !done.looping) return undefined
    return {
      looping: done.looping,
      because: done.because,
      evaluated: { objects: done.statistics.objects, identities: done.statistics.identities },
      accounts: accountEffects(db),
      identities: identityEffects(db, edited.configuration),
      took: performance.now() - started,
    }
  } finally {
    if (db.inTransaction) db.exec('rollback')
    db.close()
  }
}

function endTrials(source: Db, _input: null): void {
  copies.get(source)?.remove()
}
