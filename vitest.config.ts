import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** One project for each rung of the ladder. Servers and browsers take a while to come up beside each other. */
const withServers = { hookTimeout: 180_000 }

/** What is waited for comes when the machine has time for it: a second is not enough where two test files share a core with their servers. */
const patient = { expect: { poll: { timeout: 20_000 } } }

/** In the ladder the build is of these very sources: threads of the store, of which the tests start a thousand, are started from it. */
const resolve =
  process.env.JOINERY_BUILT === 'true'
    ? {
        alias: [
          {
            find: /^.*\/worker-file\.ts$/,
            replacement: fileURLToPath(new URL('./test/built-worker-file.ts', import.meta.url)),
          },
        ],
      }
    : {}

export default defineConfig({
  test: {
    silent: 'passed-only',
    // All cores: left alone, vitest keeps one free, which on two cores is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          ...patient,
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 30_000, ...patient },
      },
      {
        resolve,
        test: {
          name: 'conformance',
          ...patient,
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'servers',
          ...patient,
          include: ['test/servers/**/*.test.ts'],
          testTimeout: 120_000,
          ...withServers,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          ...patient,
          include: ['test/{e2e,desktop}/**/*.test.ts'],
          testTimeout: 180_000,
          ...withServers,
        },
      },
    ],
  },
})
