import type { Attributes } from '../../connectors/spi/value.ts'
import type { JoinAccount } from './join-decision.ts'
import type { CsObject, LookupKey, Lookups } from './model.ts'

/** A metaverse object a join may lead to, and the accounts it has once what was decided is carried out. */
export interface JoinCandidate {
  readonly id: number
  readonly type: string
  readonly attributes: Attributes
  readonly accounts: readonly JoinAccount[]
}

/** What the index says, with the objects of this very batch laid over it. */
export class FreshObjects {
  readonly #lookups: Lookups
  readonly #candidates: Map<number, JoinCandidate>
  /** By space, then value. */
  readonly #added = new Map<string, Map<string, number[]>>()

  constructor(lookups: Lookups, candidates: ReadonlyMap<number, JoinCandidate>) {
    this.#lookups = lookups
    this.#candidates = new Map(candidates)
  }

  get(id: number): JoinCandidate | undefined {
    return this.#candidates.get(id)
  }

  find(space: string, value: string): JoinCandidate[] {
    const added = this.#added.get(space)?.get(value)
    const stored = this.#lookups.find(space, value)
    if (added === undefined && stored.length === 0) return []
    return [...stored, ...(added ?? [])].flatMap((id) => this.#candidates.get(id) ?? [])
  }

  add(
    created: Omit<JoinCandidate, 'accounts'> & { readonly lookups: readonly LookupKey[] },
    object: CsObject,
  ): void {
    this.#candidates.set(created.id, {
      id: created.id,
      type: created.type,
      attributes: created.attributes,
      accounts: [{ object: object.id, system: object.system, type: object.type, unborn: false }],
    })
    for (const { space, value } of created.lookups) {
      let values = this.#added.get(space)
      if (values === undefined) {
        values = new Map()
        this.#added.set(space, values)
      }
      const list = values.get(value)
      if (list === undefined) values.set(value, [created.id])
      else list.push(created.id)
    }
  }

  attach(mv: number, object: CsObject): void {
    this.detach(mv, object)
    const candidate = this.#candidates.get(mv)
    if (candidate === undefined) return
    const account = { object: object.id, system: object.system, type: object.type, unborn: false }
    this.#candidates.set(mv, { ...candidate, accounts: [...candidate.accounts, account] })
  }

  detach(mv: number, object: CsObject): void {
    const candidate = this.#candidates.get(mv)
    if (candidate === undefined) return
    const accounts = candidate.accounts.filter((account) => account.object !== object.id)
    this.#candidates.set(mv, { ...candidate, accounts })
  }
}
