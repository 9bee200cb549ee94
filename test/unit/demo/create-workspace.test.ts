import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readJournal } from '../../../connectors/twin/journal.ts'
import { createContosoWorkspace } from '../../../demo/create-workspace.ts'
import { loadConfiguration } from '../../../main/config/load.ts'
import { checkRules } from '../../../main/host/check-rules.ts'

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'contoso-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}

it('makes a workspace whose configuration is accepted, with the port filled in', () => {
  const dir = folder()
  createContosoWorkspace(dir, { scimPort: 4711 })
  const { workspace, rules } = loadConfiguration(dir)
  expect(workspace.systems.map(({ name, connector }) => [name, connector])).toEqual([
    ['hr', 'hr-csv'],
    ['contractors', 'hr-csv'],
    ['ad', 'twin'],
    ['servicedesk', 'scim'],
  ])
  expect(workspace.systems[3]?.config).toEqual({ baseUrl: 'http://127.0.0.1:4711/scim/v2', auth: 'bearer' })
  expect(rules.length).toBe(12)
  expect(checkRules(dir)).toEqual([])
  expect(existsSync(join(dir, 'hr', 'hr-contractors.csv'))).toBe(true)
  expect(readJournal(join(dir, 'systems', 'ad.twin'))).toEqual([])
  expect(readFileSync(join(dir, 'rules', '50-out-ad.yaml'), 'utf8')).toContain('# once: only when')
})

it('leaves a workspace that is there alone', () => {
  const dir = folder()
  createContosoWorkspace(dir, { scimPort: 1 })
  expect(() => createContosoWorkspace(dir, { scimPort: 2 })).toThrow(/already/)
  expect(readFileSync(join(dir, 'workspace.yaml'), 'utf8')).toContain('127.0.0.1:1/')
})
