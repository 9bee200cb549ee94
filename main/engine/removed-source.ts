import type { CompiledRules, MvType } from './compiled-rules.ts'
import type { Identity } from './identity.ts'
import type { CsObject, Finding } from './model.ts'
import { isSource } from './sticky-join.ts'

/**
 * The object that an identity came from, where its system was taken out of the configuration and no other source holds the identity. What such
 * a source said has not become untrue: it is only not asked any more.
 */
export function removedSource(
  identity: Identity,
  type: MvType,
  rules: CompiledRules,
  today: string,
): CsObject | undefined {
  if (rules.removedSources.size === 0) return undefined
  const left = identity.linked.find(
    (object) =>
      rules.removedSources.has(object.system) && isThere(object) && object.link?.kind !== 'provisioned',
  )
  if (left === undefined) return undefined
  const held = identity.linked.some((object) => isThere(object) && isSource(object, type.name, rules, today))
  return held ? undefined : left
}

const isThere = (object: CsObject): boolean =>
  !object.unborn && (!object.deleted || object.kept !== undefined)

export const removedSourceFinding = (identity: number, name: string, object: CsObject): Finding => ({
  code: 'source-removed',
  severity: 'warning',
  system: object.system,
  object: object.id,
  mv: identity,
  attribute: undefined,
  message: `${name} came from a system that is no longer configured: the values stay as they were, and nothing is planned`,
  advice:
    'Add the system again under its name, or let another source bring in whom it held. To let its people leave by the rules, take the rules out first, synchronize, and remove the system after that',
})
