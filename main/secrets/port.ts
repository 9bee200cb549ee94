/** How a store keeps secrets, in words that may be shown to a person. */
export interface SecretStoreDescription {
  readonly kind: 'environment' | 'file' | 'keychain' | 'basic-text'
  /** True only when another program of the same user cannot read the secrets without being asked for. */
  readonly encrypted: boolean
  readonly warning?: string
}

/**
 * Where the secrets of connected systems are kept: never in the workspace's text files. `system` is the system's name
 * in workspace.yaml, `field` the name of a configuration field that the connector marks as secret.
 */
export interface SecretStore {
  /** Undefined when there is none. Throws `secret-unreadable` when there is one that cannot be decrypted. */
  get(system: string, field: string): Promise<string | undefined>
  /** Name of the environment variable that it is taken from; undefined where it is kept, and of stores that ask no environment. */
  variable?(system: string, field: string): Promise<string | undefined>
  set(system: string, field: string, value: string): Promise<void>
  /** Does nothing when there is none. */
  delete(system: string, field: string): Promise<void>
  describe(): SecretStoreDescription
}
