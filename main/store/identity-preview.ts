import { effectsOn, type IdentityEffect, loadIdentities } from '../engine/identity-effect.ts'
import type { PlannedChange } from '../engine/model.ts'
import { type ChangeView, changesOnTheWay } from './change-queries.ts'
import type { Db } from './database.ts'
import { isPlanned } from './join-case.ts'
import { sql } from './statement.ts'
import { type RulesInput, storedRules } from './stored-rules.ts'
import { environmentOn } from './sync-environment.ts'
import { SyncReader } from './sync-reader.ts'

export interface PreviewedIdentity extends Omit<IdentityEffect, 'changes'> {
  readonly changes: readonly (PlannedChange & { readonly planned: boolean })[]
  /** Pending changes that would come off the plan; those of references are left alone. */
  readonly dropped: readonly ChangeView[]
}

/** What a synchronization would do with an identity now, by everything that is staged of its records. Saved nowhere. */
export function identityPreview(
  db: Db,
  input: RulesInput & { readonly id: number; readonly today: string },
): PreviewedIdentity | undefined {
  const rules = storedRules(db, input)
  const reader = new SyncReader(db)
  const loaded = loadIdentities(reader, [input.id], rules)
  const [effect] = effectsOn(reader, loaded, rules, environmentOn(db, input.today))
  if (effect === undefined) return undefined
  const changes = effect.changes.map((change) => ({ ...change, planned: isPlanned(db, change) }))
  const wanted = new Set(changes.map((change) => slotOf(change)))
  const dropped = loaded.objects
    .flatMap((object) => changesOnTheWay(db, object))
    .filter(
      (change) =>
        (change.state === 'planned' || change.state === 'failed') &&
        !isReference(rules, change) &&
        !isUndo(db, change.id) &&
        !wanted.has(slotOf(change)),
    )
  return { ...effect, changes, dropped }
}

/** What takes an export back is no rule's wish: it stays until it is decided. */
const isUndo = (db: Db, id: number): boolean =>
  sql(db, 'select 1 from change where id = ? and undoes is not null').get(id) !== undefined

const slotOf = (change: {
  readonly object: number
  readonly operation: string
  readonly attribute?: string | null | undefined
}): string => `${change.object}/${change.operation}/${change.attribute ?? ''}`

/** References are worked out by the synchronization alone; nothing is said of theirs. */
function isReference(rules: ReturnType<typeof storedRules>, change: ChangeView): boolean {
  return [...rules.outbound.values()].some((bySystem) =>
    (bySystem.get(change.system) ?? []).some((rule) =>
      rule.references.some((flow) => flow.to === change.attribute),
    ),
  )
}
