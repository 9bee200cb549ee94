import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Connection, Connector, ConnectorContext } from '../../connectors/spi/connector.ts'
import { type SigningKey, signingKey } from '../audit/signing-key.ts'
import { computedSystem } from '../config/computed-schema.ts'
import { type ConfigTexts, keptTexts, textsIn } from '../config/config-texts.ts'
import { type Configuration, loadConfiguration } from '../config/load.ts'
import type { SystemSource } from '../config/workspace-schema.ts'
import type { EngineSystem } from '../engine/compiled-rules.ts'
import { takeSecretNotes } from '../secrets/notes.ts'
import type { SecretStore, SecretStoreDescription } from '../secrets/port.ts'
import { lockWorkspace, type WorkspaceLock } from '../store/lock.ts'
import { openBeside, openStore } from '../store/open-store.ts'
import type { Store, StoreBeside } from '../store/port.ts'
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

/** A system that was taken out of the configuration, as it was called last. */
export interface FormerSystem {
  readonly id: number
  readonly name: string
  readonly title: string | null
}

/** A configuration that is in use: as text, and as what it says. */
interface ActiveConfiguration {
  /** As they were when they were activated; the files may have been edited since. */
  readonly texts: ConfigTexts
  readonly configuration: Configuration
  readonly systems: readonly WorkspaceSystem[]
  readonly former: readonly FormerSystem[]
  /** Its number among the versions of this workspace. */
  readonly version: number
}

/** An open workspace: locked, its configuration checked and activated, its store running. */
export class Workspace {
  readonly dir: string
  readonly user: string
  readonly store: Store
  readonly log: Logger
  #active: ActiveConfiguration
  readonly #secrets: SecretStore
  readonly #today: () => string
  readonly #lock: WorkspaceLock
  readonly #beside = new Map<string, Promise<StoreBeside>>()
  #reloading: Promise<void> | undefined

  /** @throws ConfigError, StoreError */
  static async open(options: WorkspaceOptions): Promise<Workspace> {
    const read = readTexts(options.workspaceDir)
    const lock = lockWorkspace(join(options.workspaceDir, '.joinery.lock'), read.configuration.workspace.name)
    let store: Store | undefined
    try {
      store = await openStore(join(options.workspaceDir, 'joinery.db'))
      const at = Date.now()
      await store.call('markInterrupted', { at, author: options.user })
      const active = await activate(store, read, options.user)
      await auditSecretNotes(options, store, at)
      return new Workspace(options, active, store, lock)
    } catch (error) {
      await store?.close()
      lock.release()
      throw error
    }
  }

  private constructor(
    options: WorkspaceOptions,
    active: ActiveConfiguration,
    store: Store,
    lock: WorkspaceLock,
  ) {
    this.dir = options.workspaceDir
    this.user = options.user
    this.log = options.log
    this.#active = active
    this.store = store
    this.#secrets = options.secrets
    this.#today = options.today ?? localDate
    this.#lock = lock
  }

  get configuration(): Configuration {
    return this.#active.configuration
  }

  /** The text files as they were when they were activated. */
  get texts(): ConfigTexts {
    return this.#active.texts
  }

  get version(): number {
    return this.#active.version
  }

  get systems(): readonly WorkspaceSystem[] {
    return this.#active.systems
  }

  /**
   * Takes the text files into use as they are now, as opening the workspace would. Nothing may be running: a step works by one configuration.
   * @throws ConfigError, and the configuration in use stays
   */
  async reload(): Promise<void> {
    const reloaded = activate(this.store, readTexts(this.dir), this.user).then((active) => {
      this.#active = active
    })
    this.#reloading = reloaded
      .catch(() => undefined)
      .finally(() => {
        this.#reloading = undefined
      })
    await reloaded
  }

  /**
   * Resolves when what is being taken into use is in use; undefined when nothing is. Whoever begins a step asks until there is nothing, and
   * begins without waiting for anything else.
   */
  get reloading(): Promise<void> | undefined {
    return this.#reloading
  }

  /** A thread of its own on the database, opened when it is first asked for. */
  beside(purpose: 'questions' | 'trials'): Promise<StoreBeside> {
    const opened = this.#beside.get(purpose) ?? openBeside(join(this.dir, 'joinery.db'))
    this.#beside.set(purpose, opened)
    return opened
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

  /** Systems that are in the configuration no more: what was read of them and what happened there is still told of. */
  get formerSystems(): readonly FormerSystem[] {
    return this.#active.former
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

  /** Opens a connection to a system that is not part of the workspace yet; its secrets are those that are given. */
  connectDraft(
    draft: {
      name: string
      connector: Connector<unknown>
      config: unknown
      secrets: ReadonlyMap<string, string>
    },
    signal: AbortSignal,
  ): Promise<Connection> {
    return draft.connector.open(draft.config, this.contextFor(draft.name, draft.secrets, signal))
  }

  /** What a connector is told of where it works. */
  contextFor(system: string, secrets: ReadonlyMap<string, string>, signal: AbortSignal): ConnectorContext {
    return {
      system,
      workspaceDir: this.dir,
      today: this.today,
      signal,
      secret: (field) => secrets.get(field),
      log: (message, details) => this.log.debug({ system, ...details }, message),
    }
  }

  /** Keeps a secret, or forgets it, and says so in the audit; never its value. */
  async keepSecret(system: string, field: string, value: string | undefined): Promise<void> {
    if (value === undefined) await this.#secrets.delete(system, field)
    else await this.#secrets.set(system, field, value)
    const event = value === undefined ? 'secret-deleted' : 'secret-set'
    await this.store.call('audit', [
      { at: Date.now(), author: this.user, event, details: { system, secret: field } },
    ])
  }

  /** How and where secrets are kept, for a person. */
  get secretStore(): SecretStoreDescription {
    return this.#secrets.describe()
  }

  /** Names of the fields of which a secret is kept. */
  async secretsKept(system: WorkspaceSystem): Promise<readonly string[]> {
    const kept: string[] = []
    for (const [field, meta] of Object.entries(system.connector.configSpec.fields))
      if (meta.secret === true && (await this.#secrets.get(system.source.name, field)) !== undefined)
        kept.push(field)
    return kept
  }

  /** Whether a secret is there. @throws JoineryError `secret-unreadable` when it is and cannot be decrypted */
  async hasSecret(system: string, field: string): Promise<boolean> {
    return (await this.#secrets.get(system, field)) !== undefined
  }

  /** The environment variable that a secret is taken from; undefined where it is kept. */
  async secretVariable(system: string, field: string): Promise<string | undefined> {
    return this.#secrets.variable?.(system, field)
  }

  /** Opens a connection with the secrets its configuration needs. */
  async connect(system: WorkspaceSystem, signal: AbortSignal): Promise<Connection> {
    return system.connector.open(
      system.config,
      this.contextFor(system.source.name, await this.secretsFor(system), signal),
    )
  }

  /** The secrets of a system, to sign in with; the audit says so. */
  async secretsFor(system: WorkspaceSystem): Promise<ReadonlyMap<string, string>> {
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
    return secrets
  }

  /** What signs checkpoints of the audit. */
  signingKey(): Promise<SigningKey> {
    return signingKey(this.#secrets)
  }

  async close(): Promise<void> {
    for (const [purpose, opened] of this.#beside) {
      const thread = await opened
      if (purpose === 'trials') await thread.call('endTrials', null)
      await thread.close()
    }
    await this.store.close()
    this.#lock.release()
  }
}

/** @throws ConfigError */
function readTexts(dir: string): Pick<ActiveConfiguration, 'texts' | 'configuration'> {
  const texts = keptTexts(textsIn(dir), ['rules', 'policies'])
  return { texts, configuration: loadConfiguration(texts, connectorInspector) }
}

async function activate(
  store: Store,
  { texts, configuration }: Pick<ActiveConfiguration, 'texts' | 'configuration'>,
  author: string,
): Promise<ActiveConfiguration> {
  const { systems, version } = await store.call('activate', {
    configuration,
    author,
    at: Date.now(),
    ownAccounts: ownAccounts(configuration),
    access: accessSettings(configuration),
  })
  const ids = new Map(systems.map(({ name, id }) => [name, id]))
  return {
    texts,
    configuration,
    version,
    former: systems.filter(
      ({ name }) => name !== computedSystem && !configuration.workspace.systems.some((s) => s.name === name),
    ),
    systems: configuration.workspace.systems.map((source) => ({
      id: ids.get(source.name) as number,
      source,
      ...connectorOf(source),
    })),
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

/** Settings that say how a system is reached, and not what it holds. */
function accessSettings({ workspace }: Configuration): Record<string, readonly string[]> {
  return Object.fromEntries(
    workspace.systems.map((source) => {
      const { fields } = connectorOf(source).connector.configSpec
      return [source.name, Object.keys(fields).filter((field) => fields[field]?.access === true)]
    }),
  )
}

function localDate(): string {
  const now = new Date()
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`
}
