import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contosoToday } from '../../../demo/contoso-data.ts'
import { createContosoWorkspace } from '../../../demo/create-workspace.ts'
import { type Ended, type Program, startProgram } from './program.ts'
import { deskSecrets } from './service-desk.ts'

/** A folder for a test's processes; the caller removes it. */
export const testFolder = (): string => mkdtempSync(join(tmpdir(), 'joinery-process-'))

/** A Contoso workspace that has not been opened yet, to be copied for each attempt. */
export function workspaceTemplate(dir: string, adLatency = 0): string {
  mkdirSync(dir, { recursive: true })
  createContosoWorkspace(dir, { scimPort: templatePort, adLatency })
  return dir
}

const templatePort = 1

/** Copies the template to `dir` and fills in where the service desk listens. */
export function copyWorkspace(template: string, dir: string, port: number): string {
  rmSync(dir, { recursive: true, force: true })
  cpSync(template, dir, { recursive: true })
  const file = join(dir, 'workspace.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace(`127.0.0.1:${templatePort}/`, `127.0.0.1:${port}/`))
  return dir
}

/** Starts a command on a workspace, on the day of the story. */
export function startJoinery(workspace: string, ...args: readonly string[]): Program {
  return startProgram('joinery', ['-w', workspace, '--today', contosoToday, '--user', 'tester', ...args], {
    env: deskSecrets,
  })
}

/** Runs a command to its end. */
export function joinery(workspace: string, ...args: readonly string[]): Promise<Ended> {
  return startJoinery(workspace, ...args).ended
}
