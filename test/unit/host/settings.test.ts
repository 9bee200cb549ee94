import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { smallCompany } from '../../fakes/host/small-company.ts'
import type { Person } from '../../fakes/host/undo-company.ts'
import { age, companyWithHistory, dayLength } from '../../fakes/host/years.ts'

const policies = `# who may approve what
- name: Nobody deletes alone
  effect: two-people
  operations: [delete, disable]

- name: Board
  effect: protect
  disabled: true
  systems: [ad]
  scope: [[{ attribute: cn, operator: EQUAL, value: Board }]]
`

const company = () =>
  smallCompany('[]', [], {
    limits:
      'limits: { delete: { count: 3 }, more: [{ name: Managers, operations: [update], attributes: [manager], percent: 2 }] }',
    policies,
    secret: 'a secret that no answer may hold',
  })

describe('settings of a workspace', () => {
  test('say where it lies, how large it is, and which versions work on it', async () => {
    const { client, dir } = await company()
    const storage = await client.call('settings.storage', {})
    expect(storage.folder).toBe(dir)
    expect(storage.database).toBeGreaterThan(0)
    expect(storage.archives).toEqual({ files: 0, bytes: 0 })
    expect(storage.versions).toMatchObject({
      product: expect.stringMatching(/^Joinery \d/),
      node: process.versions.node,
      electron: null,
      sqlite: expect.stringMatching(/^3\./),
      licence: 'Apache-2.0',
    })
    expect(storage.versions.schema).toBeGreaterThanOrEqual(24)
  })

  test('tell what is written, with its line, from what is the default', async () => {
    const { client } = await company()
    const { limits, protections, policies: found, reads } = await client.call('settings.protections', {})
    const named = (name: string) => limits.find((limit) => limit.name === name)
    expect(named('delete')).toMatchObject({
      count: 3,
      percent: null,
      written: { file: 'workspace.yaml', line: 2 },
    })
    expect(named('disable')).toMatchObject({ count: 500, percent: 10, written: null })
    expect(named('Managers')).toMatchObject({
      count: null,
      percent: 2,
      only: ['update', 'of manager'],
      written: { line: 2 },
    })
    expect(protections).toEqual([
      { name: 'privileged', on: true, written: null },
      { name: 'ownAccount', on: true, written: null },
    ])
    expect(found).toEqual([
      {
        name: 'Nobody deletes alone',
        effect: 'two-people',
        disabled: false,
        only: ['delete or disable'],
        written: { file: 'policies/all.yaml', line: 2 },
      },
      {
        name: 'Board',
        effect: 'protect',
        disabled: true,
        only: ['in ad', 'where cn EQUAL Board'],
        written: { file: 'policies/all.yaml', line: 6 },
      },
    ])
    expect(reads.map(({ name }) => name)).toEqual(['hr', 'ad'])
    expect(reads[0]?.written).toMatchObject({ file: 'workspace.yaml' })
    expect(reads[1]?.written).toBeNull()
  })

  test('name secrets, and never tell one', async () => {
    const answers = await company().then(({ client }) =>
      Promise.all([client.call('settings.secrets', {}), client.call('settings.storage', {})]),
    )
    expect(answers[0].kind).toBe('environment')
    expect(JSON.stringify(answers)).not.toContain('a secret that')
  })
})

describe('a prune as a job', () => {
  test('moves what a dry run counted, tells how far it is, and lets nothing run beside it', async () => {
    const person = (id: string, city: Person['city']): Person => ({
      id,
      name: id,
      city,
      status: 'Active',
      manager: '',
    })
    const past = await companyWithHistory([
      { people: [person('E1', 'People'), person('E2', 'People')], undone: false },
      { people: [person('E1', 'Elsewhere'), person('E2', 'People')], undone: false },
    ])
    age(past, 300)
    const order = { only: 'history', before: Date.now() - 200 * dayLength } as const
    const dry = (await past.client.call('history.prune', { ...order, dryRun: true })).history
    const details = dry!.changes + dry!.runs + dry!.approvals + dry!.findings
    expect(details).toBeGreaterThan(0)
    expect(existsSync(join(past.dir, 'archive'))).toBe(false)

    const { id } = await past.client.call('jobs.start', { kind: 'prune', ...order })
    await expect(past.client.call('jobs.start', { kind: 'import' })).rejects.toMatchObject({ code: 'busy' })
    const told: [done: number, total: number | null][] = []
    const messages: string[] = []
    const ended = await new Promise<{ state: string; message: string }>((resolve, reject) => {
      past.client.watch(
        'jobs.watch',
        { id },
        {
          event: (event) => {
            if (event.type === 'progress') told.push([event.progress.done, event.progress.total])
            if (event.type === 'message') messages.push(event.message)
            if (event.type === 'ended') resolve(event.job)
          },
          error: reject,
        },
      )
    })
    expect(ended).toMatchObject({ state: 'done' })
    expect(ended.message).toBe(`${details} details of ${dry!.sessions} sessions are in archives now`)
    expect(told.at(-1)).toEqual([details, details])
    expect(messages).toContain('What the archive holds is taken out of the database')
    expect((await past.client.call('archives.list', { verify: true })).map(({ verdict }) => verdict)).toEqual(
      ['whole'],
    )
    const again = await past.client.call('history.prune', { ...order, dryRun: true })
    expect(again.history).toMatchObject({ changes: 0, runs: 0 })
    expect((await past.client.call('settings.storage', {})).archives.files).toBe(1)
  })

  test('fails with what to do when nothing says how old', async () => {
    const { client } = await company()
    const { id } = await client.call('jobs.start', { kind: 'prune' })
    await expect
      .poll(async () => (await client.call('jobs.get', { id })).state, { timeout: 10_000 })
      .toBe('failed')
    const { error } = await client.call('jobs.get', { id })
    expect(error?.advice).toContain('retention.audit')
  })
})

test('what retention says comes with its place', async () => {
  const { client } = await smallCompany('[]', [], { limits: 'retention: { history: 400 }' })
  expect(await client.call('settings.retention', {})).toEqual({
    audit: { days: null, written: null },
    history: { days: 400, written: { file: 'workspace.yaml', line: 2 } },
    undo: { days: 90, written: null },
    floor: 90,
  })
})
