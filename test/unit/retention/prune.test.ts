import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SmallCompany } from '../../fakes/host/small-company.ts'
import { lineOf, type Person } from '../../fakes/host/undo-company.ts'
import { age, companyWithHistory, dayLength, type Episode, report } from '../../fakes/host/years.ts'

const person = (id: string, name: string, more: Partial<Person> = {}): Person => ({
  id,
  name,
  city: 'People',
  status: 'Active',
  manager: '',
  ...more,
})

/** Joiners; a mover, a leaver and a new manager; nothing; then one that is taken back. */
const story: readonly Episode[] = [
  {
    people: [person('E1', 'Boss'), person('E2', 'Anna', { manager: 'E1' }), person('E3', 'Ben')],
    undone: false,
  },
  {
    people: [
      person('E1', 'Boss'),
      person('E2', 'Anna', { city: 'Elsewhere' }),
      person('E3', 'Ben', { status: 'Left' }),
    ],
    undone: false,
  },
  { people: [person('E1', 'Boss'), person('E2', 'Anna', { city: 'Elsewhere' })], undone: false },
  {
    people: [person('E1', 'Boss', { manager: 'E2' }), person('E2', 'Anna', { city: 'Elsewhere' })],
    undone: true,
  },
]

/** What says the same whether details are here or in an archive. */
async function lasting(
  { client }: SmallCompany,
  reportOf: (name: string, more?: { session?: number }) => Promise<readonly string[]>,
) {
  const sessions = (await client.call('session.list', { limit: 100 })).rows
  const whole = await Promise.all(
    sessions.map(async ({ number }) => {
      const found = await client.call('session.get', { number })
      return found === null ? null : { ...found, pruned: undefined, findings: undefined }
    }),
  )
  return {
    sessions: sessions.map((one) => ({ ...one, pruned: undefined })),
    whole,
    perSession: await Promise.all(
      sessions.map(async ({ number }) => [
        await reportOf('changes-by-system', { session: number }),
        await reportOf('approvals', { session: number }),
      ]),
    ),
    reports: await Promise.all(
      ['changes-by-system', 'accounts', 'orphans', 'drift', 'failed', 'approvals'].map((name) =>
        reportOf(name),
      ),
    ),
    access: await reportOf('access'),
    joins: await client.call('joins.list', { limit: 100 }),
    changes: await client.call('changes.list', { filter: {}, limit: 1000 }),
    decided: (await client.call('approvals.list', { limit: 100 })).rows,
  }
}

const viewOf = (company: SmallCompany) => lasting(company, (name, more) => report(company, name, more))

const prune = (company: SmallCompany, dryRun = false) =>
  company.client.call('history.prune', { only: 'history', before: Date.now() - 200 * dayLength, dryRun })

/** Pending changes without what differs between two companies that lived the same: numbers and times. */
async function planOf(company: SmallCompany) {
  const changes = await company.plan()
  return changes.map(({ system, operation, name, key, attribute, old, new: next, decision, rule }) => ({
    system,
    operation,
    name,
    key,
    attribute,
    old,
    next,
    decision,
    rule,
  }))
}

describe('pruning the history', () => {
  test('keeps every figure, and what is gone is in the archive as the report had it', async () => {
    const company = await companyWithHistory(story)
    age(company, 400)
    const before = await viewOf(company)
    const reported = await report(company, 'session')
    const waiting = await prune(company, true)
    expect(waiting.history).toMatchObject({ archive: null, sessions: expect.any(Number) })
    expect(await viewOf(company)).toEqual(before)

    const { history } = await prune(company)
    expect(history).toMatchObject({ changes: waiting.history?.changes, runs: waiting.history?.runs })
    expect(history?.changes).toBeGreaterThan(5)
    expect(history?.runs).toBeGreaterThan(10)
    expect(await viewOf(company)).toEqual(before)

    // The changes that went, and those that stay, are together what the report said.
    const { path, rows } = await company.client.call('archives.report', { archive: 'history-1.jsonl.gz' })
    expect(rows).toBe(history?.changes)
    const [heading, ...archived] = readFileSync(path, 'utf8').slice(1).trimEnd().split('\r\n')
    const left = (await report(company, 'session')).filter((line) => !line.includes(',pruned,'))
    expect(heading).toBe(reported[0])
    expect([...archived, ...left.slice(1)].sort()).toEqual([...reported.slice(1)].sort())
    // A second time there is nothing.
    expect((await prune(company)).history).toMatchObject({ changes: 0, runs: 0, archive: null })
  }, 60_000)

  test('says where the rest is instead of showing less than the truth', async () => {
    const company = await companyWithHistory(story)
    age(company, 400)
    await prune(company)
    const where = new RegExp(
      `pruned on ${new Date().toISOString().slice(0, 10)} into archive/history-1\\.jsonl\\.gz`,
    )
    expect((await report(company, 'session', { session: 1 }))[1]).toMatch(where)
    expect((await report(company, 'session', { session: 1 }))[1]).toMatch(/,pruned,"\d+ changes, /)
    expect((await report(company, 'joiners-movers-leavers', { session: 1 })).at(-1)).toMatch(where)
    const [latest] = (await company.client.call('session.list', { limit: 100 })).rows.slice(-1)
    expect(latest?.pruned).toMatchObject({ archives: ['archive/history-1.jsonl.gz'] })
    await expect(report(company, 'access', { asOf: Date.now() - 500 * dayLength })).rejects.toMatchObject({
      code: 'pruned',
      message: expect.stringMatching(where),
    })
    await expect(company.client.call('undo.preview', { run: prunedExport(company) })).rejects.toMatchObject({
      message: expect.stringMatching(/^Run \d+ was pruned on .* is in archive\/history-1\.jsonl\.gz$/),
    })
  }, 60_000)

  test('keeps what is not finished, and what an undo rests on', async () => {
    const company = await companyWithHistory(story)
    age(company, 400)
    const db = new Database(join(company.dir, 'joinery.db'))
    const standing = `select id from change where state <> 'confirmed' or undoes is not null or id in (select undoes from change where undoes is not null)`
    const before = db.prepare(standing).all()
    expect(before.length).toBeGreaterThan(2)
    await prune(company)
    expect(db.prepare(standing).all()).toEqual(before)
    expect(db.prepare(`select count(*) as n from change where decision = 'rejected'`).get()).not.toEqual({
      n: 0,
    })
    db.close()
  }, 60_000)

  test('never takes what could still be undone', async () => {
    const company = await companyWithHistory(story.slice(0, 2))
    age(company, 60)
    await expect(
      company.client.call('history.prune', { before: Date.now() - 59 * dayLength, only: 'history' }),
    ).rejects.toMatchObject({ code: 'too-young' })
    expect((await prune(company)).history).toMatchObject({ changes: 0, runs: 0 })
    await expect(company.client.call('history.prune', {})).rejects.toMatchObject({ code: 'usage' })
  }, 60_000)

  test('is gone on with when it was cut off between the archive and the rows', async () => {
    const company = await companyWithHistory(story)
    age(company, 400)
    const before = await viewOf(company)
    const db = new Database(join(company.dir, 'joinery.db'))
    // The process ended before anything was taken out: the first row cannot go.
    db.exec(`create trigger cut_off before delete on change begin select raise(abort, 'cut off'); end`)
    await expect(prune(company)).rejects.toThrow()
    db.exec('drop trigger cut_off')
    expect(db.prepare('select finished from archive').all()).toEqual([{ finished: null }])
    expect(await viewOf(company)).toEqual(before)
    expect((await prune(company)).history).toMatchObject({ changes: 0, runs: 0, archive: null })
    expect(db.prepare('select finished is null as open, changes > 5 as some from archive').all()).toEqual([
      { open: 0, some: 1 },
    ])
    expect(await viewOf(company)).toEqual(before)
    db.close()
  }, 60_000)

  test('an archive that was changed or is missing shows, and is recorded in the audit', async () => {
    const company = await companyWithHistory(story.slice(0, 2))
    age(company, 400)
    const { history } = await prune(company)
    const file = history?.archive as string
    const verdicts = async () =>
      (await company.client.call('archives.list', { verify: true })).map(({ verdict }) => verdict)
    expect(await verdicts()).toEqual(['whole'])
    expect((await company.client.call('audit.verify', {})).ok).toBe(true)
    const lines = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
    expect(JSON.parse(lines[0] as string)).toMatchObject({ kind: 'archive', version: 1 })
    expect(lines.length).toBe(
      1 +
        (history?.changes ?? 0) +
        (history?.runs ?? 0) +
        (history?.approvals ?? 0) +
        (history?.findings ?? 0),
    )
    const db = new Database(join(company.dir, 'joinery.db'))
    expect(
      db.prepare(`select details ->> 'sha256' as sha256 from audit where event = 'history-pruned'`).get(),
    ).toEqual({ sha256: history?.sha256 })
    db.exec(`update archive set sha256 = 'other'`)
    expect(await verdicts()).toEqual(['changed'])
    db.exec(`update archive set name = 'nowhere.jsonl.gz'`)
    expect(await verdicts()).toEqual(['missing'])
    db.close()
  }, 60_000)

  test('plans the same afterwards as if nothing had been pruned', async () => {
    const people = fc
      .uniqueArray(
        fc.record({
          id: fc.constantFrom('E1', 'E2', 'E3', 'E4'),
          city: fc.constantFrom('People' as const, 'Elsewhere' as const),
          status: fc.constantFrom('Active' as const, 'Active' as const, 'Left' as const),
          manager: fc.constantFrom('', 'E1', 'E2'),
        }),
        { selector: ({ id }) => id, minLength: 1, maxLength: 4 },
      )
      .map((list) =>
        list.map(
          (one): Person => ({
            ...one,
            name: `P${one.id}`,
            manager: one.manager === one.id ? '' : one.manager,
          }),
        ),
      )
    const episodes = fc.array(fc.record({ people, undone: fc.boolean() }), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(episodes, people, async (history, next) => {
        const pruned = await companyWithHistory(history)
        const whole = await companyWithHistory(history)
        for (const one of [pruned, whole]) age(one, 400)
        const before = await viewOf(pruned)
        await prune(pruned)
        expect(await viewOf(pruned)).toEqual(before)
        for (const list of [next, history[0]?.people ?? []]) {
          for (const one of [pruned, whole]) one.hr(...list.map(lineOf))
          expect(await planOf(pruned)).toEqual(await planOf(whole))
        }
      }),
      { numRuns: 3, seed: 7, endOnFailure: true },
    )
  }, 240_000)

  test('gives the room back to the disk', async () => {
    const company = await companyWithHistory(story.slice(0, 2))
    age(company, 400)
    const path = join(company.dir, 'joinery.db')
    const db = new Database(path)
    // What a session of a large company leaves: twenty thousand confirmed changes.
    db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
      insert into change (system, object, type, operation, attribute, old, new, rule, risk, hash, pattern, decision, state, run, export_run, name, key)
      select system, 1000000 + i, type, 'update', 'employeeID', '"before"', '"after"', rule, risk, hash, pattern, decision, state, run, export_run, name, key
      from n, (select * from change where state = 'confirmed' order by id limit 1)`)
    db.pragma('wal_checkpoint(TRUNCATE)')
    const large = statSync(path).size
    const { file, history } = await prune(company)
    expect(history?.changes).toBeGreaterThan(20_000)
    expect(file).toMatchObject({ rebuilt: true })
    expect(statSync(path).size).toBeLessThan(large / 2)
    expect(statSync(path).size).toBe(file?.after)
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  }, 60_000)
})

/** The first export of which changes are in an archive. */
function prunedExport({ dir }: SmallCompany): number {
  const db = new Database(join(dir, 'joinery.db'))
  const { run } = db.prepare('select min(run) as run from archive_run').get() as { run: number }
  db.close()
  return run
}
