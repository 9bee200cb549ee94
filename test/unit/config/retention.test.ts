import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../../../main/config/config-error.ts'
import { loadConfiguration } from '../../../main/config/load.ts'

const dir = mkdtempSync(join(tmpdir(), 'joinery-retention-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

function problems(retention: string, limits: string): string[] {
  writeFileSync(
    join(dir, 'workspace.yaml'),
    `name: Acme
systems:
  - { name: ad, title: AD, letters: AD, hue: 1, connector: twin, config: { file: ad.twin } }
metaverse: { types: { person: { display: [id], attributes: { id: { indexed: true } } } } }
limits: ${limits}
retention: ${retention}
`,
  )
  try {
    loadConfiguration(dir)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)
  }
}

test.each([
  ['{}', '{}', undefined],
  ['{ audit: 90, history: 90 }', '{}', undefined],
  ['{ history: 30, undo: 30 }', '{}', undefined],
  ['{ audit: 89 }', '{}', /:6: .*90/],
  ['{ history: 30 }', '{}', /:6: details would go after 30 days, and exports can be undone for 90$/],
  ['{ history: 0, undo: 0 }', '{}', /:6: /],
  [
    '{ undo: 5 }',
    '{ within: 7 }',
    /:6: limits count what was written within 7 days, and it could be gone after 5$/,
  ],
  ['{ hist: 30 }', '{}', /:6: .*hist/],
])('%s with limits %s', (retention, limits, expected) => {
  const found = problems(retention, limits)
  if (expected === undefined) expect(found).toEqual([])
  else expect(found[0]).toMatch(expected)
})
