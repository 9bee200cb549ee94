import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

const folders = ['main', 'renderer', 'preload', 'connectors', 'demo', 'bench']
const files = ['package-lock.json', 'vite.main.config.ts', 'vite.renderer.config.ts', 'scripts/build.mjs']
const isSource = /\.(tsx?|mjs|css|html|svg|sql|woff2)$/

/** A hash over the content of everything the build reads. */
export function sourceStamp() {
  const hash = createHash('sha256')
  for (const file of [...files, ...folders.flatMap(sourcesIn)].sort()) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(file).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

function sourcesIn(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sourcesIn(path)
    return isSource.test(entry.name) || folder.startsWith('renderer') ? [path] : []
  })
}

/** What the last complete build was made of; undefined when there is none. */
export function builtStamp() {
  const file = join(root, 'dist', '.stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
