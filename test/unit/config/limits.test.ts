import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration } from '../../../main/config/load.ts'

const dir = mkdtempSync(join(tmpdir(), 'joinery-limits-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function problems(limits: string): string[] {
  writeFileSync(
    join(dir, 'workspace.yaml'),
    `name: Acme
systems:
  - { name: ad, title: AD, letters: AD, hue: 1, connector: twin, config: { file: ad.twin } }
metaverse: { types: { person: { display: [id], attributes: { id: { indexed: true } } } } }
limits:
  more:
    - ${limits}
`,
  )
  try {
    loadConfiguration(dir)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ file, line, message, advice }) => `${file}:${line}: ${message} | ${advice}`)
  }
}

test.each([
  ['{ name: a, operations: [update], count: 1 }', undefined],
  ['{ name: a, operations: [remove-member], count: 1 }', undefined],
  ['{ name: delete, operations: [update], count: 1 }', /:7: there is a limit "delete" already/],
  ['{ name: a, operations: [update] }', /:7: .*a limit has a count, a percentage, or both/],
  [
    '{ name: a, operations: [update], count: 1, systems: [AD] }',
    /:7: there is no system "AD" \| Did you mean "ad"/,
  ],
  ['{ name: a, operations: [update], count: 1, under: [Munich] }', /:7: "Munich" is not a DN/],
  [
    '{ name: a, operations: [remove-member, update], count: 1 }',
    /:7: members that are removed are counted by themselves/,
  ],
  [
    '{ name: a, operations: [remove-member], percent: 1 }',
    /:7: members that are removed are counted by themselves/,
  ],
])('%s', (limits, expected) => {
  const told = problems(limits)
  expect(told.length).toBe(expected === undefined ? 0 : 1)
  if (expected !== undefined) expect(told[0]).toMatch(expected)
})
