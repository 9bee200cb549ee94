import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { copyWorkspace, joinery, testFolder, workspaceTemplate } from '../fakes/process/contoso.ts'
import { type ServiceDeskProcess, startServiceDesk } from '../fakes/process/service-desk.ts'

const folder = testFolder()
let desk: ServiceDeskProcess
let template: string

beforeAll(async () => {
  desk = await startServiceDesk(folder)
  template = workspaceTemplate(join(folder, 'template'))
})
afterAll(async () => {
  await desk.kill()
  rmSync(folder, { recursive: true })
})

/** What commands say of a fresh workspace over the same files and the same service desk, after these steps. */
async function told(name: string, ...steps: readonly (readonly string[])[]): Promise<Record<string, string>> {
  const workspace = copyWorkspace(template, join(folder, name), desk.port)
  const say = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await joinery(workspace, ...args)
    expect(code, stdout + stderr).toBe(0)
    return stdout
  }
  for (const step of steps) await say(...step)
  const all = ['--limit', '1000']
  return {
    adds: await say('--json', 'plan', '--operation', 'add', ...all),
    managers: await say('--json', 'plan', '--attribute', 'manager', ...all),
    names: await say('--json', 'plan', '--attribute', 'displayName', 'sn', 'givenName', ...all),
    rest: await say('--json', 'plan', '--operation', 'move', 'disable', 'delete', ...all),
    why: await say('plan', '--system', 'ad', '--operation', 'move', '--why'),
    joins: await say('--json', 'joins', 'list'),
  }
}

interface Plan {
  readonly changes: readonly Readonly<Record<string, unknown>>[]
}

/** Changes by content: without the numbers, by which the hashes name objects, in an order of their own. */
const contents = (text: string | undefined): readonly string[] =>
  (JSON.parse(text ?? '') as Plan).changes
    .map(({ id: _, object: __, hash: ___, ...change }) => JSON.stringify(change))
    .sort()

let one: Readonly<Record<string, string>>

it('tells the same plan of the same data, byte by byte, in two fresh workspaces', async () => {
  one = await told('one', ['import'], ['sync'])
  const other = await told('other', ['import'], ['sync'])
  for (const plan of ['adds', 'managers', 'names', 'rest']) {
    expect(contents(one[plan]).length, plan).toBeGreaterThan(5)
    expect(contents(one[plan]).length, plan).toBeLessThan(1000)
  }
  for (const [command, text] of Object.entries(one)) expect(other[command], command).toBe(text)
})

it('tells the same changes when the systems are read in another order', async () => {
  const systems = ['servicedesk', 'ad', 'contractors', 'hr']
  const other = await told('reversed', ...systems.map((name) => ['import', '--system', name]), ['sync'])
  for (const plan of ['adds', 'managers', 'names', 'rest']) {
    const [here, there] = [contents(one[plan]), contents(other[plan])]
    expect(
      there.filter((line) => !here.includes(line)),
      plan,
    ).toEqual([])
    expect(there, plan).toHaveLength(here.length)
  }
  // The hash of a plan is made of the ids of its objects, which follow the order in which they were met.
  const withoutHash = (text: string | undefined) => text?.replace(/ Plan [0-9a-f]{12}\./, '')
  expect(withoutHash(one.why)).not.toBe(one.why)
  expect(withoutHash(other.why)).toBe(withoutHash(one.why))
})
