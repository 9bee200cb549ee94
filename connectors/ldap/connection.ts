import { Cancellation } from '../kit/cancellation.ts'
import { ldapOptions } from '../kit/ldap/config.ts'
import type { LdapTools } from '../kit/ldap/connect.ts'
import { type RootDse, readRootDse } from '../kit/ldap/rootdse.ts'
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
import type { LdapConnectorConfig } from './config.ts'
import { itemOf } from './entry.ts'
import { Finder } from './find.ts'
import { lastChangeOf } from './last-change.ts'
import { askedAttributes, readEntries, readerFor } from './read.ts'
import { buildSchema, type LdapSchema, type LdapType, systemSchema } from './schema.ts'
import { readSubschema } from './subschema.ts'
import { Writer } from './write.ts'

/** Operations under way at once; more gain little. */
const concurrency = 8

/** One directory, signed in. `tools` are for tests. */
export class LdapConnection implements Connection {
  readonly #config: LdapConnectorConfig
  readonly #signal: AbortSignal
  readonly #sessions: LdapSessions
  readonly #finder: Finder
  #schema: Promise<LdapSchema> | undefined
  #rootDse: Promise<RootDse> | undefined

  constructor(config: LdapConnectorConfig, context: ConnectorContext, tools: LdapTools = {}) {
    this.#config = config
    this.#signal = context.signal
    this.#sessions = new LdapSessions(ldapOptions(config, context), context.signal, tools)
    this.#finder = new Finder(config)
  }

  async signIn(): Promise<void> {
    await this.#sessions.get()
  }

  async check(): Promise<readonly CheckResult[]> {
    try {
      const session = await this.#sessions.get()
      const rootDse = await this.#discoveredRootDse()
      return await checkDirectory({
        session,
        config: this.#config,
        rootDse,
        schema: () => this.#discovered(),
      })
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      return [{ ok: false, title: 'Sign in', detail: error.message, advice: error.advice }]
    }
  }

  async schema(): Promise<SystemSchema> {
    return systemSchema(await this.#discovered(), this.#config.anchor)
  }

  async partitions(): Promise<readonly Partition[]> {
    return this.#config.baseDns.map((base) => ({ id: base, title: base }))
  }

  async *read(request: ReadRequest): AsyncIterable<Batch> {
    const schema = await this.#discovered()
    yield* readEntries(await this.#sessions.get(), this.#config, schema, request)
  }

  async fetch(keys: readonly FetchKey[]): Promise<readonly (ObjectItem | undefined)[]> {
    if (keys.length === 0) return []
    const schema = await this.#discovered()
    return mapParallel(keys, concurrency, (key) => this.#fetchOne(schema, key))
  }

  async taken(questions: readonly UniqueQuestion[]): Promise<readonly boolean[]> {
    const { namingContexts } = await this.#discoveredRootDse()
    // A server that does not say what it holds is asked below what is read.
    const contexts = namingContexts.length > 0 ? namingContexts : this.#config.baseDns
    return mapParallel(questions, concurrency, async ({ attribute, value }) =>
      this.#finder.isTaken(await this.#sessions.get(), contexts, attribute, value),
    )
  }

  async *write(requests: readonly WriteRequest[]): AsyncIterable<WriteResult> {
    const schema = await this.#discovered()
    const rootDse = await this.#discoveredRootDse()
    const reader = readerFor(this.#config, schema)
    const writer = new Writer({ config: this.#config, finder: this.#finder, reader, rootDse })
    const busy = new Map<string, Promise<unknown>>()
    const work = async (request: WriteRequest): Promise<WriteResult | Cancellation> => {
      try {
        const type = typeNamed(schema, request.type)
        const session = await this.#sessions.get()
        return await inTurn(busy, request, () => writer.write(session, type, request))
      } catch (error) {
        if (error instanceof Cancellation) return error
        return { id: request.id, ok: false, error: asConnectorError(error) }
      }
    }
    let answered = 0
    let cancellation: Cancellation | undefined
    for (const wave of waves(requests))
      for await (const result of parallel(wave, concurrency, work, this.#signal)) {
        if (result instanceof Cancellation) cancellation = result
        else {
          answered++
          yield result
        }
      }
    // What has no result was not begun, or its outcome is not known: the caller looks it up before it goes on.
    if (answered < requests.length) throw cancellation ?? new Cancellation(this.#config.hosts[0] ?? '')
  }

  async lastChange(
    keys: readonly { readonly type: string; readonly anchor: string }[],
  ): Promise<readonly (LastChange | undefined)[]> {
    return mapParallel(keys, concurrency, async ({ anchor }) => {
      const { anchor: name, bindDn } = this.#config
      const asked = ['modifiersName', 'modifyTimestamp', ...(name === 'dn' ? [] : [name])]
      const entry = await this.#finder.byAnchor(await this.#sessions.get(), anchor, asked)
      return entry && lastChangeOf(entry, bindDn)
    })
  }

  async setPassword(_type: string, anchor: string, password: string): Promise<void> {
    const schema = await this.#discovered()
    const rootDse = await this.#discoveredRootDse()
    const reader = readerFor(this.#config, schema)
    const writer = new Writer({ config: this.#config, finder: this.#finder, reader, rootDse })
    await writer.setPassword(await this.#sessions.get(), anchor, password)
  }

  async close(): Promise<void> {
    this.#sessions.close()
  }

  async #fetchOne(schema: LdapSchema, key: FetchKey): Promise<ObjectItem | undefined> {
    const session = await this.#sessions.get()
    const attributes = askedAttributes(this.#config)
    const entry =
      'match' in key
        ? await this.#finder.byValue(
            session,
            typeNamed(schema, key.type),
            key.match.attribute,
            key.match.value,
            attributes,
          )
        : 'anchor' in key
          ? await this.#finder.byAnchor(session, key.anchor, attributes)
          : await this.#finder.byDn(session, key.dn, attributes)
    const item = entry && itemOf(entry, readerFor(this.#config, schema), schema.types.get(key.type))
    if (item?.kind !== 'rejected') return item
    throw new ConnectorError('constraint', `${item.where} cannot be read: ${item.reason}`, {
      advice: item.advice,
      where: item.where,
    })
  }

  #discovered(): Promise<LdapSchema> {
    this.#schema ??= this.#forgetOnFailure(
      this.#sessions.get().then(async (session) => buildSchema(await readSubschema(session), this.#config)),
    )
    return this.#schema
  }

  #discoveredRootDse(): Promise<RootDse> {
    this.#rootDse ??= this.#forgetOnFailure(this.#sessions.get().then(readRootDse))
    return this.#rootDse
  }

  #forgetOnFailure<T>(discovery: Promise<T>): Promise<T> {
    discovery.catch(() => {
      this.#schema = undefined
      this.#rootDse = undefined
    })
    return discovery
  }
}

function typeNamed(schema: LdapSchema, name: string): LdapType {
  const type = schema.types.get(name)
  if (type) return type
  throw new ConnectorError('config', `The object type ${name} is not among those of this system`, {
    advice: 'Correct the rule, or add the type to types',
    where: 'types',
  })
}

/** Requests that others build on go first: containers before what is below them, what is below before its container is deleted. */
function waves(requests: readonly WriteRequest[]): WriteRequest[][] {
  const byDepth = new Map<number, WriteRequest[]>()
  for (const request of requests) {
    const depth =
      request.dn === undefined || request.operation === 'update' ? 0 : request.dn.split(',').length
    const key = request.operation === 'delete' ? 10_000 - depth : depth
    const wave = byDepth.get(key)
    if (wave) wave.push(request)
    else byDepth.set(key, [request])
  }
  return [...byDepth].toSorted(([a], [b]) => a - b).map(([, wave]) => wave)
}

/** Changes to one entry are written one after the other, in the order they were asked for. */
async function inTurn<T>(
  busy: Map<string, Promise<unknown>>,
  request: WriteRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (request.operation === 'add') return work()
  const before = busy.get(request.anchor) ?? Promise.resolve()
  const own = before.then(work, work)
  busy.set(request.anchor, own)
  return own
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
