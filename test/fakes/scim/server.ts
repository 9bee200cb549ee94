import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { token } from './samples.ts'

/** The ways in which real SCIM services differ from the standard; all off makes a plain, honest one. */
export interface Misbehaviour {
  readonly ignoresFilters?: boolean
  readonly refusesFilters?: boolean
  /** The next so many requests are answered with 429 and this `Retry-After`. */
  readonly throttles?: { readonly times: number; readonly retryAfter?: string; readonly status?: 429 | 503 }
  /** Pages by cursor, and answers `expiredCursor` once, after the second page. */
  readonly cursor?: 'honest' | 'expires once' | 'always expires' | 'goes in circles'
  readonly patch?: 'refuses path filters' | 'refuses paths' | 'refuses all' | 'not implemented'
  /** A PATCH that is refused has done what came before the refused operation. */
  readonly keepsHalf?: boolean
  readonly refusesEveryWrite?: boolean
  /** The last resource of each page comes again at the start of the next, as when the list moves while it is read. */
  readonly overlappingPages?: boolean
  /** At most so many resources in a page, whatever was asked. */
  readonly shortPages?: number
  /** totalResults is this far from the truth. */
  readonly totalOff?: number
  /** totalResults counts the page only. */
  readonly totalIsPage?: boolean
  /** startIndex past the end answers page one. */
  readonly wrapsAround?: boolean
  /** Answers empty lists, as a back end does that has failed: counted as 0 after a page, or not counted at all. */
  readonly losesInterest?: 'after a page' | 'at once'
  /** Answers `{}` where a list is asked for. */
  readonly listless?: boolean
  readonly noDiscovery?: boolean
  /** Answers with half of the document `/Schemas`, as if it were whole. */
  readonly halvesSchemas?: boolean
  /** `/Schemas` describes users without a userName. */
  readonly wrongSchemas?: boolean
  /** Cuts the connection in the middle of the next so many lists. */
  readonly cutsLists?: number
  /** Does what the next so many writes ask for and cuts the connection before the answer. */
  readonly cutsWrites?: number
  /** Does what the next so many writes ask for and answers with half of what it should. */
  readonly halvesWrites?: number
  readonly stringBooleans?: boolean
  readonly etags?: boolean
  readonly conflicts?: boolean
  readonly redirectsTo?: string
  /** Answers every request with this status and detail. */
  readonly fails?: {
    readonly status: number
    readonly detail?: string
    readonly scimType?: string
    readonly html?: boolean
  }
}

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: FakeResource | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: a fake takes and gives JSON of any shape
export type FakeResource = Record<string, any>

export interface FakeScim {
  readonly url: string
  readonly seen: SeenRequest[]
  readonly users: Map<string, FakeResource>
  readonly groups: Map<string, FakeResource>
  behave(misbehaviour: Misbehaviour): void
  /** Somebody else's work, done right after the next request of this kind was answered. */
  afterNext(method: string, work: () => void): void
  writes(): SeenRequest[]
  close(): Promise<void>
}

export async function startFakeScim(
  users: readonly FakeResource[],
  groups: readonly FakeResource[] = [],
): Promise<FakeScim> {
  const state = {
    behaviour: {} as Misbehaviour,
    throttled: 0,
    cut: 0,
    cutWrites: 0,
    halveWrites: 0,
    expired: 0,
    sequence: 0,
    seen: [] as SeenRequest[],
    meanwhile: undefined as { method: string; work: () => void } | undefined,
    stores: {
      Users: new Map(users.map((one) => [String(one.id), structuredClone(one)])),
      Groups: new Map(groups.map((one) => [String(one.id), structuredClone(one)])),
    },
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://fake')
    const path = url.pathname.replace(/^\/scim\//, '')
    const text = await bodyOf(request)
    const body = text === '' ? undefined : (JSON.parse(text) as FakeResource)
    const seen = {
      method: request.method ?? '',
      path,
      query: url.searchParams,
      headers: request.headers,
      body,
    }
    state.seen.push(seen)
    answer(state, seen, response)
    if (state.meanwhile?.method !== seen.method) return
    const { work } = state.meanwhile
    state.meanwhile = undefined
    work()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/scim`,
    seen: state.seen,
    users: state.stores.Users,
    groups: state.stores.Groups,
    afterNext(method, work) {
      state.meanwhile = { method, work }
    },
    behave(misbehaviour) {
      state.behaviour = misbehaviour
      state.throttled = misbehaviour.throttles?.times ?? 0
      state.cut = misbehaviour.cutsLists ?? 0
      state.cutWrites = misbehaviour.cutsWrites ?? 0
      state.halveWrites = misbehaviour.halvesWrites ?? 0
      state.expired = 0
      state.seen.length = 0
    },
    writes: () => state.seen.filter((request) => request.method !== 'GET'),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

interface FakeState {
  behaviour: Misbehaviour
  throttled: number
  cut: number
  cutWrites: number
  halveWrites: number
  expired: number
  sequence: number
  stores: Readonly<Record<'Users' | 'Groups', Map<string, FakeResource>>>
}

class Refusal extends Error {
  readonly status: number
  readonly scimType: string | undefined

  constructor(status: number, detail: string, scimType?: string) {
    super(detail)
    this.status = status
    this.scimType = scimType
  }
}

function answer(state: FakeState, request: SeenRequest, response: ServerResponse): void {
  const { behaviour } = state
  if (behaviour.redirectsTo) return void response.writeHead(307, { location: behaviour.redirectsTo }).end()
  if (state.throttled > 0) {
    state.throttled--
    const { retryAfter, status = 429 } = behaviour.throttles ?? { status: 429 as const }
    send(response, status, { detail: 'slow down' }, retryAfter ? { 'retry-after': retryAfter } : {})
    return
  }
  try {
    if (behaviour.fails)
      throw new Refusal(behaviour.fails.status, behaviour.fails.detail ?? '', behaviour.fails.scimType)
    if (request.headers.authorization !== `Bearer ${token}`) throw new Refusal(401, 'bad token')
    const { status, body, headers } = route(state, request)
    if (state.cutWrites > 0 && request.method !== 'GET') {
      state.cutWrites--
      return void response.destroy()
    }
    if (behaviour.halvesSchemas && request.path === 'Schemas') {
      const text = JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/scim+json' })
      return void response.end(text.slice(0, text.length / 2))
    }
    if (state.halveWrites > 0 && request.method !== 'GET') {
      state.halveWrites--
      const text = JSON.stringify(body)
      return void response.writeHead(status).end(text.slice(0, text.length / 2))
    }
    if (state.cut > 0 && Array.isArray(body?.Resources)) {
      state.cut--
      const text = JSON.stringify(body)
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) })
      response.write(text.slice(0, text.length / 2), () => response.destroy())
      return
    }
    send(response, status, body, headers)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (behaviour.fails?.html) return void response.writeHead(error.status).end('<html>no</html>')
    send(response, error.status, {
      status: String(error.status),
      detail: error.message,
      scimType: error.scimType,
    })
  }
}

interface Reply {
  readonly status: number
  readonly body: FakeResource | undefined
  readonly headers?: Record<string, string>
}

function route(state: FakeState, request: SeenRequest): Reply {
  const [collection = '', id] = request.path.split('/')
  const store = state.stores[collection as 'Users' | 'Groups']
  if (!store) return { status: 200, body: discovery(state.behaviour, collection) }
  if (id === undefined && request.method === 'GET')
    return { status: 200, body: list(state, store, request.query) }
  if (state.behaviour.refusesEveryWrite && request.method !== 'GET') throw new Refusal(400, 'no such value')
  if (id === undefined) return create(state, store, request.body ?? {})
  const resource = store.get(decodeURIComponent(id))
  if (!resource) throw new Refusal(404, 'no such resource')
  const match = request.headers['if-match']
  if (match !== undefined && match !== resource.meta?.version) throw new Refusal(412, 'newer version')
  switch (request.method) {
    case 'GET':
      return found(state, resource)
    case 'DELETE':
      store.delete(String(resource.id))
      return { status: 204, body: undefined }
    case 'PUT':
      store.set(String(resource.id), { ...request.body, id: resource.id })
      return found(state, store.get(String(resource.id)) ?? {})
    default:
      return found(state, patched(state, store, resource, request.body ?? {}))
  }
}

function found({ behaviour }: FakeState, resource: FakeResource): Reply {
  const version = resource.meta?.version
  return {
    status: 200,
    body: shown(behaviour, resource),
    ...(behaviour.etags && version ? { headers: { etag: version } } : {}),
  }
}

function create(
  { behaviour, ...state }: FakeState,
  store: Map<string, FakeResource>,
  body: FakeResource,
): Reply {
  const taken = [...store.values()].some(
    (one) => body.userName !== undefined && one.userName === body.userName,
  )
  if (behaviour.conflicts || taken) throw new Refusal(409, 'userName is taken', 'uniqueness')
  const id = `new-${store.size + 1}-${state.sequence}`
  store.set(id, { ...body, id })
  return { status: 201, body: store.get(id) }
}

function list(state: FakeState, store: Map<string, FakeResource>, query: URLSearchParams): FakeResource {
  const { behaviour } = state
  const filter = query.get('filter')
  if (filter && behaviour.refusesFilters) throw new Refusal(400, 'filters are not supported', 'invalidFilter')
  const all = [...store.values()]
  const matching = filter && !behaviour.ignoresFilters ? all.filter((one) => passes(one, filter)) : all
  const count = Math.min(Number(query.get('count') ?? 10), behaviour.shortPages ?? Number.POSITIVE_INFINITY)
  const cursor = query.get('cursor')
  const byCursor = behaviour.cursor !== undefined
  let start = byCursor ? Number(cursor || 0) : Number(query.get('startIndex') ?? 1) - 1
  const expires =
    behaviour.cursor === 'always expires' || (behaviour.cursor === 'expires once' && state.expired === 0)
  if (byCursor && expires && start >= count * 2) {
    state.expired++
    throw new Refusal(400, 'the cursor has expired', 'expiredCursor')
  }
  if (behaviour.overlappingPages && start > 0) start--
  if (behaviour.listless) return {}
  if (behaviour.losesInterest === 'at once') return { Resources: [] }
  if (behaviour.losesInterest && start > 0) return { totalResults: 0, Resources: [] }
  if (behaviour.wrapsAround && start >= matching.length) start = 0
  const page = matching.slice(start, start + count)
  const end = start + page.length
  return {
    totalResults: behaviour.totalIsPage ? page.length : matching.length + (behaviour.totalOff ?? 0),
    itemsPerPage: page.length,
    Resources: page.map((one) => shown(behaviour, one)),
    ...(byCursor && end < matching.length ? { nextCursor: String(end) } : {}),
    ...(behaviour.cursor === 'goes in circles' && end >= count * 2 ? { nextCursor: String(count) } : {}),
  }
}

/** `attribute eq "value"` and `meta.lastModified ge "…"`, which is all the connector asks for. */
function passes(resource: FakeResource, filter: string): boolean {
  const [, path = '', operator, quoted] = /^(\S+) (eq|ge) (.+)$/.exec(filter) ?? []
  const value = quoted?.startsWith('"') ? JSON.parse(quoted) : quoted
  const values = path
    .split('.')
    .reduce<unknown[]>(
      (from, part) => from.flatMap((one) => (one as FakeResource | undefined)?.[part] ?? []),
      [resource],
    )
  return values.some((one) => (operator === 'ge' ? String(one) >= value : String(one) === value))
}

function shown(behaviour: Misbehaviour, resource: FakeResource): FakeResource {
  if (!behaviour.stringBooleans) return resource
  const text = typeof resource.active === 'boolean' ? { active: resource.active ? 'True' : 'False' } : {}
  return { ...resource, ...text }
}

function patched(
  { behaviour }: FakeState,
  store: Map<string, FakeResource>,
  resource: FakeResource,
  body: FakeResource,
): FakeResource {
  const changed = behaviour.keepsHalf ? resource : structuredClone(resource)
  patch(behaviour, changed, body)
  store.set(String(resource.id), changed)
  return changed
}

function patch(behaviour: Misbehaviour, resource: FakeResource, body: FakeResource): void {
  if (behaviour.patch === 'not implemented') throw new Refusal(501, 'PATCH is not implemented')
  if (behaviour.patch === 'refuses all') throw new Refusal(400, 'PATCH is not understood', 'invalidSyntax')
  for (const { op, path, value } of body.Operations as FakeResource[]) {
    if (behaviour.patch === 'refuses path filters' && path.includes('[')) {
      throw new Refusal(400, 'paths take no filters', 'invalidPath')
    }
    if (behaviour.patch === 'refuses paths' && /[.[:]/.test(path))
      throw new Refusal(400, 'bad path', 'invalidPath')
    if (op !== op.toLowerCase()) throw new Refusal(400, 'unknown op', 'invalidSyntax')
    applyOperation(resource, op, path, value)
  }
}

function applyOperation(resource: FakeResource, op: string, path: string, value: unknown): void {
  const filtered = /^(\w+)\[(\w+) eq "([^"]*)"\](?:\.(\w+))?$/.exec(path)
  if (filtered) {
    const [, attribute = '', key = '', wanted, sub] = filtered
    const entries = (resource[attribute] ?? []) as FakeResource[]
    const matching = entries.filter((entry) => String(entry[key]) === wanted)
    if (matching.length === 0) throw new Refusal(400, 'nothing matches the filter', 'noTarget')
    if (op === 'remove' && !sub) resource[attribute] = entries.filter((entry) => !matching.includes(entry))
    else for (const entry of matching) setOrDelete(entry, sub ?? 'value', op, value)
    return
  }
  const urn = /^(urn:.*):(\w+)$/.exec(path)
  const [attribute = '', sub] = path.split('.')
  if (urn) {
    const [, schema = '', name = ''] = urn
    resource[schema] ??= {}
    setOrDelete(resource[schema], name, op, value)
  } else if (sub) {
    resource[attribute] ??= {}
    setOrDelete(resource[attribute], sub, op, value)
  } else if (op === 'add' && Array.isArray(value)) {
    resource[attribute] = [...(resource[attribute] ?? []), ...value]
  } else if (op === 'remove' && Array.isArray(value)) {
    const gone = value.map((one) => one.value)
    resource[attribute] = (resource[attribute] ?? []).filter((one: FakeResource) => !gone.includes(one.value))
  } else {
    setOrDelete(resource, attribute, op, value)
  }
}

function setOrDelete(into: FakeResource, key: string, op: string, value: unknown): void {
  if (op === 'remove') delete into[key]
  else into[key] = value
}

function discovery(behaviour: Misbehaviour, name: string): FakeResource {
  if (behaviour.noDiscovery) throw new Refusal(404, 'no such endpoint')
  switch (name) {
    case 'ServiceProviderConfig':
      return {
        patch: { supported: true },
        filter: { supported: true, maxResults: 50 },
        changePassword: { supported: false },
      }
    case 'ResourceTypes':
      return {
        Resources: [
          {
            name: 'User',
            endpoint: '/Users',
            schema: 'urn:ietf:params:scim:schemas:core:2.0:User',
            schemaExtensions: [
              { schema: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' },
              { schema: 'urn:contoso:scim:2.0:Badge' },
            ],
          },
          { name: 'Group', endpoint: '/Groups', schema: 'urn:ietf:params:scim:schemas:core:2.0:Group' },
        ],
      }
    case 'Schemas':
      return {
        Resources: [
          ...(behaviour.wrongSchemas
            ? [
                {
                  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
                  attributes: [{ name: 'nonsense', type: 'string' }],
                },
              ]
            : []),
          {
            id: 'urn:contoso:scim:2.0:Badge',
            attributes: [
              { name: 'number', type: 'integer' },
              { name: 'validUntil', type: 'dateTime' },
              { name: 'score', type: 'decimal' },
              { name: 'doors', type: 'string', multiValued: true },
            ],
          },
        ],
      }
    default:
      throw new Refusal(404, 'no such endpoint')
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/scim+json', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
