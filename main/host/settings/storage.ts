import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../../preload/contract/methods.ts'
import { productOf } from '../product.ts'
import type { Workspace } from '../workspace.ts'

interface Files {
  files: number
  bytes: number
}

/** Where a workspace lies, and what it takes on the disk. */
export async function storageOf({ dir, store }: Workspace): Promise<Result<'settings.storage'>> {
  const [top, archives, reports, checkpoints, versions] = await Promise.all([
    sizesIn(dir),
    sizesIn(join(dir, 'archive')),
    sizesIn(join(dir, 'reports')),
    sizesIn(join(dir, 'checkpoints')),
    store.call('storeVersions', null),
  ])
  const { title, licence } = productOf()
  return {
    folder: dir,
    database: top.get('joinery.db') ?? 0,
    log: top.get('joinery.db-wal') ?? 0,
    archives: sum(archives),
    reports: sum(reports),
    checkpoints: sum(checkpoints),
    copies: sum(new Map([...top].filter(([name]) => name.startsWith('joinery.db.before-')))),
    versions: {
      product: title,
      node: process.versions.node,
      electron: process.versions.electron ?? null,
      ...versions,
      licence,
    },
  }
}

/** Bytes of the files of a folder, by name; a folder that is not there has none. */
async function sizesIn(folder: string): Promise<ReadonlyMap<string, number>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name }) => {
        // Files come and go while one looks.
        const size = await stat(join(folder, name)).then(
          (found) => found.size,
          () => 0,
        )
        return [name, size] as const
      }),
  )
  return new Map(sizes)
}

const sum = (sizes: ReadonlyMap<string, number>): Files => ({
  files: sizes.size,
  bytes: [...sizes.values()].reduce((total, size) => total + size, 0),
})
