import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { DesktopOptions } from '../../../main/app/desktop.ts'
import { mainEntries } from '../../../vite.main.config.ts'

const started: DesktopOptions[] = []
const stores: unknown[] = []

vi.mock('../../../main/app/desktop.ts', () => ({
  startDesktop: (options: DesktopOptions) => void started.push(options),
}))
vi.mock('electron-store', () => ({
  default: class {
    constructor(options: unknown) {
      stores.push(options)
    }
  },
}))

test('the entry starts the desktop on the files that the build makes', async () => {
  await import('../../../main/app/electron.ts')
  const [options] = started
  const dist = join(import.meta.dirname, '..', '..', '..', 'main')
  expect(options).toMatchObject({
    rendererDir: join(dist, 'renderer'),
    preload: join(dist, 'preload', 'bridge.cjs'),
    hostProcess: join(dist, 'main', 'host-process.mjs'),
    args: process.argv,
  })
  expect(mainEntries).toMatchObject({
    electron: 'main/app/electron.ts',
    'host-process': 'main/app/host-process.ts',
  })
})

test('the settings file is made when it is asked for, not before ready', async () => {
  await import('../../../main/app/electron.ts')
  expect(stores).toEqual([])
  started[0]?.openSettingsFile()
  expect(stores).toEqual([{ name: 'window', clearInvalidConfig: true }])
})
