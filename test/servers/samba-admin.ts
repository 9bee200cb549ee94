import { readFileSync } from 'node:fs'
import { Attribute, Change, Client, Control, EqualityFilter } from 'ldapts'
import { guidBytes, guidText } from '../../connectors/active-directory/guid.ts'
import { encodePassword } from '../../connectors/active-directory/password.ts'
import { sidText } from '../../connectors/active-directory/sid.ts'
import type { SambaServer } from '../fakes/process/samba.ts'

/** Values by attribute; an empty list clears. */
type Values = Readonly<Record<string, string | readonly string[] | Buffer>>

/** What somebody does in the directory without this product: a plain LDAP client signed in as the domain's administrator. */
export class SambaAdmin {
  readonly #server: SambaServer
  readonly #client: Client

  private constructor(server: SambaServer, client: Client) {
    this.#server = server
    this.#client = client
  }

  static async signIn(server: SambaServer): Promise<SambaAdmin> {
    return new SambaAdmin(server, await bound(server, server.adminBind, server.password))
  }

  async add(dn: string, values: Values): Promise<void> {
    const attributes = Object.entries(values).map(
      ([type, value]) => new Attribute({ type, values: listOf(value) }),
    )
    await this.#client.add(dn, attributes)
  }

  async replace(dn: string, values: Values): Promise<void> {
    await this.#modify(dn, 'replace', values)
  }

  async addValues(dn: string, values: Values): Promise<void> {
    await this.#modify(dn, 'add', values)
  }

  async removeValues(dn: string, values: Values): Promise<void> {
    await this.#modify(dn, 'delete', values)
  }

  async move(dn: string, to: string): Promise<void> {
    await this.#client.modifyDN(dn, to)
  }

  async remove(dn: string): Promise<void> {
    await this.#client.del(dn)
  }

  /** With everything below it. */
  async removeTree(dn: string): Promise<void> {
    await this.#client.del(dn, new Control('1.2.840.113556.1.4.805', { critical: true }))
  }

  /** Takes an object out of the deleted ones, to a DN. */
  async restore(anchor: string, dn: string): Promise<void> {
    const controls = new Control('1.2.840.113556.1.4.417', { critical: true })
    const { searchEntries } = await this.#client.search(
      `CN=Deleted Objects,${this.#server.baseDn}`,
      {
        filter: new EqualityFilter({ attribute: 'objectGUID', value: guidBytes(anchor) as Buffer }),
        attributes: ['1.1'],
      },
      controls,
    )
    const changes = [
      new Change({ operation: 'delete', modification: new Attribute({ type: 'isDeleted', values: [] }) }),
      new Change({
        operation: 'replace',
        modification: new Attribute({ type: 'distinguishedName', values: [dn] }),
      }),
    ]
    await this.#client.modify(searchEntries[0]?.dn as string, changes, controls)
  }

  /** The attributes of one object as text; undefined when it is not there. */
  async read(dn: string): Promise<Readonly<Record<string, readonly string[]>> | undefined> {
    try {
      const { searchEntries } = await this.#client.search(dn, { scope: 'base' })
      const [entry] = searchEntries
      if (entry === undefined) return undefined
      return Object.fromEntries(
        Object.entries(entry).map(([name, value]) => [
          name,
          [value].flat().map((one) => one.toString('utf8')),
        ]),
      )
    } catch (error) {
      if ((error as { code?: number }).code === 32) return undefined
      throw error
    }
  }

  /** DNs of what a filter finds below a base. */
  async find(base: string, filter: string): Promise<readonly string[]> {
    const { searchEntries } = await this.#client.search(base, { filter, attributes: ['1.1'], paged: true })
    return searchEntries.map((entry) => entry.dn)
  }

  async anchor(dn: string): Promise<string> {
    const { searchEntries } = await this.#client.search(dn, {
      scope: 'base',
      attributes: ['objectGUID'],
      explicitBufferAttributes: ['objectGUID'],
    })
    return guidText(searchEntries[0]?.objectGUID as Buffer) as string
  }

  async sid(dn: string): Promise<string> {
    const { searchEntries } = await this.#client.search(dn, {
      scope: 'base',
      attributes: ['objectSid'],
      explicitBufferAttributes: ['objectSid'],
    })
    return sidText(searchEntries[0]?.objectSid as Buffer) as string
  }

  async addUser(dn: string, account: string, values: Values = {}): Promise<void> {
    await this.add(dn, { objectClass: 'user', sAMAccountName: account, ...values })
  }

  /** An enabled user with a password who may sign in. */
  async addSignIn(dn: string, account: string, password: string): Promise<void> {
    await this.addUser(dn, account, {
      userPrincipalName: `${account}@corp.example.test`,
      userAccountControl: '512',
      unicodePwd: encodePassword(password),
    })
  }

  async close(): Promise<void> {
    await this.#client.unbind()
  }

  /** Whether somebody can sign in. */
  async accepts(user: string, password: string): Promise<boolean> {
    try {
      await (await bound(this.#server, user, password)).unbind()
      return true
    } catch (error) {
      if ((error as { code?: number }).code === 49) return false
      throw error
    }
  }

  async #modify(dn: string, operation: 'add' | 'delete' | 'replace', values: Values): Promise<void> {
    const changes = Object.entries(values).map(
      ([type, value]) =>
        new Change({ operation, modification: new Attribute({ type, values: listOf(value) }) }),
    )
    await this.#client.modify(dn, changes)
  }
}

const listOf = (value: Values[string]): string[] | Buffer[] =>
  Buffer.isBuffer(value) ? [value] : typeof value === 'string' ? [value] : [...value]

async function bound(server: SambaServer, user: string, password: string): Promise<Client> {
  const client = new Client({
    url: `ldaps://${server.host}`,
    timeout: 30_000,
    tlsOptions: { ca: readFileSync(server.caFile) },
  })
  await client.bind(user, password)
  return client
}
