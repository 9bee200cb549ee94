import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from './npm.mjs'
import { root } from './root.mjs'
import { Stop, say } from './say.mjs'

const lockFile = join(root, 'package-lock.json')
const stampFile = join(root, 'node_modules', '.joinery-lock')

/** Installs what package-lock.json names, unless that is what node_modules holds. */
export function ensureDependencies() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  if (!holdsWhatTheLockNames()) {
    say('Installing the packages of package-lock.json …')
    // No package needs its install script: better-sqlite3 carries its binaries, Electron fetches its own at first use.
    const flags = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    if (npm(['ci', ...flags], root) !== 0) {
      throw new Stop("The packages could not be installed; npm's own words are above.", [
        'Make the npm registry reachable and try again.',
      ])
    }
  }
  writeFileSync(stampFile, wanted)
}

/** npm keeps a list of what it has installed; it is compared package by package. */
function holdsWhatTheLockNames() {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true
    return installed[path] ? installed[path].version === version : optional === true
  })
}
