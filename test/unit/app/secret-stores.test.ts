import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openKeychainSecrets } from '../../../main/app/secrets.ts'
import { environmentSecrets, variableName } from '../../../main/secrets/environment.ts'
import { environmentFirst } from '../../../main/secrets/environment-first.ts'
import { fileSecrets } from '../../../main/secrets/file-store.ts'
import type { SecretStore } from '../../../main/secrets/port.ts'
import { userConfigDir } from '../../../main/secrets/user-config-dir.ts'
import { safeStorage } from '../../fakes/electron/safe-storage.ts'
import { resetState, state } from '../../fakes/electron/state.ts'

const workspace = '/work/contoso'
const password = 'Grüße, ✓ "quoted"\n'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'joinery-secrets-'))
  resetState()
  state.isReady = true
})
afterEach(() => rm(dir, { recursive: true }))

async function openKeychain(place = workspace): Promise<SecretStore> {
  const options = { keychain: safeStorage as never, file: join(dir, 'secrets.json'), workspace: place }
  const store = await openKeychainSecrets({ ...options, platform: 'linux' })
  if (!store) throw new Error('no keychain')
  return store
}

describe.each([
  ['file', async (place?: string) => fileSecrets({ dir, workspace: place ?? workspace })],
  ['keychain', openKeychain],
])('the %s store', (_, open) => {
  test('gives back what was set, also to the next process', async () => {
    await (await open()).set('ad', 'password', password)
    expect(await (await open()).get('ad', 'password')).toBe(password)
  })

  test('knows nothing of what was not set', async () => {
    const store = await open()
    expect(await store.get('ad', 'password')).toBeUndefined()
    await store.delete('ad', 'password')
    await store.set('ad', 'password', password)
    expect(await store.get('ad', 'user')).toBeUndefined()
    expect(await store.get('hr', 'password')).toBeUndefined()
  })

  test('keeps workspaces apart', async () => {
    await (await open()).set('ad', 'password', password)
    expect(await (await open('/work/other')).get('ad', 'password')).toBeUndefined()
  })

  test('does not mix up names that look alike when joined', async () => {
    const store = await open()
    await store.set('a/b', 'c', 'first')
    await store.set('a', 'b/c', 'second')
    expect([await store.get('a/b', 'c'), await store.get('a', 'b/c')]).toEqual(['first', 'second'])
  })

  test('replaces and deletes', async () => {
    const store = await open()
    await store.set('ad', 'password', 'old')
    await store.set('ad', 'password', password)
    expect(await store.get('ad', 'password')).toBe(password)
    await store.delete('ad', 'password')
    expect(await store.get('ad', 'password')).toBeUndefined()
  })

  test('loses nothing when several are set at once', async () => {
    const store = await open()
    await store.set('ad', 'first', '0')
    const fields = Array.from({ length: 20 }, (_, index) => `field${index}`)
    await Promise.all(fields.map((field) => store.set('ad', field, field)))
    for (const field of fields) expect(await store.get('ad', field)).toBe(field)
  })

  test('writes no secret in the clear, and files for their owner only', async () => {
    const store = await open()
    await store.set('ad', 'password', 'Sup3r-Secret')
    for (const name of await readdir(dir)) {
      expect(await readFile(join(dir, name), 'latin1')).not.toContain('Sup3r-Secret')
      if (process.platform !== 'win32') expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600)
    }
  })

  test('refuses a damaged file and leaves it as it is', async () => {
    const store = await open()
    await writeFile(join(dir, 'secrets.json'), 'not json')
    await expect(store.get('ad', 'password')).rejects.toMatchObject({ code: 'secret-file-damaged' })
    await expect(store.set('ad', 'password', 'x')).rejects.toThrow()
    expect(await readFile(join(dir, 'secrets.json'), 'utf8')).toBe('not json')
  })
})

describe('the file store', () => {
  const file = () => join(dir, 'secrets.json')
  const key = () => join(dir, 'secrets.key')

  test('says that it does not protect from programs of the same user', () => {
    const description = fileSecrets({ dir, workspace }).describe()
    expect(description).toMatchObject({ kind: 'file', encrypted: false })
    expect(description.warning).toContain('programs that run as you can')
  })

  test('notices a changed text, and one moved to another name', async () => {
    const store = fileSecrets({ dir, workspace })
    await store.set('ad', 'password', 'one')
    await store.set('hr', 'password', 'two')
    const content = JSON.parse(await readFile(file(), 'utf8'))
    const [ad, hr] = Object.keys(content.entries)
    const entries = {
      [ad ?? '']: content.entries[hr ?? ''],
      [hr ?? '']: `A${content.entries[hr ?? ''].slice(1)}`,
    }
    await writeFile(file(), JSON.stringify({ version: 1, entries }))
    for (const system of ['ad', 'hr']) {
      await expect(store.get(system, 'password')).rejects.toMatchObject({ code: 'secret-unreadable' })
    }
  })

  test('makes no new key while secrets of a lost one are there', async () => {
    const store = fileSecrets({ dir, workspace })
    await store.set('ad', 'password', 'one')
    await rm(key())
    await expect(store.get('ad', 'password')).rejects.toMatchObject({ code: 'secret-unreadable' })
    await expect(store.set('ad', 'user', 'two')).rejects.toMatchObject({ code: 'secret-key-missing' })
    expect(Object.keys(JSON.parse(await readFile(file(), 'utf8')).entries)).toHaveLength(1)
  })

  test.skipIf(process.platform === 'win32')('refuses a key that others can read', async () => {
    const store = fileSecrets({ dir, workspace })
    await store.set('ad', 'password', 'one')
    const bytes = await readFile(key())
    await rm(key())
    await writeFile(key(), bytes, { mode: 0o644 })
    await expect(store.get('ad', 'password')).rejects.toMatchObject({ code: 'secret-key-exposed' })
  })
})

describe('the keychain store', () => {
  test('is not there without a keychain', async () => {
    state.keychain = 'unavailable'
    await expect(openKeychain()).rejects.toThrow('no keychain')
  })

  test('says whether the key is one of the system', async () => {
    expect((await openKeychain()).describe()).toEqual({ kind: 'keychain', encrypted: true })
    state.keychain = 'basic_text'
    expect((await openKeychain()).describe()).toMatchObject({ kind: 'basic-text', encrypted: false })
  })

  test('does not ask for the Linux backend elsewhere', async () => {
    state.keychain = 'basic_text'
    const file = join(dir, 'secrets.json')
    const store = await openKeychainSecrets({
      keychain: safeStorage as never,
      file,
      workspace,
      platform: 'win32',
    })
    expect(store?.describe()).toEqual({ kind: 'keychain', encrypted: true })
  })

  test('keeps a secret that it cannot decrypt until it can again', async () => {
    const store = await openKeychain()
    await store.set('ad', 'password', 'one')
    state.keychain = 'basic_text'
    await expect(store.get('ad', 'password')).rejects.toMatchObject({ code: 'secret-unreadable' })
    state.keychain = 'encrypted'
    expect(await store.get('ad', 'password')).toBe('one')
  })

  test('encrypts again when the system has a newer key', async () => {
    const store = await openKeychain()
    await store.set('ad', 'password', 'one')
    const before = await readFile(join(dir, 'secrets.json'), 'utf8')
    state.keychainKey = 2
    expect(await store.get('ad', 'password')).toBe('one')
    const after = await readFile(join(dir, 'secrets.json'), 'utf8')
    expect(after).not.toBe(before)
    expect(await store.get('ad', 'password')).toBe('one')
    expect(await readFile(join(dir, 'secrets.json'), 'utf8')).toBe(after)
  })
})

describe('the environment', () => {
  test('names a variable by system and field', () => {
    expect(variableName('hr-contractors', 'password')).toBe('JOINERY_SECRET_HR_CONTRACTORS_PASSWORD')
    expect(variableName('AD Köln', 'bindPassword')).toBe('JOINERY_SECRET_AD_K_LN_BINDPASSWORD')
  })

  test('gives secrets and takes none', async () => {
    const store = environmentSecrets({ JOINERY_SECRET_AD_PASSWORD: 'one', JOINERY_SECRET_AD_USER: '' })
    expect(await store.get('ad', 'password')).toBe('one')
    expect(await store.get('ad', 'user')).toBeUndefined()
    await expect(store.set('ad', 'password', 'two')).rejects.toMatchObject({
      code: 'secret-read-only',
      advice: expect.stringContaining('JOINERY_SECRET_AD_PASSWORD'),
    })
    await expect(store.delete('ad', 'password')).rejects.toMatchObject({ code: 'secret-read-only' })
    expect(store.describe()).toMatchObject({ kind: 'environment', encrypted: false })
  })

  test('comes before what is kept, and is not written over', async () => {
    const kept = fileSecrets({ dir, workspace })
    await kept.set('ad', 'password', 'kept')
    const store = environmentFirst(environmentSecrets({ JOINERY_SECRET_AD_PASSWORD: 'given' }), kept)
    expect(await store.variable?.('ad', 'password')).toBe('JOINERY_SECRET_AD_PASSWORD')
    expect(await store.variable?.('ad', 'user')).toBeUndefined()
    expect(await store.get('ad', 'password')).toBe('given')
    await expect(store.set('ad', 'password', 'new')).rejects.toMatchObject({ code: 'secret-read-only' })
    await expect(store.delete('ad', 'password')).rejects.toMatchObject({ code: 'secret-read-only' })
    expect(await kept.get('ad', 'password')).toBe('kept')
    await store.set('ad', 'user', 'anna')
    expect(await kept.get('ad', 'user')).toBe('anna')
    await store.delete('ad', 'user')
    expect(await store.get('ad', 'user')).toBeUndefined()
    expect(store.describe().kind).toBe('file')
  })
})

test.each([
  ['linux', {}, '/home/anna/.config/joinery'],
  ['linux', { XDG_CONFIG_HOME: '/elsewhere' }, '/elsewhere/joinery'],
  ['darwin', {}, '/home/anna/Library/Application Support/Joinery'],
  ['win32', { APPDATA: 'C:\\Users\\anna\\AppData\\Roaming' }, 'C:\\Users\\anna\\AppData\\Roaming\\Joinery'],
] as const)('the folder of the user on %s with %j is %s', (platform, environment, expected) => {
  expect(userConfigDir(platform, environment, '/home/anna')).toBe(expected)
})
