import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Approval, Change } from '../../preload/contract/changes.ts'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { startProgram } from '../fakes/process/program.ts'
import { deskSecrets, type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
let workspace: string
let desk: ServiceDeskProcess

/** One story on the command line, told in order: policies in the Contoso workspace. */
describe('policies', () => {
  beforeAll(async () => {
    desk = await startServiceDesk(folder)
    workspace = copyWorkspace(workspaceTemplate(join(folder, 'template')), join(folder, 'contoso'), desk.port)
    mkdirSync(join(workspace, 'policies'))
    writeFileSync(
      join(workspace, 'policies', 'contoso.yaml'),
      `- { name: Berlin is not ours, effect: protect, systems: [ad], under: ['OU=Berlin,OU=People,DC=corp,DC=contoso,DC=com'] }
- { name: Leavers, effect: two-people, operations: [disable] }
- { name: Telephones, effect: approve, attributes: [telephoneNumber] }
`,
    )
    await json('import')
    await json('sync')
  })
  afterAll(async () => {
    await desk.kill()
  })

  async function json<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await joinery(workspace, '--json', ...args)
    expect(code, stdout + stderr).toBe(0)
    return JSON.parse(stdout) as T
  }
  const plan = async (...args: readonly string[]) =>
    (await json<{ changes: Change[] }>('plan', '--limit', '1000', ...args)).changes

  it('what they protect is in the plan with its reason, and cannot be approved', async () => {
    const kept = (await plan('--system', 'ad')).filter((change) => change.protected !== null)
    expect(kept.length).toBeGreaterThan(10)
    for (const change of kept) {
      expect(change.key).toContain('OU=Berlin')
      expect(change).toMatchObject({ decision: 'held', protected: 'policy "Berlin is not ours"' })
    }
    const one = String(kept[0]?.id)
    const { code, stdout } = await joinery(workspace, '--json', 'approve', '--change', one)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ changed: 0, protected: 1 })
    const text = await joinery(workspace, 'plan', '--system', 'ad', '--limit', '1000')
    expect(text.stdout).toContain('never written: policy "Berlin is not ours"')
  })

  it('what they approve is approved under their name', async () => {
    const phones = (await plan('--attribute', 'telephoneNumber')).filter((one) => one.protected === null)
    expect(phones.length).toBeGreaterThan(0)
    for (const { decision, reason } of phones)
      expect([decision, reason]).toEqual(['approved', 'policy "Telephones"'])
    const { approvals } = await json<{ approvals: Approval[] }>('approvals')
    expect(approvals[0]).toMatchObject({ by: 'policy "Telephones"', scope: { policy: 'Telephones' } })
  })

  it('what wants two people waits for the second, whose name is another', async () => {
    const disables = ['--system', 'ad', '--operation', 'disable']
    const first = await json<{ changed: number; waiting: number }>('approve', ...disables)
    expect(first.changed).toBe(0)
    expect(first.waiting).toBeGreaterThan(10)
    expect(await json('approve', ...disables)).toMatchObject({ changed: 0, waiting: first.waiting })
    const open = (await plan(...disables)).filter((one) => one.protected === null)
    for (const { decision, twoPeople } of open)
      expect([decision, twoPeople]).toEqual(['undecided', { policy: 'Leavers', by: 'tester' }])
    const second = await startProgram(
      'joinery',
      ['-w', workspace, '--today', '2026-03-10', '--json', '--user', 'somebody else', 'approve', ...disables],
      { env: deskSecrets },
    ).ended
    expect(JSON.parse(second.stdout)).toMatchObject({ changed: first.waiting, waiting: 0 })
  })

  it('a mistake in a policy is told with its place by rules check, and the workspace does not open', async () => {
    writeFileSync(
      join(workspace, 'policies', 'more.yaml'),
      '- name: Oops\n  effect: protect\n  systems: [da]\n',
    )
    const checked = await joinery(workspace, 'rules', 'check')
    expect(checked.code).toBe(2)
    expect(checked.stdout).toMatch(/policies\/more\.yaml:3:\d+: error: there is no system "da"/)
    expect((await joinery(workspace, 'plan')).code).toBe(2)
  })
})
