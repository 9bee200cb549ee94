import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WriteResult } from '../../connectors/spi/write.ts'
import { type JournalEntry, type ScimServer, startScimServer } from '../../demo/scim-server.ts'
import { failure, objectsOf, openScim, readBatches, refusal, writeOne } from '../fakes/scim/client.ts'
import { addition, update, workEmail } from '../fakes/scim/fixture.ts'
import { enterprise, sampleGroup, sampleId, sampleUsers, token } from '../fakes/scim/samples.ts'

let server: ScimServer
beforeEach(async () => {
  server = await startScimServer({ users: sampleUsers(45), groups: [sampleGroup(1, [1, 2])], token })
})
afterEach(() => server.close())

const open = (config: Readonly<Record<string, unknown>> = {}) =>
  openScim({ baseUrl: server.url, ...config }).connection

describe('a scimmy application', () => {
  test('is read in pages, each object once, with its references', async () => {
    const batches = await readBatches(open({ pageSize: 7 }))
    const objects = objectsOf(batches)
    expect(objects).toHaveLength(46)
    expect(new Set(objects.map((object) => object.anchor)).size).toBe(46)
    expect(batches.at(-1)).toMatchObject({ items: [], complete: true })
    expect(objects[0]).toMatchObject({
      type: 'User',
      anchor: sampleId(1),
      attributes: {
        userName: 'user1@contoso.test',
        'name.givenName': 'Given1',
        [workEmail]: 'user1@contoso.test',
        [`${enterprise}:department`]: 'Sales',
        active: true,
      },
    })
    expect(objects.at(-1)?.references).toEqual({ members: [sampleId(1), sampleId(2)] })
  })

  test('adds, changes and disables a person in one request each', async () => {
    const connection = open()
    const manager = `${enterprise}:manager`
    const added = await writeOne(connection, {
      ...addition,
      attributes: { ...addition.attributes, active: true, [workEmail]: 'new@contoso.test' },
      references: { [manager]: [sampleId(1)] },
    })
    if (!added.ok || !added.anchor) throw new Error('the add has no anchor')
    const on = { type: 'User', anchor: added.anchor }
    const change = update(
      [
        { attribute: workEmail, old: 'new@contoso.test', new: 'other@contoso.test' },
        { attribute: 'emails[type eq "home"].value', new: 'home@contoso.test' },
        { attribute: `${enterprise}:department`, new: 'Legal' },
        { attribute: 'name.familyName', new: 'Núñez' },
      ],
      [{ attribute: manager, add: [sampleId(2)], remove: [sampleId(1)], single: true }],
      on,
    )
    expect(await writeOne(connection, change)).toMatchObject({ ok: true })
    expect(
      await writeOne(connection, update([{ attribute: 'active', old: true, new: false }], [], on)),
    ).toMatchObject({
      ok: true,
    })
    expect(server.journal.map((entry) => [entry.method, entry.status, entry.requestId])).toEqual([
      ['POST', 201, 'a1'],
      ['PATCH', 200, 'u1'],
      ['PATCH', 200, 'u1'],
    ])
    expect((await connection.fetch([on]))[0]).toMatchObject({
      attributes: {
        active: false,
        [workEmail]: 'other@contoso.test',
        'emails[type eq "home"].value': 'home@contoso.test',
        'name.familyName': 'Núñez',
      },
      references: { [manager]: [sampleId(2)] },
    })
  })

  test('keeps a member once although it is added twice', async () => {
    const on = { type: 'Group', anchor: sampleId(900_001) }
    const change = update(
      [],
      [{ attribute: 'members', add: [sampleId(2), sampleId(3)], remove: [sampleId(1)], single: false }],
      on,
    )
    const connection = open()
    await writeOne(connection, change)
    await writeOne(connection, change)
    expect(server.snapshot().groups[0]?.members).toEqual([{ value: sampleId(2) }, { value: sampleId(3) }])
    expect(server.journal).toHaveLength(1)
  })

  test('names the account that has the user name, in any case', async () => {
    const error = await refusal(open(), {
      ...addition,
      attributes: { userName: 'USER7@contoso.test' },
    })
    expect(error).toMatchObject({ kind: 'exists', where: `User/${sampleId(7)}` })
  })

  test('lets a password be set, which is never shown again', async () => {
    const connection = open()
    await connection.setPassword('User', sampleId(1), 'Secret-42')
    expect(JSON.stringify([server.journal, server.snapshot()])).not.toContain('Secret-42')
    expect(server.journal).toMatchObject([{ method: 'PATCH' }])
  })

  test('turns a wrong token away', async () => {
    const { connection } = openScim({ baseUrl: server.url }, { secrets: { token: 'wrong' } })
    expect((await failure(readBatches(connection))).kind).toBe('auth')
    expect(await connection.check()).toMatchObject([{ ok: false, title: 'Sign in' }])
  })

  test('suggests nothing it cannot do: every check passes', async () => {
    const results = await open({ pageSize: 10 }).check()
    expect(results.filter((result) => !result.ok)).toEqual([])
    expect(results.map((result) => result.title)).toEqual([
      'Sign in',
      'Service description',
      'Read User objects',
      'Search User objects',
      'Read Group objects',
    ])
  })
})

describe('cancelling an export', () => {
  test('ends within a second, answers what was done and leaves the rest alone', async () => {
    await server.close()
    server = await startScimServer({ users: [], groups: [], token, latency: 20 })
    const abort = new AbortController()
    const { connection } = openScim({ baseUrl: server.url, concurrency: 2 }, { signal: abort.signal })
    const requests = Array.from({ length: 200 }, (_, i) => ({
      ...addition,
      id: `a${i}`,
      attributes: { userName: `bulk${i}` },
    }))
    const results: WriteResult[] = []
    let started = 0
    const run = (async () => {
      for await (const result of connection.write(requests)) {
        results.push(result)
        if (results.length !== 10) continue
        started = performance.now()
        abort.abort()
      }
    })()
    expect((await failure(run)).message).toContain('cancelled')
    expect(performance.now() - started).toBeLessThan(1000)
    expect(results.every((result) => result.ok)).toBe(true)
    expect(server.snapshot().users.length).toBe(results.length)
    expect(results.length).toBeLessThan(20)
  })
})

describe('the application as its own process', () => {
  let directory: string
  let child: ChildProcess
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'joinery-scim-'))
  })
  afterEach(async () => {
    const gone = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await gone
    rmSync(directory, { recursive: true })
  })

  test('prints its port first, and writes each change to the journal before it answers', async () => {
    const file = (name: string, content: string) => {
      const path = join(directory, name)
      writeFileSync(path, content)
      return path
    }
    const journal = join(directory, 'journal.jsonl')
    const args = [
      ...['--port', '0', '--token-file', file('token', `${token}\n`), '--journal', journal],
      ...['--seed', file('users.json', JSON.stringify(sampleUsers(3))), file('groups.json', '[]')],
    ]
    child = spawn(process.execPath, [join(import.meta.dirname, '../../demo/scim-server-main.ts'), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (!child.stdout) throw new Error('the process has no output')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const { url } = JSON.parse(line) as { port: number; url: string }
    const { connection } = openScim({ baseUrl: url })
    expect(objectsOf(await readBatches(connection))).toHaveLength(3)
    expect(await writeOne(connection, addition)).toMatchObject({ ok: true })
    const entries = readFileSync(journal, 'utf8')
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as JournalEntry)
    expect(entries).toMatchObject([{ method: 'POST', path: '/scim/v2/Users', status: 201, requestId: 'a1' }])
  })
})
