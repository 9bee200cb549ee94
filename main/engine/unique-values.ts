import { type CompiledRules, typeKey } from './compiled-rules.ts'
import { dnKey } from './dn-key.ts'
import { type Identity, uniqueKey } from './identity.ts'
import { joinValue } from './join-value.ts'
import { type CsObject, dnSpace, type LookupKey, type Lookups, type ObjectImage } from './model.ts'

/** Values that must be unique in their system, and DNs: which are free while a batch of accounts is decided, one after the other. */
export class UniqueValues {
  readonly #rules: CompiledRules
  readonly #held: Lookups
  /** Values given away within this batch. */
  readonly #given = new Map<string, number>()
  /** Values that planned accounts held when the batch was loaded and hold no more: `space value object`. */
  readonly #released = new Set<string>()

  /** @param held who held what when the batch was loaded */
  constructor(rules: CompiledRules, held: Lookups) {
    this.#rules = rules
    this.#held = held
  }

  isFree(key: LookupKey, self: number): boolean {
    const given = this.#given.get(`${key.space}\0${key.value}`)
    if (given !== undefined && given !== self) return false
    return this.#held
      .find(key.space, key.value)
      .every((object) => object === self || this.#released.has(releaseText(key, object)))
  }

  give(keys: readonly LookupKey[], object: number): void {
    for (const key of keys) this.#given.set(`${key.space}\0${key.value}`, object)
  }

  /** Whoever comes later in this batch may have what a planned account held and does not keep. */
  release(identity: Identity, account: CsObject, kept: readonly LookupKey[]): void {
    const image = identity.images.get(account.id)
    if (image === undefined) return
    for (const key of this.keysOf(account, image))
      if (!kept.some((now) => now.space === key.space && now.value === key.value))
        this.#released.add(releaseText(key, account.id))
  }

  keysOf({ system, type }: Pick<CsObject, 'system' | 'type'>, image: ObjectImage): LookupKey[] {
    const keys: LookupKey[] = []
    for (const attribute of this.#rules.uniqueAttributes.get(typeKey(system, type)) ?? []) {
      const value = joinValue(image.attributes[attribute])
      if (value !== undefined) keys.push(uniqueKey(system, type, attribute, String(value)))
    }
    if (image.dn !== undefined) keys.push({ space: dnSpace(system), value: dnKey(image.dn) })
    return keys
  }
}

const releaseText = (key: LookupKey, object: number): string => `${key.space}\0${key.value}\0${object}`
