import { existsSync } from 'node:fs'

/** The code of the store's threads: beside the bundle in the product, beside this file where the sources run. */
export function workerFile(): URL {
  const bundled = new URL('./store-worker.mjs', import.meta.url)
  return existsSync(bundled) ? bundled : new URL('./worker.ts', import.meta.url)
}
