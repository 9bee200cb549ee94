import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectorConformance } from '../../conformance/suite.ts'
import { badgeFile } from './badge-file.ts'
import { documentText } from './documents.ts'

test('the page quotes the connector that passes the suite below', () => {
  const source = readFileSync(join(import.meta.dirname, 'badge-file.ts'), 'utf8')
  expect(documentText('docs/writing-a-connector.md')).toContain(`\`\`\`ts\n${source}\`\`\`\n`)
})

connectorConformance('badge-file', () => {
  const workspaceDir = mkdtempSync(join(tmpdir(), 'joinery-badges-'))
  const write = (content: string): void => writeFileSync(join(workspaceDir, 'badges.json'), content)
  return {
    connector: badgeFile,
    workspaceDir,
    config: () => ({ file: 'badges.json' }),
    seed: async () =>
      write(
        JSON.stringify([
          { badge: 'B-1001', holder: '00417', door: 'North' },
          { badge: 'B-1002', holder: '00418' },
          { badge: 'B-1003', holder: '00419', door: 'South' },
        ]),
      ),
    stop: async () => rmSync(workspaceDir, { recursive: true }),
    invalid: () => [
      { config: {}, field: 'file' },
      { config: { file: 'badges.json', fil: 'x' }, field: 'fil' },
    ],
    breakRead: async () => write('[{"badge"'),
  }
})
