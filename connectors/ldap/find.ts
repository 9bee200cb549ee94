import { isBelow, normalizeDn } from '../kit/dn.ts'
import type { RawEntry } from '../kit/ldap/answer.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, equals, everything, type Filter } from '../kit/ldap/filter.ts'
import { findEntries } from '../kit/ldap/search.ts'
import { ConnectorError } from '../spi/error.ts'
import type { LdapConnectorConfig } from './config.ts'
import { anchorOf } from './entry.ts'
import { filterOf } from './read.ts'
import type { LdapType } from './schema.ts'

/** Looks single entries up. `attributes`: what is asked for of them. */
export class Finder {
  readonly #config: LdapConnectorConfig

  constructor(config: LdapConnectorConfig) {
    this.#config = config
  }

  /** `hint`: where the entry was last, which spares a search when it is still there. */
  async byAnchor(
    session: LdapSession,
    anchor: string,
    attributes: readonly string[],
    hint?: string,
  ): Promise<RawEntry | undefined> {
    const { anchor: name } = this.#config
    if (name === 'dn') return this.byDn(session, anchor, attributes)
    if (hint !== undefined) {
      const entry = await this.byDn(session, hint, attributes)
      if (entry && anchorOf(entry, name) === anchor) return entry
    }
    const [entry] = await this.#below(session, equals(name, anchor), attributes)
    return entry
  }

  async byDn(session: LdapSession, dn: string, attributes: readonly string[]): Promise<RawEntry | undefined> {
    const [entry] = await findEntries(session, { base: dn, scope: 'base', filter: everything, attributes })
    return entry
  }

  /** Throws `constraint` when several entries answer. */
  async byValue(
    session: LdapSession,
    type: LdapType,
    attribute: string,
    value: string,
    attributes: readonly string[],
  ): Promise<RawEntry | undefined> {
    const found = await this.#below(session, all(filterOf(type), equals(attribute, value)), attributes)
    if (found.length < 2) return found[0]
    throw new ConnectorError('constraint', `Several ${type.name} entries have ${attribute} "${value}"`, {
      advice: 'Make the value unique in the directory, or join by another attribute',
      where: found.map(({ dn }) => dn).join('; '),
    })
  }

  /** Whether any entry of the directory has the value, whatever is read of it. */
  async isTaken(
    session: LdapSession,
    contexts: readonly string[],
    attribute: string,
    value: string,
  ): Promise<boolean> {
    if (attribute === 'dn') return (await this.byDn(session, value, ['1.1'])) !== undefined
    for (const base of contexts) {
      const search = { base, filter: equals(attribute, value), attributes: ['1.1'], sizeLimit: 1 }
      if ((await findEntries(session, search)).length > 0) return true
    }
    return false
  }

  async #below(
    session: LdapSession,
    filter: Filter,
    attributes: readonly string[],
  ): Promise<readonly RawEntry[]> {
    const found = new Map<string, RawEntry>()
    const { baseDns } = this.#config
    for (const base of baseDns.filter((one) => !baseDns.some((other) => isBelow(one, other)))) {
      // Two are enough to say that it is not one.
      const entries = await findEntries(session, { base, filter, attributes, sizeLimit: 2 })
      for (const entry of entries) found.set(normalizeDn(entry.dn), entry)
    }
    return [...found.values()]
  }
}
