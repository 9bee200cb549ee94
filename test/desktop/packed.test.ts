import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { statFile } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { startFakeDesktop } from './fake-desktop.ts'
import { type Packed, packDesktop, root } from './pack.ts'
import { filesOf, packagesIn, productionPackages, reachable, sizeIn, textOf } from './packed-files.ts'
import { shellSpecs } from './shell-specs.ts'
import { unpack } from './unpack.ts'

const megabyte = 1024 * 1024
/** The character of a fuse that is on. */
const enabled = '1'.charCodeAt(0)

/** Pictures of the documents that Help shows, under the names the build gives them: `help-dark-By_ugKf7.png`. */
const screenshots = readdirSync(join(root, 'docs/screenshots')).map((name) => basename(name, '.png'))
const isOfHelp = (file: string): boolean => {
  const name = /^dist\/renderer\/assets\/(.+)-[\w-]{8}\.png$/.exec(file)?.[1]
  return name !== undefined && screenshots.includes(name)
}

describe.skipIf(requires('linux'))('the packed application', () => {
  let folder: string
  let packed: Packed
  let files: string[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'joinery-packed-'))
    packed = await packDesktop(folder)
    files = filesOf(packed.archive)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('holds its own files at its root, and nothing else of the repository', () => {
    const top = new Set(
      files.map((file) =>
        file
          .split('/')
          .slice(0, file.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    )
    expect([...top].toSorted()).toEqual([
      'LICENSE',
      'dist/main',
      'dist/preload',
      'dist/renderer',
      'node_modules',
      'package.json',
    ])
    expect(files.filter((file) => file.startsWith('dist/preload/'))).toEqual(['dist/preload/bridge.cjs'])
    expect(files).toContain('dist/renderer/index.html')
    expect(files).toContain(JSON.parse(textOf(packed.archive, 'package.json')).main)
  })

  test('holds of our bundles what the window and the host process reach, and all of it', () => {
    const bundles = files.filter((file) => file.startsWith('dist/main/')).map((file) => file.slice(10))
    expect(bundles.toSorted()).toEqual(reachable(packed.archive, ['electron.mjs', 'host-process.mjs']))
    expect(bundles).toContain('store-worker.mjs')
  })

  test('holds the pages that index.html and its scripts ask for', () => {
    const page = textOf(packed.archive, 'dist/renderer/index.html')
    const asked = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => `dist/renderer/${path}`)
    expect(asked.length).toBeGreaterThan(1)
    for (const path of asked) expect(files, path).toContain(path)
  })

  test('holds the packages of production alone, without what only compiling needs', () => {
    const forCompiling = ['node-addon-api']
    expect(packagesIn(files)).toEqual(productionPackages().filter((name) => !forCompiling.includes(name)))
  })

  test('holds no sources, maps, tests or documents', () => {
    const isRun = /\.(js|cjs|mjs|json|node)$|\/(LICEN[SC]E|COPYING|NOTICE)[^/]*$|^LICENSE$/i
    const isPage = /^dist\/renderer\/.*\.(html|css|svg|woff2)$/
    expect(files.filter((file) => !isRun.test(file) && !isPage.test(file) && !isOfHelp(file))).toEqual([])
    expect(files.filter((file) => /(^|\/)(tests?|spec|docs|benchmarks?|examples?)\//.test(file))).toEqual([])
  })

  test('has the native binary of this platform beside the archive, and that alone', () => {
    const binary = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([binary])
    expect(statFile(packed.archive, binary)).toMatchObject({ unpacked: true })
    const outside = readdirSync(packed.unpacked, { recursive: true, withFileTypes: true })
    expect(outside.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([
      `linux-${process.arch}.node`,
    ])
    expect(files.filter((file) => 'unpacked' in statFile(packed.archive, file))).toEqual([binary])
  })

  test('is small: without the pictures of Help, the archive comes to less than 11 MB', () => {
    const pictures = files.filter(isOfHelp).reduce((sum, file) => sum + sizeIn(packed.archive, file), 0)
    expect(pictures / megabyte).toBeLessThan(5)
    expect((statSync(packed.archive).size - pictures) / megabyte).toBeLessThan(11)
  })

  test('has the switches of its binary set as the configuration says', async () => {
    const wire = await getCurrentFuseWire(packed.binary)
    const set = (name: keyof typeof FuseV1Options) => wire[FuseV1Options[name] as 0] === enabled
    expect({
      runAsNode: set('RunAsNode'),
      cookies: set('EnableCookieEncryption'),
      nodeOptions: set('EnableNodeOptionsEnvironmentVariable'),
      inspect: set('EnableNodeCliInspectArguments'),
      integrity: set('EnableEmbeddedAsarIntegrityValidation'),
      onlyArchive: set('OnlyLoadAppFromAsar'),
      snapshot: set('LoadBrowserProcessSpecificV8Snapshot'),
      fileRights: set('GrantFileProtocolExtraPrivileges'),
    }).toEqual({
      runAsNode: false,
      cookies: true,
      nodeOptions: false,
      inspect: false,
      integrity: true,
      onlyArchive: true,
      snapshot: false,
      fileRights: false,
    })
  })
  describe.skipIf(requires('chromium'))(
    'started from its archive, on a stand-in with a real Chromium',
    () => {
      shellSpecs((options) => startFakeDesktop(unpack(packed, folder), options))
    },
  )
})
