import { createHash, timingSafeEqual } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'
import {
  DirectoryRefusal,
  ScimDirectory,
  type ScimSeed,
  type ScimSnapshot,
  type ScimTypeName,
} from './scim-directory.ts'

/** One request that may have changed something, in the order of the answers. */
export interface JournalEntry {
  readonly at: string
  readonly method: string
  readonly path: string
  /** `X-Request-Id` of the request, null when it had none. */
  readonly requestId: string | null
  readonly status: number
  /** The body as it was sent, without passwords. */
  readonly body: unknown
}

export interface ScimServerOptions {
  readonly users: readonly ScimSeed[]
  readonly groups: readonly ScimSeed[]
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly host?: string
  /** The bearer token every request has to show. */
  readonly token: string
  /** Read at the start instead of the seed when it exists, written at `close`. */
  readonly stateFile?: string
  /** Every journal entry is appended to it as a line of JSON before the answer is sent. */
  readonly journalFile?: string
  /** Delays every answer, in milliseconds. */
  readonly latency?: number
}

export interface ScimServer {
  readonly port: number
  /** The base URL of the SCIM service. */
  readonly url: string
  readonly journal: readonly JournalEntry[]
  snapshot(): ScimSnapshot
  /** Back to these resources; the journal starts anew. */
  reset(seed: { users: readonly ScimSeed[]; groups: readonly ScimSeed[] }): void
  close(): Promise<void>
}

/** A SCIM 2.0 application on loopback: scimmy's protocol over resources in memory. */
export async function startScimServer(options: ScimServerOptions): Promise<ScimServer> {
  declareResources()
  const state = { directory: new ScimDirectory(initialState(options)), journal: [] as JournalEntry[] }
  const app = express()
  app.disable('x-powered-by')
  app.use((_request, _response, next) => {
    if (options.latency) setTimeout(next, options.latency)
    else next()
  })
  app.use(journalling((entry) => record(entry, state.journal, options.journalFile)))
  app.use(
    '/scim/v2',
    protocol(options.token, () => state.directory),
  )

  const server = createServer(app)
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://${host}:${port}/scim/v2`,
    journal: state.journal,
    snapshot: () => state.directory.snapshot(),
    reset(seed) {
      state.directory = new ScimDirectory(structuredClone(seed))
      state.journal.length = 0
    },
    async close() {
      if (options.stateFile) writeFileSync(options.stateFile, JSON.stringify(state.directory.snapshot()))
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function initialState({ stateFile, users, groups }: ScimServerOptions): {
  users: readonly ScimSeed[]
  groups: readonly ScimSeed[]
} {
  if (stateFile && existsSync(stateFile)) return JSON.parse(readFileSync(stateFile, 'utf8'))
  return structuredClone({ users, groups })
}

function record(entry: JournalEntry, journal: JournalEntry[], file: string | undefined): void {
  journal.push(entry)
  if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`)
}

/** Notes a write when its answer is made, whether or not the client is still there to receive it. */
function journalling(note: (entry: JournalEntry) => void): express.RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET') return next()
    const end = response.end
    let noted = false
    response.end = function (this: express.Response, ...rest: unknown[]) {
      if (!noted) {
        noted = true
        note({
          at: new Date().toISOString(),
          method: request.method,
          path: request.originalUrl,
          requestId: request.get('x-request-id') ?? null,
          status: response.statusCode,
          body: withoutPasswords(request.body),
        })
      }
      return Reflect.apply(end, this, rest) as express.Response
    } as typeof response.end
    next()
  }
}

function withoutPasswords(body: unknown): unknown {
  if (body === undefined) return null
  const operations = (body as { Operations?: { path?: string }[] } | null)?.Operations
  const hidden = new Set<unknown>(operations?.filter((one) => one.path?.toLowerCase() === 'password'))
  return JSON.parse(
    JSON.stringify(body, (key, value) =>
      key.toLowerCase() === 'password' ? '***' : hidden.has(value) ? { ...value, value: '***' } : value,
    ),
  )
}

function protocol(token: string, directory: () => ScimDirectory): express.RequestHandler {
  SCIMMY.Config.set('authenticationSchemes', [])
  const router = new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (!sameText(request.get('authorization') ?? '', `Bearer ${token}`)) {
        throw new Error('The bearer token is missing or wrong')
      }
      return 'provisioning'
    },
    context: () => directory(),
    baseUri: (request) => `${request.protocol}://${request.get('host')}`,
  })
  SCIMMY.Config.set({ patch: true, filter: 200, bulk: false, changePassword: true } as never)
  return router as unknown as express.RequestHandler
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

let declared = false

/** scimmy keeps resource types for the whole process; which directory is meant comes with each request. */
function declareResources(): void {
  if (declared) return
  declared = true
  SCIMMY.Resources.declare(SCIMMY.Resources.User, {
    extensions: [{ schema: SCIMMY.Schemas.EnterpriseUser, required: false }],
    ...handlers('User'),
  })
  SCIMMY.Resources.declare(SCIMMY.Resources.Group, handlers('Group'))
}

interface AskedResource {
  readonly id?: string
  readonly filter?: { readonly expression: string; match(values: unknown[]): ScimSeed[] }
  constraints?: { sortBy?: string; startIndex?: number; count?: number; totalResults?: number }
}

function handlers(type: ScimTypeName) {
  return {
    ingress: (asked: AskedResource, instance: unknown, directory: ScimDirectory) =>
      refusing(() => {
        const data = JSON.parse(JSON.stringify(instance)) as ScimSeed
        const { id: _ignored, ...sent } = data
        return directory.put(type, sent, asked.id)
      }),
    egress: (asked: AskedResource, directory: ScimDirectory) =>
      refusing(() =>
        asked.id === undefined
          ? page(asked, matching(type, asked, directory))
          : directory.get(type, asked.id),
      ),
    degress: (asked: AskedResource, directory: ScimDirectory) =>
      refusing(() => directory.remove(type, asked.id ?? '')),
  }
}

function refusing<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof DirectoryRefusal) {
      throw new SCIMMY.Types.Error(error.status, error.scimType ?? '', error.message)
    }
    throw error
  }
}

const simpleEquality = /^\s*(userName|displayName|externalId)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$/i

function matching(type: ScimTypeName, asked: AskedResource, directory: ScimDirectory): ScimSeed[] {
  if (!asked.filter) return directory.list(type)
  const [, attribute, quoted] = simpleEquality.exec(asked.filter.expression) ?? []
  if (attribute === undefined) return asked.filter.match(directory.list(type))
  const value = JSON.parse(`"${quoted}"`) as string
  if (attribute.toLowerCase() === 'externalid') {
    return directory.list(type).filter((one) => one.externalId === value)
  }
  if (attribute.toLowerCase() === 'username') {
    const found = type === 'User' ? directory.byUserName(value) : undefined
    return found ? [found] : []
  }
  return directory
    .list(type)
    .filter((one) => String(one.displayName ?? '').toLowerCase() === value.toLowerCase())
}

/**
 * The asked page alone, so that scimmy formats no resource it will not send. A page that starts within its own
 * length is left to scimmy, which would cut it a second time.
 */
function page(asked: AskedResource, found: ScimSeed[]): ScimSeed[] {
  const { sortBy, startIndex = 1, count = 20 } = asked.constraints ?? {}
  if (sortBy !== undefined || (startIndex > 1 && startIndex <= count)) return found
  asked.constraints = { ...asked.constraints, startIndex, count, totalResults: found.length }
  return found.slice(startIndex - 1, startIndex - 1 + count)
}
