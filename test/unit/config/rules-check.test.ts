import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfiguration } from '../../../main/config/load.ts'
import { openWriter } from '../../../main/store/database.ts'
import { writeOperations } from '../../../main/store/operations.ts'

const program = join(import.meta.dirname, '../../../main/cli/joinery.ts')

function workspace(flows: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'joinery-check-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  mkdirSync(join(dir, 'rules'))
  writeFileSync(
    join(dir, 'workspace.yaml'),
    `name: Acme
systems:
  - { name: hr, title: HR, letters: HR, hue: 1, connector: hr-csv, config: { file: hr.csv, key: id, objectType: employee } }
metaverse:
  types: { person: { display: [id], attributes: { id: { indexed: true }, mail: {} } } }
`,
  )
  writeFileSync(
    join(dir, 'rules', 'hr.yaml'),
    `- { name: A, direction: inbound, system: hr, from: employee, to: person, precedence: 1, flows: [{ to: mail, constant: x }] }
- { name: B, direction: inbound, system: hr, from: employee, to: person, precedence: 2, flows: ${flows} }
`,
  )
  return dir
}

function check(dir: string, ...options: string[]): { code: number | null; stdout: string; stderr: string } {
  const flags = ['--experimental-strip-types', '--no-warnings']
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, program, '-w', dir, ...options, 'rules', 'check'],
    { encoding: 'utf8' },
  )
  return { code: status, stdout, stderr }
}

test('warnings are shown and stop nothing', () => {
  const { code, stdout } = check(workspace('[{ to: mail, from: m }]'))
  expect(stdout.split('\n')).toEqual([
    'rules/hr.yaml:2:103: warning: this flow to person.mail can never win: "A" (precedence 1) always has a value. Remove one of the two flows, or change their precedence',
    '0 errors, 1 warning.',
    '',
  ])
  expect(code).toBe(0)
})

test('an error is exit code 2, and JSON tells both', () => {
  const { code, stdout } = check(workspace('[{ to: nail, from: m }, { to: mail, from: m }]'), '--json')
  const { ok, errors, warnings, problems } = JSON.parse(stdout) as {
    ok: boolean
    errors: number
    warnings: number
    problems: { severity: string; file: string; line: number; message: string }[]
  }
  expect({ ok, errors, warnings }).toEqual({ ok: false, errors: 1, warnings: 1 })
  expect(problems).toMatchObject([
    {
      severity: 'error',
      file: 'rules/hr.yaml',
      line: 2,
      message: 'metaverse type "person" has no attribute "nail"',
    },
    { severity: 'warning' },
  ])
  expect(code).toBe(2)
})

test('what a system had when it was last read is known, though the workspace is not open', () => {
  const dir = workspace('[{ to: id, from: employee_ID }]')
  const db = openWriter(join(dir, 'joinery.db'))
  const { systems } = writeOperations.activate(db, {
    configuration: loadConfiguration(dir),
    author: 'test',
    at: 1,
  })
  writeOperations.saveSchema(db, {
    system: systems[0]?.id ?? 0,
    schema: { types: [{ type: 'employee', attributes: { employee_id: { type: 'string' } } }] },
  })
  db.close()
  const { code, stdout } = check(dir)
  expect(stdout).toContain(
    'warning: employee in hr has no attribute "employee_ID". Did you mean "employee_id"?',
  )
  expect(code).toBe(0)
})
