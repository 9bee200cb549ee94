import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractFile, listPackage, statFile } from '@electron/asar'
import { root } from './pack.ts'

/** Paths of the files in an archive, without folders: `dist/main/electron.mjs`. */
export function filesOf(archive: string): string[] {
  return listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').slice(1))
    .filter((path) => !('files' in statFile(archive, path)))
}

export const textOf = (archive: string, path: string): string => extractFile(archive, path).toString()

/** Bytes of a file in an archive. */
export function sizeIn(archive: string, path: string): number {
  const file = statFile(archive, path)
  if (!('size' in file)) throw new Error(`${path} is not a file.`)
  return file.size
}

/** Files of `dist/main` that can be reached from some of them, by import or by address. */
export function reachable(archive: string, entries: readonly string[]): string[] {
  const found = new Set(entries)
  for (const name of found) {
    const text = textOf(archive, `dist/main/${name}`)
    for (const [, next = ''] of text.matchAll(/["']\.\/([\w.-]+\.mjs)["']/g)) found.add(next)
  }
  return [...found].toSorted()
}

/** Names of the packages that the lock installs for production. */
export function productionPackages(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>
  }
  const names = Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => path !== '' && !dev && !optional && !devOptional)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  return [...new Set(names)].toSorted()
}

/** Names of the packages whose files are among these. */
export function packagesIn(files: readonly string[]): string[] {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))].toSorted()
}
