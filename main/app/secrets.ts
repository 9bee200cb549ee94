import type { SafeStorage } from 'electron'
import { JoineryError } from '../host/joinery-error.ts'
import { type EntryFile, entryFile } from '../secrets/entry-file.ts'
import type { SecretStore, SecretStoreDescription } from '../secrets/port.ts'

/** The part of Electron's safeStorage that is used; its calls work after `ready`. */
export type Keychain = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

export interface KeychainSecretsOptions {
  readonly keychain: Keychain
  /** File of the encrypted texts, in the user's own folder. */
  readonly file: string
  /** Absolute path of the workspace the secrets belong to. */
  readonly workspace: string
  readonly platform: NodeJS.Platform
}

/**
 * Secrets encrypted with a key of the operating system. Undefined when there is no such key at all: the caller then
 * keeps secrets in another way and says so.
 */
export async function openKeychainSecrets(options: KeychainSecretsOptions): Promise<SecretStore | undefined> {
  const { keychain, workspace, platform } = options
  if (!(await keychain.isAsyncEncryptionAvailable())) return undefined
  const description = describeBackend(platform === 'linux' ? keychain.getSelectedStorageBackend() : undefined)
  const file = entryFile(options.file)
  const nameOf = (system: string, field: string) => JSON.stringify([workspace, system, field])

  return {
    async get(system, field) {
      const name = nameOf(system, field)
      const text = (await file.read())[name]
      return text === undefined ? undefined : decrypt(keychain, file, name, text, `${field} of ${system}`)
    },
    async set(system, field, value) {
      const name = nameOf(system, field)
      await file.write(name, await encrypt(keychain, value))
    },
    async delete(system, field) {
      await file.write(nameOf(system, field), undefined)
    },
    describe: () => description,
  }
}

async function encrypt(keychain: Keychain, value: string): Promise<string> {
  return (await keychain.encryptStringAsync(value)).toString('base64')
}

async function decrypt(
  keychain: Keychain,
  file: EntryFile,
  name: string,
  text: string,
  what: string,
): Promise<string> {
  const { result, shouldReEncrypt } = await keychain
    .decryptStringAsync(Buffer.from(text, 'base64'))
    .catch(() => {
      throw new JoineryError('secret-unreadable', `The kept ${what} cannot be decrypted on this machine.`, {
        advice: 'Unlock the keychain it was kept with, or enter the secret again. It was left as it is.',
      })
    })
  // The system has a newer key: keep the text under that one, before the old key goes away.
  if (shouldReEncrypt) await file.write(name, await encrypt(keychain, result))
  return result
}

/** Without a keyring Chromium encrypts with a key that is written in its source, which protects nothing. */
function describeBackend(
  backend: ReturnType<Keychain['getSelectedStorageBackend']> | undefined,
): SecretStoreDescription {
  if (backend !== 'basic_text' && backend !== 'unknown') return { kind: 'keychain', encrypted: true }
  return {
    kind: 'basic-text',
    encrypted: false,
    warning:
      'This desktop has no keyring, so secrets are kept with a key that everyone knows. Install and unlock a ' +
      'keyring (GNOME Keyring or KWallet), or give secrets as environment variables.',
  }
}
