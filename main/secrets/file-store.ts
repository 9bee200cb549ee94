import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { JoineryError } from '../host/joinery-error.ts'
import { entryFile, readIfThere, writePrivate } from './entry-file.ts'
import type { SecretStore } from './port.ts'

export interface FileSecretsOptions {
  /** A folder of the user, outside of every workspace; see `userConfigDir`. Made when it is missing. */
  readonly dir: string
  /** Absolute path of the workspace: two workspaces may have systems of one name with different passwords. */
  readonly workspace: string
}

/**
 * Secrets in a file of the user, AES-256-GCM with a random key in a file beside it. Who can read both files can read
 * the secrets: this hides them from a glance, a backup of one file and a commit, not from programs of the same user.
 */
export function fileSecrets({ dir, workspace }: FileSecretsOptions): SecretStore {
  const keyPath = join(dir, 'secrets.key')
  const file = entryFile(join(dir, 'secrets.json'))
  const nameOf = (system: string, field: string) => JSON.stringify([workspace, system, field])

  return {
    async get(system, field) {
      const name = nameOf(system, field)
      const sealed = (await file.read())[name]
      if (sealed === undefined) return undefined
      const key = await readKey(keyPath)
      const value = key && open(sealed, key, name)
      if (value === undefined) throw unreadable(system, field, keyPath)
      return value
    },
    async set(system, field, value) {
      const name = nameOf(system, field)
      const key = (await readKey(keyPath)) ?? (await createKey(keyPath, Object.keys(await file.read())))
      await file.write(name, seal(value, key, name))
    },
    async delete(system, field) {
      await file.write(nameOf(system, field), undefined)
    },
    describe: () => ({
      kind: 'file',
      encrypted: false,
      warning:
        `Secrets are kept in ${dir}, scrambled with a key that lies beside them. Other users cannot read them; ` +
        'programs that run as you can.',
    }),
  }
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const key = await readIfThere(path)
  if (key === undefined) return undefined
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
    throw new JoineryError('secret-key-exposed', 'The key of the kept secrets can be read by other users.', {
      advice: `Run chmod 600 on the file, and change the passwords if others use this machine.`,
      where: path,
    })
  }
  return key.length === 32 ? key : undefined
}

/** A new key would make the entries that are there unreadable for good, so there must be none. */
async function createKey(path: string, entries: readonly string[]): Promise<Buffer> {
  if (entries.length > 0) {
    throw new JoineryError('secret-key-missing', 'The key of the kept secrets is missing or damaged.', {
      advice: 'Restore the key file from a backup, or move secrets.json away and enter the secrets again.',
      where: path,
    })
  }
  const key = randomBytes(32)
  await writePrivate(path, key)
  return key
}

/** The name is authenticated too, so one entry's text cannot be moved to another's place. */
function seal(value: string, key: Buffer, name: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name))
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64')
}

function open(sealed: string, key: Buffer, name: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function unreadable(system: string, field: string, keyPath: string): JoineryError {
  return new JoineryError('secret-unreadable', `The kept ${field} of ${system} cannot be decrypted.`, {
    advice: 'Restore the key file that belongs to it, or enter the secret again. It was left as it is.',
    where: keyPath,
  })
}
