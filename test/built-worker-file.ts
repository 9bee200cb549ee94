import { pathToFileURL } from 'node:url'

/**
 * In place of main/store/worker-file.ts in the ladder, see vitest.config.ts: a thread of the store starts from
 * the bundle in a third of the time, and the tests start a thousand of them.
 */
export const workerFile = (): URL => pathToFileURL(`${process.cwd()}/dist/main/store-worker.mjs`)
