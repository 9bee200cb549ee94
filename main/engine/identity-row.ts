import type { CompiledRules } from './compiled-rules.ts'
import type { PreparedIdentity } from './identity.ts'
import { mvLookups } from './link.ts'
import { asksForGroups } from './load-memberships.ts'
import type { LookupKey } from './model.ts'
import { sameProvenance } from './same-provenance.ts'
import type { MvRow, SavedAccounts } from './sync-port.ts'

type SavedIdentity = SavedAccounts['identities'][number]

/** What a synchronization knows of all identities it saves. */
export interface RowContext {
  readonly rules: CompiledRules
  /** Types some rule moves references of. */
  readonly referenceTypes: ReadonlySet<string>
  /** The rules may not be what they were: what an identity held before says nothing of what its sets were worked out from. */
  readonly otherRules: boolean
  readonly today: string
}

/**
 * What is to be saved of an identity that was worked out, against what is stored of it.
 * @param wasRefused a rule let nothing of it be written until now
 */
export function identityRow(
  prepared: PreparedIdentity,
  row: MvRow,
  wasRefused: boolean,
  context: RowContext,
): SavedIdentity {
  const known = prepared.identity.fresh || !prepared.held || prepared.refused
  const json = known ? row.json : JSON.stringify(prepared.attributes)
  const changed = json !== row.json
  // The same value from somebody else: what is told of its source must follow.
  const moved = !changed && !known && !sameProvenance(row.provenance, prepared.provenance)
  const lookups = changed ? lookupChanges(prepared, row) : noLookupChanges
  return {
    id: row.id,
    json: changed || moved ? json : undefined,
    provenance: prepared.provenance,
    writers: prepared.writers,
    computed: prepared.computed,
    removedLookups: lookups.removed,
    addedLookups: lookups.added,
    referring: !context.referenceTypes.has(row.type)
      ? 'no'
      : wasRefused
        ? 'whole'
        : referringHow(prepared, row, context),
  }
}

/** A large set is worked out as a whole only where more than single values of it may have changed. */
function referringHow(
  { identity, held, targets, refused, attributes }: PreparedIdentity,
  row: MvRow,
  { rules, otherRules, today }: RowContext,
): SavedIdentity['referring'] {
  const unsure =
    otherRules ||
    identity.fresh ||
    identity.departed !== undefined ||
    !held ||
    refused ||
    asksForGroups(rules) ||
    targets.some(({ inScope, accounts }) => inScope.length === 0 && accounts.length > 0)
  if (unsure) return 'whole'
  const before = (name: string) => row.attributes[name]
  const after = (name: string) => attributes[name]
  const moved = targets.some((target) =>
    target.rules.some((rule) => rule.scoped && rule.inScope(before, today) !== rule.inScope(after, today)),
  )
  return moved ? 'whole' : 'if-small'
}

const noLookupChanges = { removed: [], added: [] }

function lookupChanges(
  prepared: PreparedIdentity,
  row: MvRow,
): { removed: readonly LookupKey[]; added: readonly LookupKey[] } {
  const before = mvLookups(prepared.type, row.attributes)
  const after = mvLookups(prepared.type, prepared.attributes)
  const had = new Set(before.map(keyText))
  const has = new Set(after.map(keyText))
  return {
    removed: before.filter((key) => !has.has(keyText(key))),
    added: after.filter((key) => !had.has(keyText(key))),
  }
}

const keyText = (key: LookupKey): string => `${key.space}\0${key.value}`
