import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../preload/contract/methods.ts'
import {
  copyWorkspace,
  joinery,
  startJoinery,
  testFolder,
  workspaceTemplate,
} from '../fakes/process/contoso.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
const template = join(folder, 'template')
let desk: ServiceDeskProcess

beforeAll(async () => {
  workspaceTemplate(template)
  desk = await startServiceDesk(folder)
})
afterAll(async () => {
  await desk?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const workspaceNamed = (name: string) => copyWorkspace(template, join(folder, name), desk.port)
const lastOf = async (workspace: string, name: string) => {
  const { stdout } = await joinery(workspace, '--json', 'profiles')
  const { profiles } = JSON.parse(stdout) as Result<'profiles.list'>
  return profiles.find((profile) => profile.name === name)?.last
}

describe('joinery run --profile', () => {
  it('runs the steps, stops where nothing is approved with exit code 3, and writes what is', async () => {
    const workspace = workspaceNamed('whole')
    const never = await joinery(workspace, 'profiles')
    expect(never.stdout).toBe(
      `morning  Morning
   1  Import all systems, what changed
   2  Synchronize what changed
  Never run

write-back  Write and confirm
   1  Export what is approved to all systems
   2  Confirm all systems
   3  Write the session report
  Never run

`,
    )
    const morning = await joinery(workspace, 'run', '--profile', 'morning')
    expect(morning.code, morning.stderr).toBe(0)
    expect(morning.stdout).toContain('Morning: 2 steps done.')
    expect(morning.stdout + morning.stderr).toContain('Morning, step 2 of 2: synchronize')

    const early = await joinery(workspace, 'run', '--profile', 'write-back')
    expect(early.code).toBe(3)
    expect(early.stdout).toContain(
      'Write and confirm, step 1 of 3 (export): 1,378 changes wait, and none is approved',
    )
    expect(early.stdout).toContain('Nothing was written. Not run: confirm, report.')
    expect((await joinery(workspace, 'profiles')).stdout).toMatch(
      /Last .* by tester: stopped\. Write and confirm, step 1/,
    )

    const approved = await joinery(workspace, 'approve', '--operation', 'update', '--system', 'servicedesk')
    expect(approved.code, approved.stderr).toBe(0)
    const before = desk.journal().length
    const written = await joinery(workspace, 'run', '--profile', 'write-back')
    expect(written.code, written.stderr).toBe(0)
    expect(desk.journal().length).toBeGreaterThan(before)
    expect(await lastOf(workspace, 'write-back')).toMatchObject({ state: 'done', at: 3, of: 3, by: 'tester' })
    expect((await joinery(workspace, 'audit', 'verify')).code).toBe(0)
  }, 120_000)

  it('is refused under a name nobody wrote, and with what a profile does not leave open', async () => {
    const workspace = workspaceNamed('refused')
    const unknown = await joinery(workspace, 'run', '--profile', 'noon')
    expect(unknown.code).toBe(2)
    expect(unknown.stdout).toContain('there is no run profile "noon" in this workspace')
    expect(unknown.stdout).toContain('Known run profiles: morning, write-back')
    for (const option of ['--approve-all', '--delta']) {
      const { code, stdout } = await joinery(workspace, 'run', '--profile', 'morning', option)
      expect(code).toBe(2)
      expect(stdout).toContain(`--profile goes without ${option}`)
    }
    expect(await lastOf(workspace, 'morning')).toBeNull()
  }, 60_000)

  it('killed in the middle, says how far it came, and is run again to its end', async () => {
    const workspace = workspaceNamed('killed')
    const program = startJoinery(workspace, 'run', '--profile', 'morning')
    await program.prints(/step 1 of 2: import/)
    program.kill('SIGKILL')
    await program.ended
    const last = await lastOf(workspace, 'morning')
    expect(last).toMatchObject({ state: 'failed', of: 2 })
    expect(last?.message).toContain('The program ended before the profile did')
    const again = await joinery(workspace, 'run', '--profile', 'morning')
    expect(again.code, again.stderr).toBe(0)
    expect(await lastOf(workspace, 'morning')).toMatchObject({ state: 'done', at: 2 })
    expect((await joinery(workspace, 'audit', 'verify')).code).toBe(0)
  }, 120_000)
})
