import { Cancellation } from '../kit/cancellation.ts'
import { mapParallel, parallel } from '../kit/parallel.ts'
import type {
  CheckResult,
  Connection,
  ConnectorContext,
  FetchKey,
  Partition,
  ReadRequest,
} from '../spi/connector.ts'
import type { Batch, ObjectItem } from '../spi/entry.ts'
import { ConnectorError } from '../spi/error.ts'
import type { SystemSchema } from '../spi/schema.ts'
import type { WriteRequest, WriteResult } from '../spi/write.ts'
import type { ResourceMap } from './attributes.ts'
import { checkService } from './check.ts'
import { type ClientTools, ScimClient } from './client.ts'
import type { ScimConfig } from './config.ts'
import { type Discovery, discover } from './discovery.ts'
import { Finder } from './find.ts'
import { flatten } from './flatten.ts'
import { patchBody, UpdateLadder } from './ladder.ts'
import type { ListOptions } from './listing.ts'
import { profiles, type Quirks } from './profiles.ts'
import { readResources } from './read.ts'
import { systemSchema } from './schema.ts'
import { notSent, Silence } from './silence.ts'
import { Writer } from './write.ts'

const defaultPageSize = 200

/** The vendor profile with the admin's changes. */
export function quirksOf(config: Pick<ScimConfig, 'profile' | 'profileOverrides'>): Quirks {
  const changed = Object.entries(config.profileOverrides ?? {}).filter(([, value]) => value !== undefined)
  return { ...profiles[config.profile].quirks, ...Object.fromEntries(changed) }
}

/** One SCIM service, signed in. `tools` are for tests. */
export class ScimConnection implements Connection {
  readonly #context: ConnectorContext
  readonly #config: ScimConfig
  readonly #quirks: Quirks
  readonly #client: ScimClient
  readonly #finder: Finder
  readonly #writer: Writer
  #discovery: Promise<Discovery> | undefined
  #service: Discovery['service']

  constructor(config: ScimConfig, context: ConnectorContext, tools: Partial<ClientTools> = {}) {
    this.#context = context
    this.#config = config
    this.#quirks = quirksOf(config)
    this.#client = new ScimClient(config, this.#quirks, context, tools)
    this.#finder = new Finder(this.#client, (map) => this.#listOptions(map))
    const ladder = new UpdateLadder(this.#client, this.#quirks, async () =>
      (await this.#discovered()).service?.patch === false && this.#quirks.put ? 'put' : 'path',
    )
    this.#writer = new Writer({
      client: this.#client,
      config,
      quirks: this.#quirks,
      finder: this.#finder,
      ladder,
      log: (message, details) => context.log(message, details),
    })
  }

  signIn(): Promise<void> {
    return this.#client.signIn()
  }

  check(): Promise<readonly CheckResult[]> {
    return checkService({
      client: this.#client,
      pageSize: this.#pageSize(),
      discovery: () => this.#discovered(),
    })
  }

  async schema(): Promise<SystemSchema> {
    return systemSchema((await this.#discovered()).resources)
  }

  async partitions(): Promise<readonly Partition[]> {
    return (await this.#discovered()).resources.map((map) => ({ id: map.type, title: map.type }))
  }

  async *read(request: ReadRequest): AsyncIterable<Batch> {
    const { resources } = await this.#discovered()
    const since = request.mode === 'delta' ? this.#since(request.watermark) : {}
    const wanted = request.partitions
    yield* readResources(this.#client, {
      resources: wanted ? resources.filter((map) => wanted.includes(map.type)) : resources,
      options: (map) => this.#listOptions(map),
      listsEverything: this.#quirks.listsEverything,
      ...since,
    })
  }

  async fetch(keys: readonly FetchKey[]): Promise<readonly (ObjectItem | undefined)[]> {
    if (keys.length === 0) return []
    const discovery = await this.#discovered()
    return mapParallel(keys, this.#config.concurrency, (key) =>
      this.#fetchOne(mapOf(discovery, key.type), key),
    )
  }

  async *write(requests: readonly WriteRequest[]): AsyncIterable<WriteResult> {
    const discovery = await this.#discovered()
    const { signal } = this.#context
    const busy = new Map<string, Promise<unknown>>()
    const silence = new Silence(2 * this.#config.concurrency)
    const work = async (request: WriteRequest): Promise<WriteResult | Cancellation> => {
      if (silence.lasts) return { id: request.id, ok: false, error: notSent(this.#client.host) }
      try {
        const map = mapOf(discovery, request.type)
        const result = await inTurn(busy, request, () => this.#writer.write(map, request))
        silence.end()
        return result
      } catch (error) {
        if (error instanceof Cancellation) return error
        const failure = asConnectorError(error)
        if (failure.kind === 'connection' || failure.kind === 'timeout') silence.goesOn()
        else silence.end()
        return { id: request.id, ok: false, error: failure }
      }
    }
    let answered = 0
    let cancellation: Cancellation | undefined
    for await (const result of parallel(requests, this.#config.concurrency, work, signal)) {
      if (result instanceof Cancellation) cancellation = result
      else {
        answered++
        yield result
      }
    }
    // What has no result was not begun, or its outcome is not known: the caller looks it up before it goes on.
    if (answered < requests.length) throw cancellation ?? new Cancellation(this.#client.host)
  }

  async setPassword(type: string, anchor: string, password: string): Promise<void> {
    const { service, ...discovery } = await this.#discovered()
    if (service?.changePassword !== true) {
      throw new ConnectorError('precondition', 'The service does not say that it lets passwords be changed', {
        advice: 'Let people set their password in the service, or sign in there with single sign-on',
        where: `${type}/${anchor}`,
      })
    }
    const { endpoint } = mapOf(discovery, type)
    await this.#client.send('PATCH', `${endpoint}/${encodeURIComponent(anchor)}`, {
      body: patchBody([{ op: 'replace', path: 'password', value: password }]),
    })
  }

  async close(): Promise<void> {
    this.#client.close()
  }

  async #fetchOne(map: ResourceMap, key: FetchKey): Promise<ObjectItem | undefined> {
    if ('match' in key) return this.#finder.find(map, key.match.attribute, key.match.value)
    if (!('anchor' in key)) {
      throw new ConnectorError('config', 'SCIM objects have no DN', {
        advice: 'Fetch them by their anchor or by an attribute',
        where: map.type,
      })
    }
    try {
      const { body } = await this.#client.get(`${map.endpoint}/${encodeURIComponent(key.anchor)}`)
      const item = flatten(body, map)
      // A service that answers another object, or a list, does not have this one.
      return item?.anchor === key.anchor ? item : undefined
    } catch (error) {
      if (error instanceof ConnectorError && error.kind === 'notFound') return undefined
      throw error
    }
  }

  #discovered(): Promise<Discovery> {
    if (!this.#discovery) {
      this.#discovery = discover(this.#client, this.#config, this.#quirks, (message) =>
        this.#context.log(message),
      ).then((discovery) => {
        this.#service = discovery.service
        return discovery
      })
      this.#discovery.catch(() => {
        this.#discovery = undefined
      })
    }
    return this.#discovery
  }

  #listOptions(map: ResourceMap): ListOptions {
    const byCursor = this.#quirks.paging === 'auto' && this.#service?.cursorByDefault
    return {
      endpoint: map.endpoint,
      count: this.#pageSize(),
      paging: byCursor ? 'cursor' : this.#quirks.paging,
    }
  }

  #pageSize(): number {
    const asked = this.#config.pageSize ?? defaultPageSize
    return Math.min(asked, this.#quirks.maxPageSize, this.#service?.maxPageSize ?? Number.POSITIVE_INFINITY)
  }

  #since(watermark: string | undefined): { since: string } {
    if (this.#quirks.deltaFilter && watermark !== undefined) return { since: watermark }
    throw new ConnectorError('precondition', 'This service cannot say what changed since the last import', {
      advice: 'Run a full import',
      where: this.#client.host,
    })
  }
}

function mapOf({ resources }: Pick<Discovery, 'resources'>, type: string): ResourceMap {
  const map = resources.find((one) => one.type === type)
  if (map) return map
  throw new ConnectorError(
    'config',
    `The resource type ${type} is not among those that are read and written`,
    {
      advice: 'Add it to resourceTypes, or correct the rule',
      where: 'resourceTypes',
    },
  )
}

/** Changes to one object are written one after the other, in the order they were asked for. */
async function inTurn<T>(
  busy: Map<string, Promise<unknown>>,
  request: WriteRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (request.operation === 'add') return work()
  const key = `${request.type}/${request.anchor}`
  const before = busy.get(key) ?? Promise.resolve()
  const own = before.then(work, work)
  busy.set(key, own)
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
