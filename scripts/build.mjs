import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { build, loadConfigFromFile } from 'vite'
import { builtStamp, sourceStamp } from './build-stamp.mjs'
import { root } from './root.mjs'
import { Stop, say } from './say.mjs'

const preloadEntry = 'preload/bridge.ts'
const rendererConfig = join(root, 'vite.renderer.config.ts')
const mainConfig = join(root, 'vite.main.config.ts')

/** Builds everything into dist/ unless it was built from these very sources. */
export async function ensureBuilt() {
  if (builtStamp() === sourceStamp()) return
  await buildAll()
}

/**
 * Builds beside dist/ and then takes its place, so that a build that fails leaves the last one as it was.
 * @param {string[]} [only] names of entries (`joinery`, …, `bridge`, `renderer`): these alone, into dist/ as it is
 */
export async function buildAll(only) {
  const started = Date.now()
  const stamp = sourceStamp()
  const parts = await chosenParts(only)
  say(`Building ${only ? only.join(', ') : 'dist/'} …`)
  const target = only ? 'dist' : `dist-${process.pid}`
  const out = join(root, target)
  try {
    mkdirSync(out, { recursive: true })
    if (Object.keys(parts.main).length > 0) await buildMain(parts.main, join(out, 'main'))
    if (parts.bridge) await buildPreload(join(out, 'preload'))
    if (parts.renderer) await buildRenderer(join(out, 'renderer'))
    if (!only) replaceDist(out, stamp)
  } catch (error) {
    throw new Stop(`The build failed.\n${stripVTControlCharacters(error.message)}`)
  } finally {
    if (!only) rmSync(out, { recursive: true, force: true })
  }
  say(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

async function chosenParts(only) {
  const { config } = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    mainConfig,
    root,
    'silent',
  )
  const main = config.build.rolldownOptions.input
  const known = [...Object.keys(main), 'bridge', 'renderer']
  const unknown = only?.filter((name) => !known.includes(name)) ?? []
  if (unknown.length > 0)
    throw new Stop(`There is nothing to build called ${unknown.join(', ')}.`, [`Known: ${known.join(', ')}.`])
  const wanted = (name) => !only || only.includes(name)
  const parts = {
    main: Object.fromEntries(Object.entries(main).filter(([name]) => wanted(name))),
    bridge: wanted('bridge'),
    renderer: wanted('renderer'),
  }
  const sources = Object.values(parts.main).concat(parts.bridge ? preloadEntry : [])
  const missing = sources.filter((source) => !existsSync(join(root, source)))
  if (parts.renderer && !existsSync(rendererConfig)) missing.push('vite.renderer.config.ts')
  if (missing.length > 0) {
    throw new Stop(`These sources of the build do not exist: ${missing.join(', ')}.`, [
      'To build a part, name what there is: npm run build -- --only joinery,renderer',
    ])
  }
  return parts
}

async function loadMainConfig() {
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    mainConfig,
    root,
    'silent',
  )
  return loaded.config
}

/** The entries are replaced, not merged: a build of a part must not look for the others. */
async function buildMain(input, outDir) {
  const config = await loadMainConfig()
  const rolldownOptions = { ...config.build.rolldownOptions, input }
  await build({
    ...config,
    configFile: false,
    root,
    logLevel: 'warn',
    build: { ...config.build, outDir, rolldownOptions },
  })
}

/** A sandboxed preload script must be one CommonJS file that requires nothing but electron. */
function buildPreload(outDir) {
  return build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      target: 'chrome140',
      lib: { entry: join(root, preloadEntry), formats: ['cjs'], fileName: () => 'bridge.cjs' },
      rolldownOptions: { external: ['electron'] },
    },
  })
}

function buildRenderer(outDir) {
  return build({
    configFile: rendererConfig,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true, sourcemap: true, reportCompressedSize: false },
  })
}

function replaceDist(out, stamp) {
  writeFileSync(join(out, '.stamp'), stamp)
  const dist = join(root, 'dist')
  rmSync(dist, { recursive: true, force: true })
  renameSync(out, dist)
}
