import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { extractFile, statFile } from '@electron/asar'
import type { Packed } from './pack.ts'
import { filesOf } from './packed-files.ts'

const stand = join(import.meta.dirname, '..', 'fakes', 'electron', 'built', 'index.ts')

/**
 * Lays a packed application out so that Node can start it, far from the repository and its packages. Node reads no archive, so `app.asar`
 * becomes a folder of the same files; what is marked as unpacked leads to where it lies beside the archive, as in Electron. The module
 * `electron`, which Electron has built in, is found one level up. Returns the folder of the application.
 */
export function unpack({ archive, unpacked }: Packed, folder: string): string {
  const app = join(folder, 'resources', 'app.asar')
  for (const path of filesOf(archive)) {
    const target = join(app, path)
    mkdirSync(dirname(target), { recursive: true })
    if ('unpacked' in statFile(archive, path)) symlinkSync(join(unpacked, path), target)
    else writeFileSync(target, extractFile(archive, path))
  }
  const module = join(folder, 'resources', 'node_modules', 'electron')
  mkdirSync(module, { recursive: true })
  writeFileSync(join(module, 'package.json'), '{"name":"electron","type":"module","main":"index.js"}')
  const address = JSON.stringify(pathToFileURL(stand))
  writeFileSync(join(module, 'index.js'), `export * from ${address}\nexport { default } from ${address}\n`)
  return app
}
