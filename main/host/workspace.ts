import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Connection, Connector } from '../../connectors/spi/connector.ts'
import { type SigningKey, signingKey } from '../audit/signing-key.ts'
import { type Configuration, loadConfiguration } from '../config/load.ts'
import type { SystemSource } from '../config/workspace-schema.ts'
import type { EngineSystem } from '../engine/compiled-rules.ts'
import { takeSecretNotes } from '../secrets/notes.ts'
import type { SecretStore } from '../secrets/port.ts'
import { lockWorkspace, type WorkspaceLock } from '../store/lock.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/port.ts'
import { connectorInspector, connectorOf } from './connector-inspector.ts'
import { JoineryError } from './joinery-error.ts'

export interface WorkspaceOptions {
  readonly workspaceDir: string
  /** Who works here, for approvals and the audit. */
  readonly user: string
  readonly secrets: SecretStore
  readonly log: Logger
  /** The day sessions work on, `2026-03-10`; the local date when absent. */
  readonly today?: () => string
}

/** A connected system of the workspace: what the text says, what the store calls it, what its connector can do. */
export interface WorkspaceSystem {
  readonly id: number
  readonly source: SystemSource
  readonly connector: Connector<unknown>
  readonly config: unknown
}

/** An open workspace: locked, its configuration checked and activated, its store running. */
export class Workspace {
  readonly dir: string
  readonly user: string
  readonly configuration: Configuration
  readonly store: Store
  readonly systems: readonly WorkspaceSystem[]
  readonly log: Logger
  readonly #secrets: SecretStore
  readonly #today: () => string
  readonly #lock: WorkspaceLock

  /** @throws ConfigError, StoreError */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const configuration = loadConfiguration(options.workspaceDir, connectorInspector)
    const lock = lockWorkspace(join(options.workspaceDir, '.joinery.lock'), configuration.workspace.name)
    let store: Store | undefined
    try {
      store = await openStore(join(options.workspaceDir, 'joinery.db'))
      const at = Date.now()
      await store.call('markInterrupted', { at, author: options.user })
      const { systems } = await store.call('activate', {
        configuration,
        author: options.user,
        at,
        ownAccounts: ownAccounts(configuration),
      })
      await auditSecretNotes(options, store, at)
      return new Workspace(options, configuration, store, lock, new Map(systems.map((s) => [s.name, s.id])))
    } catch (error) {
      await store?.close()
      lock.release()
      throw error
    }
  }

  private constructor(
    options: WorkspaceOptions,
    configuration: Configuration,
    store: Store,
    lock: WorkspaceLock,
    ids: ReadonlyMap<string, number>,
  ) {
    this.dir = options.workspaceDir
    this.user = options.user
    this.log = options.log
    this.configuration = configuration
    this.store = store
    this.#secrets = options.secrets
    this.#today = options.today ?? localDate
    this.#lock = lock
    this.systems = configuration.workspace.systems.map((source) => ({
      id: ids.get(source.name) as number,
      source,
      ...connectorOf(source),
    }))
  }

  get today(): string {
    return this.#today()
  }

  /** @throws JoineryError `unknown-system` */
  system(name: string): WorkspaceSystem {
    const system = this.systems.find((candidate) => candidate.source.name === name)
    if (system !== undefined) return system
    throw new JoineryError('unknown-system', `there is no system "${name}" in this workspace`, {
      advice: `Known systems: ${this.systems.map((s) => s.source.name).join(', ')}`,
      exitCode: 2,
    })
  }

  systemById(id: number): WorkspaceSystem | undefined {
    return this.systems.find((candidate) => candidate.id === id)
  }

  /** The systems named, in the order of the configuration; all when none is named. */
  select(names: readonly string[] | undefined): readonly WorkspaceSystem[] {
    if (names === undefined || names.length === 0) return this.systems
    const wanted = new Set(names.map((name) => this.system(name).id))
    return this.systems.filter((system) => wanted.has(system.id))
  }

  readsFrom(system: WorkspaceSystem): boolean {
    return this.configuration.rules.some(
      (rule) => rule.system === system.source.name && rule.direction === 'inbound',
    )
  }

  writesTo(system: WorkspaceSystem): boolean {
    return this.configuration.rules.some(
      (rule) => rule.system === system.source.name && rule.direction === 'outbound',
    )
  }

  get capabilities(): Readonly<Record<string, EngineSystem['capabilities']>> {
    return Object.fromEntries(
      this.systems.map((system) => [system.source.name, system.connector.capabilities]),
    )
  }

  /** Opens a connection with the secrets its configuration needs. */
  async connect(system: WorkspaceSystem, signal: AbortSignal): Promise<Connection> {
    const secrets = new Map<string, string>()
    for (const [field, meta] of Object.entries(system.connector.configSpec.fields)) {
      if (meta.secret !== true) continue
      const value = await this.#secrets.get(system.source.name, field)
      if (value !== undefined) secrets.set(field, value)
    }
    if (secrets.size > 0)
      await this.store.call('audit', [
        {
          at: Date.now(),
          author: this.user,
          event: 'secret-used',
          details: { system: system.source.name, secrets: [...secrets.keys()] },
        },
      ])
    return system.connector.open(system.config, {
      system: system.source.name,
      workspaceDir: this.dir,
      today: this.today,
      signal,
      secret: (field) => secrets.get(field),
      log: (message, details) => this.log.debug({ system: system.source.name, ...details }, message),
    })
  }

  /** What signs checkpoints of the audit. */
  signingKey(): Promise<SigningKey> {
    return signingKey(this.#secrets)
  }

  async close(): Promise<void> {
    await this.store.close()
    this.#lock.release()
  }
}

/** Secrets are set while the workspace is not open, or open elsewhere: who did it left a note for the audit. */
const auditSecretNotes = (
  { workspaceDir, user }: WorkspaceOptions,
  store: Store,
  at: number,
): Promise<void> =>
  takeSecretNotes(workspaceDir, (notes, unreadable) =>
    store.call('takeNotes', {
      notes: [
        ...notes.map(({ id, at: noted, author, event, system, field }) => ({
          id,
          entry: { at: noted, author, event, details: { system, secret: field, recorded: at } },
        })),
        ...(unreadable === 0
          ? []
          : [
              {
                id: `unreadable ${at}`,
                entry: { at, author: user, event: 'secret-notes-unreadable', details: { lines: unreadable } },
              },
            ]),
      ],
    }),
  )

function ownAccounts({ workspace }: Configuration): Record<string, string> {
  return Object.fromEntries(
    workspace.systems.flatMap((source) => {
      const { connector, config } = connectorOf(source)
      const account = connector.ownAccount?.(config)
      return account === undefined ? [] : [[source.name, account]]
    }),
  )
}

function localDate(): string {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}
