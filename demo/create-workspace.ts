import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTwin } from '../connectors/twin/create.ts'
import { adTwinContent, contosoDir } from './contoso-data.ts'

/** As it stands in workspace.yaml. */
const portPlaceholder = /\$\{port\}/

export interface ContosoWorkspaceOptions {
  /** Where the SCIM application listens on loopback. */
  readonly scimPort: number
  /** Milliseconds each write to the directory takes; 0 when absent. */
  readonly adLatency?: number
}

/**
 * Makes a workspace of the Contoso demo in `dir`, which must not hold one already: workspace.yaml, rules/, hr/ and
 * systems/ad.twin. The store is not made here, and the SCIM token is no part of it.
 */
export function createContosoWorkspace(dir: string, options: ContosoWorkspaceOptions): void {
  mkdirSync(join(dir, 'hr'), { recursive: true })
  createTwin(join(dir, 'systems', 'ad.twin'), { ...adTwinContent(), latency: options.adLatency ?? 0 })
  const workspace = readFileSync(join(contosoDir, 'workspace.yaml'), 'utf8').replace(
    portPlaceholder,
    `${options.scimPort}`,
  )
  writeFileSync(join(dir, 'workspace.yaml'), workspace)
  cpSync(join(contosoDir, 'rules'), join(dir, 'rules'), { recursive: true })
  for (const name of ['hr-employees.csv', 'hr-contractors.csv']) {
    copyFileSync(join(contosoDir, name), join(dir, 'hr', name))
  }
}
