import type { Configuration } from '../config/load.ts'
import { compareRules, type RuleChange, type RuleVersion } from '../engine/rule-change.ts'
import type { SyncControl, SyncStatistics } from '../engine/sync-run.ts'
import { synchronize as run } from '../engine/synchronize.ts'
import { withdrawRules } from './change-rows.ts'
import type { Db } from './database.ts'
import { fullSynchronizationDue, schemaChanged } from './registry.ts'
import { getSetting, setSetting } from './setting.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentForSync } from './sync-environment.ts'
import { SyncStore } from './sync-store.ts'
import { finishedBy } from './synchronized-version.ts'
import { judgeStagedAgain } from './unjudged.ts'

/** The version of the configuration that an unfinished synchronization works by. */
const begunBy = 'synchronizing-configuration'

export interface SynchronizeInput extends RulesInput {
  /** `delta`: what has changed in systems, and what changed rules say something else of. */
  readonly mode: 'full' | 'delta'
  readonly today: string
  readonly run: number
  readonly at: number
  readonly batch: number
}

export interface Synchronized {
  readonly statistics: SyncStatistics
  readonly finished: boolean
  readonly looping: boolean
  /** Why everything was looked at though only changes were asked for. */
  readonly because: string | undefined
}

/** Evaluates the rules over everything, or over what has changed in systems and what changed rules say something else of. */
export function synchronize(db: Db, input: SynchronizeInput, control: SyncControl): Synchronized {
  const rules = storedRules(db, input)
  judgeStagedAgain(db)
  const environment = environmentForSync(db, input.today)
  const due = getSetting(db, fullSynchronizationDue) !== undefined
  const otherSchema = getSetting(db, schemaChanged)
  if (due)
    withdrawRules(
      db,
      [...rules.outbound.values()].flatMap((bySystem) => [...bySystem.values()].flat()),
    )
  const current = currentVersion(db)
  const change: RuleChange | undefined =
    input.mode === 'full' || !due
      ? undefined
      : otherSchema !== undefined
        ? { everything: true, because: otherSchema }
        : changeSince(db, current, { configuration: input.configuration, rules }, input, environment)
  const everything = input.mode === 'full' || change?.everything === true
  setSetting(db, begunBy, current)
  const result = run(
    new SyncStore(db, input.run, input.at),
    rules,
    environment,
    {
      mode: everything ? 'full' : 'delta',
      change: change?.everything === false ? change : undefined,
      batch: input.batch,
    },
    control,
  )
  if (result.finished)
    db.transaction(() => {
      setSetting(db, finishedBy, current)
      setSetting(db, begunBy, null)
      setSetting(db, fullSynchronizationDue, null)
      setSetting(db, schemaChanged, null)
    })()
  return { ...result, because: change?.everything === true ? change.because : undefined }
}

const currentVersion = (db: Db): string =>
  String(sql<{ id: number | null }>(db, 'select max(id) as id from configuration').get()?.id ?? 0)

/** How the rules differ from those by which everything was last looked at. */
function changeSince(
  db: Db,
  current: string,
  now: RuleVersion,
  input: SynchronizeInput,
  environment: Parameters<typeof compareRules>[2],
): RuleChange {
  const last = getSetting(db, finishedBy)
  const begun = getSetting(db, begunBy)
  // Some of what there is was decided by rules that are neither the last nor these.
  if (begun !== undefined && begun !== current)
    return { everything: true, because: 'a synchronization by other rules was not finished' }
  const content =
    last === undefined
      ? undefined
      : sql<{ content: string }>(db, 'select content from configuration where id = ?').get(Number(last))
          ?.content
  if (content === undefined)
    return { everything: true, because: 'the rules of the last synchronization are not known' }
  const configuration = JSON.parse(content) as Configuration
  const was = attempt(() => storedRules(db, { configuration, capabilities: input.capabilities }))
  if (was === undefined)
    return { everything: true, because: 'the rules of the last synchronization are not understood any more' }
  return compareRules({ configuration, rules: was }, now, environment)
}

/** Rules of an earlier version may speak of systems that are gone, or in a way this version does not know. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
