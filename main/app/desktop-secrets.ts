import { join } from 'node:path'
import { safeStorage } from 'electron'
import { environmentSecrets } from '../secrets/environment.ts'
import { environmentFirst } from '../secrets/environment-first.ts'
import { fileSecrets } from '../secrets/file-store.ts'
import type { SecretStore } from '../secrets/port.ts'
import { openKeychainSecrets } from './secrets.ts'

/** The environment first, then the system's keychain, or a file where there is no keychain. After `ready`. */
export async function openDesktopSecrets(userData: string, workspace: string): Promise<SecretStore> {
  const keychain = await openKeychainSecrets({
    keychain: safeStorage,
    file: join(userData, 'secrets-keychain.json'),
    workspace,
    platform: process.platform,
  })
  return environmentFirst(
    environmentSecrets(process.env),
    keychain ?? fileSecrets({ dir: join(userData, 'secrets'), workspace }),
  )
}

/** The host process asks for secrets one by one; it does not need all of them in its environment. */
export function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^JOINERY_SECRET_/i.test(name)))
}
