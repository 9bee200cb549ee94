import { connectLdap, type LdapSession, type LdapTools } from './connect.ts'
import { addressesOf, type LdapOptions } from './options.ts'

/**
 * The session a connection works on: made when it is first needed, shared by all operations, and replaced by a fresh one when it was lost.
 * A replacement prefers the server that was used before, so that what was written there is also read there.
 */
export class LdapSessions {
  readonly #options: LdapOptions
  readonly #signal: AbortSignal
  readonly #tools: LdapTools
  #current: Promise<LdapSession> | undefined
  #session: LdapSession | undefined
  #closed = false

  constructor(options: LdapOptions, signal: AbortSignal, tools: LdapTools = {}) {
    this.#options = options
    this.#signal = signal
    this.#tools = tools
  }

  /** A session that is alive. Throws what `connectLdap` throws. */
  get(): Promise<LdapSession> {
    if (this.#current && (this.#session === undefined || this.#session.alive)) return this.#current
    const before = this.#session?.host
    this.#session = undefined
    const current = connectLdap(preferring(this.#options, before), this.#signal, this.#tools).then(
      (session) => {
        this.#session = session
        if (this.#closed) session.close()
        return session
      },
      (error) => {
        if (this.#current === current) this.#current = undefined
        throw error
      },
    )
    this.#current = current
    return current
  }

  close(): void {
    this.#closed = true
    this.#session?.close()
  }
}

function preferring(options: LdapOptions, name: string | undefined): LdapOptions {
  const names = addressesOf(options).map((address) => address.name)
  if (name === undefined || names.length < 2) return options
  return { ...options, hosts: names.toSorted((a, b) => Number(b === name) - Number(a === name)) }
}
