import { Cancellation } from '../kit/cancellation.ts'
import { ldapOptions } from '../kit/ldap/config.ts'
import type { LdapSession } from '../kit/ldap/connect.ts'
import { all, equals, type Filter } from '../kit/ldap/filter.ts'
import { findEntries, readEntry } from '../kit/ldap/search.ts'
import { LdapSessions } from '../kit/ldap/sessions.ts'
import { mapParallel, parallel } from '../kit/parallel.ts'
import type {
  CheckResult,
  Connection,
  ConnectorContext,
  FetchKey,
  LastChange,
  Partition,
  ReadRequest,
  UniqueQuestion,
} from '../spi/connector.ts'
import type { Batch, ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { SystemSchema } from '../spi/schema.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import { checkDirectory } from './check.ts'
import type { AdConfig } from './config.ts'
import { domainScope } from './controls.ts'
import { type Directory, openDirectory, type TypePlan } from './directory.ts'
import { guidBytes } from './guid.ts'
import { changeTimes, chunks, itemOf, planOfEntry, readObjects } from './lookup.ts'
import { inWaves } from './order.ts'
import { readDelta, readFull } from './read.ts'
import { systemSchema } from './schema.ts'
import { toWire } from './values.ts'
import { Writer } from './write.ts'

/** One Active Directory domain, signed in. */
export class AdConnection implements Connection {
  readonly #config: AdConfig
  readonly #context: ConnectorContext
  readonly #sessions: LdapSessions
  #directory: Promise<Directory> | undefined

  constructor(config: AdConfig, context: ConnectorContext) {
    this.#config = config
    this.#context = context
    this.#sessions = new LdapSessions(ldapOptions(config, context), context.signal)
  }

  async signIn(): Promise<void> {
    await this.#sessions.get()
  }

  check(): Promise<readonly CheckResult[]> {
    return checkDirectory({
      config: this.#config,
      session: () => this.#sessions.get(),
      directory: () => this.#opened(),
    })
  }

  async schema(): Promise<SystemSchema> {
    const { plans, schema } = await this.#opened()
    return systemSchema(plans, schema)
  }

  async partitions(): Promise<readonly Partition[]> {
    const { domain } = await this.#opened()
    return [{ id: domain, title: domain }]
  }

  async *read(request: ReadRequest): AsyncIterable<Batch> {
    const directory = await this.#opened()
    const unknown = request.partitions?.find((id) => id !== directory.domain)
    if (unknown !== undefined) {
      throw new ConnectorError('config', `There is no partition "${unknown}"`, {
        advice: `Choose ${directory.domain}`,
      })
    }
    // One session for the whole read: change numbers of two controllers do not mix.
    const session = await this.#sessions.get()
    const batches =
      request.mode === 'full'
        ? readFull(directory, session, request.watermark)
        : readDelta(directory, session, request.watermark)
    for await (const batch of batches) {
      if (this.#context.signal.aborted) throw new Cancellation(session.host)
      yield batch
    }
  }

  async fetch(keys: readonly FetchKey[]): Promise<readonly (ObjectItem | undefined)[]> {
    if (keys.length === 0) return []
    const directory = await this.#opened()
    const anchors = keys.flatMap((key) =>
      'anchor' in key && guidBytes(key.anchor) ? [key.anchor.toLowerCase()] : [],
    )
    const found = new Map<string, ObjectItem>()
    const read = await mapParallel(chunks([...new Set(anchors)]), 2, async (chunk) =>
      readObjects(directory, await this.#sessions.get(), chunk),
    )
    for (const objects of read) for (const [anchor, item] of objects) found.set(anchor, item)
    return mapParallel(keys, this.#config.concurrency, async (key) => {
      const plan = planOf(directory, key.type)
      const item =
        'anchor' in key
          ? found.get(key.anchor.toLowerCase())
          : await this.#fetchOne(directory, plan, key, await this.#sessions.get())
      return item?.type === key.type ? item : undefined
    })
  }

  async taken(questions: readonly UniqueQuestion[]): Promise<readonly boolean[]> {
    const directory = await this.#opened()
    return mapParallel(questions, this.#config.concurrency, async ({ attribute, value }) => {
      const session = await this.#sessions.get()
      const common = { attributes: ['1.1'], controls: [domainScope] }
      if (attribute === 'dn') return (await readEntry(session, value, ['1.1'], [domainScope])) !== undefined
      const filter = holdsValue(directory, { attribute, value })
      const found = await findEntries(session, { base: directory.domain, filter, sizeLimit: 1, ...common })
      return found.length > 0
    })
  }

  async *write(requests: readonly WriteRequest[]): AsyncIterable<WriteResult> {
    const directory = await this.#opened()
    const { signal } = this.#context
    const writer = new Writer(directory, (field) => this.#context.secret(field))
    const work = async (request: WriteRequest): Promise<WriteResult> => {
      try {
        return await writer.write(await this.#sessions.get(), request)
      } catch (error) {
        return { id: request.id, ok: false, error: asConnectorError(error) }
      }
    }
    let answered = 0
    for (const wave of inWaves(requests))
      for await (const result of parallel(wave, this.#config.concurrency, work, signal)) {
        answered++
        yield result
      }
    // What has no result was not begun.
    if (answered < requests.length) throw new Cancellation(this.#config.hosts[0] ?? '')
  }

  /** The directory keeps when an object was changed, not by whom. */
  async lastChange(
    keys: readonly { readonly anchor: string }[],
  ): Promise<readonly (LastChange | undefined)[]> {
    const directory = await this.#opened()
    const session = await this.#sessions.get()
    const times = new Map<string, string>()
    for (const chunk of chunks(keys.map(({ anchor }) => anchor)))
      for (const [anchor, at] of await changeTimes(directory, session, chunk)) times.set(anchor, at)
    return keys.map(({ anchor }) => {
      const at = times.get(anchor.toLowerCase())
      return at === undefined ? undefined : { at }
    })
  }

  async setPassword(type: string, anchor: string, password: string): Promise<void> {
    const writer = new Writer(await this.#opened(), (field) => this.#context.secret(field))
    await writer.setPassword(await this.#sessions.get(), type, anchor, password)
  }

  async close(): Promise<void> {
    this.#sessions.close()
  }

  async #fetchOne(
    directory: Directory,
    plan: TypePlan,
    key: Exclude<FetchKey, { anchor: string }>,
    session: LdapSession,
  ): Promise<ObjectItem | undefined> {
    const attributes = ['objectGUID', 'objectClass', ...plan.attributes]
    const [entry, another] =
      'dn' in key
        ? [await readEntry(session, key.dn, attributes, [domainScope])]
        : await findEntries(session, {
            ...matchSearch(directory, plan, key.match),
            attributes,
            controls: [domainScope],
          })
    if (another !== undefined && 'match' in key) {
      throw new ConnectorError(
        'constraint',
        `Several objects have ${key.match.attribute} "${key.match.value}"`,
        {
          advice: 'Match on an attribute that is unique',
          where: directory.domain,
        },
      )
    }
    const found = entry && planOfEntry(directory, entry)
    return entry && found ? itemOf(directory, session, found, entry) : undefined
  }

  #opened(): Promise<Directory> {
    if (this.#directory === undefined) {
      this.#directory = this.#sessions.get().then((session) => openDirectory(session, this.#config))
      this.#directory.catch(() => {
        this.#directory = undefined
      })
    }
    return this.#directory
  }
}

function planOf(directory: Directory, type: string): TypePlan {
  const plan = directory.plans.find((one) => one.name === type)
  if (plan !== undefined) return plan
  throw new ConnectorError('config', `The object type ${type} is not among those that are read and written`, {
    advice: 'Add it to types, or correct the rule',
  })
}

const matchSearch = (directory: Directory, plan: TypePlan, match: { attribute: string; value: string }) => ({
  base: directory.domain,
  filter: all(plan.classFilter, holdsValue(directory, match)),
  sizeLimit: 2,
})

function holdsValue(directory: Directory, match: { attribute: string; value: string }): Filter {
  const attribute = directory.schema.get(match.attribute.toLowerCase())
  const value = attribute && toWire(attribute.encoding, match.value)
  if (attribute === undefined || value === undefined) {
    throw new ConnectorError('config', `"${match.value}" cannot be looked for in ${match.attribute}`, {
      advice: 'Join by an attribute of the directory, with a value of its kind',
      where: directory.domain,
    })
  }
  return equals(attribute.name, value)
}

function asConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error
  return new ConnectorError(
    'internal',
    `The change failed in an unforeseen way: ${(error as Error).message}`,
    {
      advice: 'Report this with the run history; import the system before you try again',
      cause: error,
    },
  )
}
