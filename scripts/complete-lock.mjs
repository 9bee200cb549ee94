import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'

// npm leaves the packages of other platforms out of package-lock.json when its registry does not serve them, and then `npm ci` fails on
// every platform. This writes them back in, from what their parents name: npm run lock, after a change of the dependencies.

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

const file = join(root, 'package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []
for (const parent of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`
    if (Object.keys(lock.packages).some((known) => known.endsWith(path))) continue
    lock.packages[path] = entryOf(name, range, parent.dev === true)
    added.push(`${name}@${lock.packages[path].version}`)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(`${added.length} packages of other platforms written into package-lock.json\n`)

function entryOf(name, range, dev) {
  const words = name.split(/[-/@.]/).map((word) => (/^(gnu|musl)?eabi(hf)?$/.test(word) ? 'arm' : word))
  const libc = /musl/.test(name) ? ['musl'] : /gnu/.test(name) ? ['glibc'] : undefined
  return {
    version: range.replace(/^[\^~]/, ''),
    cpu: only(words.filter((word) => processors.includes(word)).map(String)),
    ...(dev ? { dev } : {}),
    ...(libc && words.includes('linux') ? { libc } : {}),
    optional: true,
    os: only(words.filter((word) => systems.includes(word))),
  }
}

function only(found) {
  const distinct = [...new Set(found)]
  return distinct.length > 0 ? distinct : undefined
}
