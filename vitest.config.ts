import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** One project for each rung of the ladder. Servers and browsers take a while to come up beside each other. */
const withServers = { hookTimeout: 180_000 }

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
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { resolve, test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 20_000 } },
      {
        resolve,
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'servers',
          include: ['test/servers/**/*.test.ts'],
          testTimeout: 120_000,
          ...withServers,
        },
      },
      {
        resolve,
        test: {
          name: 'e2e',
          include: ['test/{e2e,desktop}/**/*.test.ts'],
          testTimeout: 180_000,
          ...withServers,
        },
      },
    ],
  },
})
