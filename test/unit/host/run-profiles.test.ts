import { appendFileSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobEvent, JobSnapshot } from '../../../preload/contract/jobs.ts'
import type { ProfileDraft } from '../../../preload/contract/profiles.ts'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'
import { refused } from './refused.ts'

let contoso: Contoso
beforeEach(async () => {
  contoso = await startContoso()
})
afterEach(() => contoso.close())

const file = () => join(contoso.dir, 'workspace.yaml')
const text = () => readFileSync(file(), 'utf8')
const list = () => contoso.client.call('profiles.list', {})
const profileOf = async (name: string) => (await list()).profiles.find((profile) => profile.name === name)
const lastOf = async (name: string) => (await profileOf(name))?.last

/** Runs a profile, and everything its job told. */
async function run(name: string, each: (event: JobEvent, id: string) => void = () => undefined) {
  const { id } = await contoso.client.call('jobs.start', { kind: 'profile', name })
  const events: JobEvent[] = []
  const job = await new Promise<JobSnapshot>((resolve, reject) => {
    contoso.client.watch(
      'jobs.watch',
      { id },
      {
        event: (event) => {
          events.push(event)
          each(event, id)
          if (event.type === 'ended') resolve(event.job)
        },
        error: reject,
      },
    )
  })
  return { job, events }
}

/** As the screen does it: what was looked at is what is saved. */
async function save(name: string | null, profile: ProfileDraft | null) {
  const { hash } = await contoso.client.call('profiles.difference', { name, profile })
  return contoso.client.call('profiles.save', { hash, name, profile })
}

async function write(steps: ProfileDraft['steps'], name = 'tried'): Promise<void> {
  await save(null, { name, title: name, steps })
}

const steps = async () => {
  const { rows } = await contoso.client.call('session.list', { offset: 0, limit: 1 })
  const { rows: runs } = await contoso.client.call('runs.list', {
    session: rows[0]?.number ?? 0,
    offset: 0,
    limit: 100,
  })
  return runs
    .toSorted((a, b) => a.id - b.id)
    .map(({ step, mode, state, profile }) => [step, mode, state, profile])
}

const imports: ProfileDraft['steps'] = [
  { step: 'import', mode: 'full' },
  { step: 'synchronize', mode: 'delta' },
]

describe('run profiles', () => {
  test('are listed in words, never run at first', async () => {
    const { profiles } = await list()
    expect(profiles.map(({ name, title, last }) => [name, title, last])).toEqual([
      ['morning', 'Morning', null],
      ['write-back', 'Write and confirm', null],
    ])
    expect(profiles[0]?.steps.map(({ words }) => words)).toEqual([
      'Import all systems, what changed',
      'Synchronize what changed',
    ])
    expect(profiles[1]?.steps.map(({ words }) => words)).toEqual([
      'Export what is approved to all systems',
      'Confirm all systems',
      'Write the session report',
    ])
  })

  test('say which systems a step is over', async () => {
    await write([
      { step: 'import', mode: 'full', systems: ['hr', 'contractors', 'ad'] },
      { step: 'export', systems: ['ad'] },
    ])
    expect((await profileOf('tried'))?.steps.map(({ words }) => words)).toEqual([
      'Import HR employees, HR contractors, and Active Directory, everything',
      'Export what is approved to Active Directory',
    ])
    // What a profile names is in use.
    const { uses } = await contoso.client.call('systems.removal', { system: 'contractors' })
    expect(uses.map(({ file }) => file)).toContain('workspace.yaml')
  })

  test('run their steps in order, each as a run of its own, and say how they went', async () => {
    const { job, events } = await run('morning')
    expect(job.state).toBe('done')
    expect(job.message).toMatch(/^Morning: 2 steps done\. .*planned/)
    expect(await lastOf('morning')).toMatchObject({
      state: 'done',
      at: 2,
      of: 2,
      by: 'Marta Lindqvist',
      message: job.message,
    })
    const done = await steps()
    expect(done.map(([step]) => step)).toEqual(['import', 'import', 'import', 'import', 'synchronize'])
    expect(new Set(done.map(([, , state, profile]) => `${state} ${profile}`))).toEqual(
      new Set(['done morning']),
    )
    // Each step begins with progress of its own: the lines of the one before are gone.
    const synchronizing = events.flatMap((event) =>
      event.type === 'progress' && event.progress.step === 'synchronize' ? [event.seq] : [],
    )[0]
    const fresh = events.filter(
      (event) => event.type === 'snapshot' && event.job.progress.length === 0 && event.seq > 1,
    )
    expect(fresh.length).toBeGreaterThanOrEqual(1)
    expect(Math.max(...fresh.map(({ seq }) => seq))).toBeLessThan(synchronizing ?? 0)
    const { rows } = await contoso.client.call('audit.search', { filter: { text: 'morning' } })
    const words = rows.map((row) => row.words)
    expect(words).toContain('morning started: import, synchronize')
    expect(words.some((line) => /^morning done at step 2 of 2: Morning: 2 steps done/.test(line))).toBe(true)
  })

  test('stop for review where nothing is approved, write what is, and only that', async () => {
    await run('morning')
    const stopped = await run('write-back')
    expect(stopped.job).toMatchObject({ state: 'stopped', error: { code: 'not-approved' } })
    expect(stopped.job.error?.message).toMatch(
      /^Write and confirm, step 1 of 3 \(export\): [\d,]+ changes wait, and none is approved$/,
    )
    expect(stopped.job.error?.advice).toMatch(/Nothing was written\. Not run: confirm, report\.$/)
    expect(await lastOf('write-back')).toMatchObject({ state: 'stopped', at: 1, of: 3 })
    expect((await steps()).some(([step]) => step === 'export')).toBe(false)

    const { rows } = await contoso.client.call('changes.list', {
      filter: { systems: ['servicedesk'], operations: ['update'] },
      offset: 0,
      limit: 3,
    })
    const ids = rows.map(({ id }) => id)
    expect(ids).toHaveLength(3)
    await contoso.client.call('changes.decide', { selection: { ids }, decision: 'approved' })
    const { job } = await run('write-back')
    expect(job.error).toBeNull()
    expect(job.state).toBe('done')
    const states = await contoso.client.call('changes.facets', { filter: { states: ['confirmed'] } })
    expect(states.total).toBe(3)
    expect((await contoso.client.call('changes.facets', { filter: {} })).decisions.undecided).toBeGreaterThan(
      100,
    )
  })

  test('end with the step that failed, name those that were not run, and run again from the first', async () => {
    const hr = join(contoso.dir, 'hr/hr-employees.csv')
    await write([{ step: 'import', mode: 'full', systems: ['ad'] }, ...imports, { step: 'report' }])
    renameSync(hr, `${hr}.away`)
    const { job } = await run('tried')
    expect(job.state).toBe('failed')
    expect(job.error?.message).toMatch(/^tried, step 2 of 4 \(import\): /)
    expect(job.error?.message).toContain('hr-employees.csv')
    expect(job.error?.advice).toMatch(/ Not run: synchronize, report\.$/)
    expect(await lastOf('tried')).toMatchObject({ state: 'failed', at: 2, of: 4 })
    renameSync(`${hr}.away`, hr)
    expect((await run('tried')).job.state).toBe('done')
    expect(await lastOf('tried')).toMatchObject({ state: 'done', at: 4 })
  })

  test('are cancelled between two pieces of work, and what was done is kept', async () => {
    await write([...imports, { step: 'report' }])
    let asked = false
    const { job } = await run('tried', (event, id) => {
      if (asked || event.type !== 'progress' || event.progress.step !== 'synchronize') return
      asked = true
      void contoso.client.call('jobs.cancel', { id })
    })
    expect(asked).toBe(true)
    expect(job.state).toBe('cancelled')
    expect(await lastOf('tried')).toMatchObject({ state: 'cancelled', at: 2, of: 3 })
    const done = await steps()
    expect(done.filter(([step, , state]) => step === 'import' && state === 'done')).toHaveLength(4)
    expect(done.some(([step]) => step === 'report')).toBe(false)
  })

  test('that nobody wrote are refused, and no session is begun', async () => {
    const { job } = await run('noon')
    expect(job).toMatchObject({ state: 'failed', error: { code: 'unknown-profile' } })
    expect(job.error?.advice).toBe('Known run profiles: morning, write-back')
    expect(await contoso.client.call('session.get', {})).toBeNull()
  })
})

describe('writing a run profile', () => {
  const evening: ProfileDraft = { name: 'evening', title: 'Evening', steps: imports }

  test('is shown before, adds its lines and no other, and is audited', async () => {
    const before = text()
    const preview = await contoso.client.call('profiles.difference', { name: null, profile: evening })
    expect(preview.problems).toEqual([])
    expect(preview.lines.filter(({ kind }) => kind !== 'same').map((line) => line.text)).toEqual([
      '  - name: evening',
      '    title: Evening',
      '    steps:',
      '      - { step: import, mode: full }',
      '      - { step: synchronize, mode: delta }',
    ])
    expect(text()).toBe(before)
    expect(await save(null, evening)).toEqual({ name: 'evening' })
    expect(text().startsWith(before.trimEnd())).toBe(true)
    expect((await profileOf('evening'))?.title).toBe('Evening')
    const { rows } = await contoso.client.call('audit.search', {
      filter: { event: 'configuration-activated' },
    })
    expect(rows[0]?.words).toMatch(/^Version 2 of the configuration holds/)
  })

  test('leaves decisions as they are, and asks for no synchronization', async () => {
    await contoso.run({ kind: 'session', mode: 'full' })
    const { rows } = await contoso.client.call('changes.list', { filter: {}, offset: 0, limit: 5 })
    await contoso.client.call('changes.decide', {
      selection: { ids: rows.map(({ id }) => id) },
      decision: 'approved',
    })
    const before = await contoso.client.call('session.get', {})
    // The plan is named by the configuration it was made with, too; what it holds stays.
    const { planHash: _, ...facets } = await contoso.client.call('changes.facets', { filter: {} })
    await write(imports)
    expect(await contoso.client.call('changes.facets', { filter: {} })).toMatchObject(facets)
    const after = await contoso.client.call('session.get', {})
    expect(after?.next).toEqual(before?.next)
    expect(after?.steps).toEqual(before?.steps)
    await contoso.run({ kind: 'export' })
    expect((await contoso.client.call('changes.facets', { filter: { returned: true } })).total).toBe(0)
  })

  test('says what is wrong, at the step where it is, and writes nothing', async () => {
    const before = text()
    const wrong = {
      name: null,
      profile: { ...evening, steps: [...imports, { step: 'export' as const, systems: ['hr'] }] },
    }
    const { hash, problems, lines } = await contoso.client.call('profiles.difference', wrong)
    expect(lines).toEqual([])
    expect(problems).toEqual([
      {
        step: 2,
        message: 'no rule writes to "hr", so there is nothing to export',
        advice: expect.stringContaining('Take it out of this step'),
      },
    ])
    const error = await refused(contoso.client.call('profiles.save', { ...wrong, hash }))
    expect(error).toMatchObject({ code: 'invalid-profile' })
    for (const profile of [
      { ...evening, title: ' ' },
      { ...evening, name: '' },
      { ...evening, steps: [] },
      { ...evening, name: 'morning' },
      { ...evening, name: 'Not a name' },
    ]) {
      const { problems: found } = await contoso.client.call('profiles.difference', {
        name: null,
        profile,
      })
      expect(found.map(({ step }) => step)).toEqual([null])
    }
    expect(text()).toBe(before)
  })

  test('is refused when somebody has changed the file meanwhile, and while a step runs', async () => {
    const edit = { name: 'morning', profile: null }
    const { hash } = await contoso.client.call('profiles.difference', edit)
    appendFileSync(file(), '# somebody else\n')
    expect((await refused(contoso.client.call('profiles.save', { ...edit, hash }))).code).toBe(
      'changed-meanwhile',
    )
    expect(text()).toContain('# somebody else')

    const seen = await contoso.client.call('profiles.difference', edit)
    const fresh = { ...edit, hash: seen.hash }
    const { id } = await contoso.client.call('jobs.start', { kind: 'session', mode: 'full' })
    expect((await refused(contoso.client.call('profiles.save', fresh))).code).toBe('busy')
    await contoso.client.call('jobs.cancel', { id })
    await expect
      .poll(async () => (await contoso.client.call('jobs.get', { id })).state, { timeout: 20_000 })
      .not.toBe('running')
    await contoso.client.call('profiles.save', fresh)
    expect((await list()).profiles.map(({ name }) => name)).toEqual(['write-back'])
    expect(text()).toContain('# somebody else')
  })

  test('under another name keeps the others, and taking out the last takes the list out', async () => {
    const before = (await list()).profiles
    await save('morning', { ...evening, steps: (before[0]?.steps ?? []).map(({ what }) => what) })
    const after = (await list()).profiles
    expect(after.map(({ name }) => name)).toEqual(['evening', 'write-back'])
    expect(after[0]?.steps).toEqual(before[0]?.steps)
    expect(after[1]).toEqual(before[1])
    await save('evening', null)
    await save('write-back', null)
    expect(text()).not.toContain('runProfiles:')
    const gone = await refused(contoso.client.call('profiles.difference', { name: 'evening', profile: null }))
    expect(gone).toMatchObject({ code: 'unknown-profile', where: 'workspace.yaml' })
    expect((await list()).profiles).toEqual([])
  })
})
