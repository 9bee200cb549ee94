import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')

/** What no import shows: the clock and chance are globals. */
const impure =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\bperformance\.|\bprocess\./

it.each(['main/engine', 'main/expressions'])('%s asks no clock, no chance and no process', (room) => {
  const files = globSync(`${room}/**/*.ts`, { cwd: root })
  expect(files.length).toBeGreaterThan(10)
  expect(files.filter((file) => impure.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
