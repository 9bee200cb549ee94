import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError, type ConfigProblem } from '../config/config-error.ts'
import { textsIn, withEdits } from '../config/config-texts.ts'
import { readConfiguration } from '../config/load.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { connectorInspector } from './connector-inspector.ts'
import { JoineryError } from './joinery-error.ts'
import { replaceFile } from './replace-file.ts'
import type { Workspace } from './workspace.ts'

/** Editing workspace.yaml from the workbench: over the text that was shown, checked whole, and put back where it cannot be used. */

export const fileOf = (workspace: Workspace): string => join(workspace.dir, 'workspace.yaml')
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export function refuseWhileBusy(jobs: JobQueue, advice: string): void {
  if (jobs.current !== undefined)
    throw new JoineryError('busy', `the step "${jobs.current.at}" is still running`, { advice })
}

/** @throws JoineryError `changed-meanwhile` when the file is not the one that was shown */
export function textNamed(workspace: Workspace, hash: string): string {
  const text = readFileSync(fileOf(workspace), 'utf8')
  if (hashOf(text) === hash) return text
  throw new JoineryError('changed-meanwhile', 'workspace.yaml was changed by somebody else meanwhile', {
    advice: 'Open it again to see what stands there now. Nothing was written',
    where: 'workspace.yaml',
  })
}

/** The text first and the configuration after it; what cannot be used is put back. */
export async function takeIntoUse(workspace: Workspace, before: string, after: string): Promise<void> {
  if (after === before) return
  const file = fileOf(workspace)
  replaceFile(file, after)
  try {
    await workspace.reload()
  } catch (error) {
    replaceFile(file, before)
    throw error
  }
}

/** Errors of the text files with another workspace.yaml. */
export function errorsOf(workspace: Workspace, text: string): readonly ConfigProblem[] {
  try {
    const texts = withEdits(textsIn(workspace.dir), new Map([['workspace.yaml', text]]))
    return readConfiguration(texts, connectorInspector).problems.filter(
      ({ severity }) => severity !== 'warning',
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems
  }
}
