import { defineConfig } from 'vitest/config'

/** One project for each rung of the ladder. Servers and browsers have the machine to themselves. */
const alone = { fileParallelism: false, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    silent: 'passed-only',
    // All cores: left alone, vitest keeps one free, which on two cores is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 20_000 } },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'servers', include: ['test/servers/**/*.test.ts'], testTimeout: 120_000, ...alone } },
      {
        test: {
          name: 'e2e',
          include: ['test/{e2e,desktop}/**/*.test.ts'],
          testTimeout: 180_000,
          ...alone,
        },
      },
    ],
  },
})
