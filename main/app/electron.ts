import { join } from 'node:path'
import Store from 'electron-store'
import { startDesktop } from './desktop.ts'

/** Entry of the desktop application, bundled beside `host-process.mjs` in `dist/main`. */
const dist = join(import.meta.dirname, '..')

startDesktop({
  rendererDir: join(dist, 'renderer'),
  preload: join(dist, 'preload', 'bridge.cjs'),
  hostProcess: join(dist, 'main', 'host-process.mjs'),
  openSettingsFile: () => new Store({ name: 'window', clearInvalidConfig: true }),
  args: process.argv,
})
