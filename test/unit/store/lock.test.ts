import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lockWorkspace } from '../../../main/store/lock.ts'
import { StoreError } from '../../../main/store/store-error.ts'
import { temporaryFolder } from './temporary-folder.ts'

const holder = fileURLToPath(new URL('../../fakes/store/hold-lock.ts', import.meta.url))

/** Starts another process that holds the lock. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const stripTypes = process.features.typescript ? [] : ['--experimental-strip-types']
  const child = spawn(process.execPath, [...stripTypes, '--expose-gc', '--no-warnings', holder, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [text] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  expect(text.toString()).toBe('locked\n')
  return child
}

function refusal(path: string): StoreError {
  try {
    lockWorkspace(path, 'Contoso').release()
  } catch (error) {
    return error as StoreError
  }
  throw new Error('the lock was given')
}

describe('the lock of a workspace', () => {
  test('keeps a second process out and says who holds it', async () => {
    const path = join(temporaryFolder(), 'lock')
    const child = await holdElsewhere(path)
    const error = refusal(path)
    expect(error).toBeInstanceOf(StoreError)
    expect(error.code).toBe('store-locked')
    expect(error.message).toContain('the workspace Contoso is open in another process')
    expect(error.message).toContain(`process ${child.pid} on `)
    expect(error.advice).toContain('Close it there')
  })

  test('is free again when its holder is killed', async () => {
    const path = join(temporaryFolder(), 'lock')
    const child = await holdElsewhere(path)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const lock = lockWorkspace(path, 'Contoso')
    expect(refusal(path).message).toContain(`process ${process.pid} on `)
    lock.release()
  })

  test('is given back, with the note of its owner', () => {
    const path = join(temporaryFolder(), 'lock')
    lockWorkspace(path, 'Contoso').release()
    expect(existsSync(`${path}.owner`)).toBe(false)
    lockWorkspace(path, 'Contoso').release()
  })
})
