import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { variableName } from '../../main/secrets/environment.ts'
import { startContoso } from '../e2e/contoso.ts'
import type { DesktopStart } from './desktop.ts'

/** A workspace in the middle of a session: Contoso, everything planned and approved, nothing written yet. */
export interface Prepared extends DesktopStart {
  close(): Promise<void>
}

export async function prepareWorkspace(): Promise<Prepared> {
  const contoso = await startContoso()
  await contoso.run({ kind: 'session' })
  await contoso.client.call('changes.decide', {
    selection: { filter: { decisions: ['undecided'] } },
    decision: 'approved',
  })
  await contoso.leave()
  const userData = mkdtempSync(join(tmpdir(), 'joinery-user-data-'))
  return {
    workspace: contoso.dir,
    userData,
    env: { [variableName('servicedesk', 'token')]: contoso.token },
    async close() {
      await contoso.close()
      rmSync(userData, { recursive: true, force: true })
    },
  }
}
