import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { twin } from '../../connectors/twin/connector.ts'
import { readJournal } from '../../connectors/twin/journal.ts'
import type { Change } from '../../preload/contract/changes.ts'
import { type Contoso, startContoso } from './contoso.ts'

const changes = async (contoso: Contoso, filter: Record<string, unknown>): Promise<Change[]> =>
  (await contoso.client.call('changes.list', { filter, limit: 1000 })).rows
const approve = (contoso: Contoso, filter: Record<string, unknown>) =>
  contoso.client.call('changes.decide', { selection: { filter }, decision: 'approved' })

/** The service desk behind something that refuses the first changes because there are too many. */
async function throttling(
  port: number,
  refusals: number,
): Promise<{ server: Server; refused: () => number }> {
  let refused = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.method === 'PATCH' && refused < refusals) {
      refused++
      response.writeHead(429, { 'retry-after': '0' }).end()
      return
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !['host', 'connection', 'content-length'].includes(name),
      ),
    ) as Record<string, string>
    const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const type = answer.headers.get('content-type')
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, refused: () => refused }
}

describe('a system that asks for fewer requests', () => {
  let contoso: Contoso
  let front: Awaited<ReturnType<typeof throttling>>

  beforeAll(async () => {
    contoso = await startContoso()
    // More than the connector itself tries again.
    front = await throttling(contoso.scim.port, 40)
    const file = join(contoso.dir, 'workspace.yaml')
    const { port } = front.server.address() as AddressInfo
    writeFileSync(file, readFileSync(file, 'utf8').replace(`:${contoso.scim.port}/`, `:${port}/`))
    await contoso.reopen()
    await contoso.run({ kind: 'session' })
    await approve(contoso, { systems: ['servicedesk'] })
  })
  afterAll(async () => {
    await contoso?.close()
    front?.server.closeAllConnections()
    front?.server.close()
  })

  test('is left alone for a while and then gets everything; nothing fails', async () => {
    const { total } = await contoso.client.call('changes.facets', { filter: { decisions: ['approved'] } })
    expect(total).toBeGreaterThan(50)
    await contoso.run({ kind: 'export' })
    expect(front.refused()).toBe(40)
    const { rows } = await contoso.client.call('runs.list', { limit: 10 })
    const run = rows.find(({ step, system }) => step === 'export' && system === 'servicedesk')
    expect(run).toMatchObject({ state: 'done', statistics: { failed: 0, exported: total } })
    expect(await changes(contoso, { decisions: ['approved'] })).toEqual([])
  }, 60_000)
})

describe('an export of which too much fails', () => {
  let contoso: Contoso

  beforeAll(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session' })
    const titles = await changes(contoso, { systems: ['ad'], attributes: ['title'] })
    await approve(contoso, { systems: ['ad'], attributes: ['title'] })
    // Somebody cleans up in the directory: every second account is gone.
    const connection = await twin.open(
      { file: 'systems/ad.twin' },
      {
        system: 'ad',
        workspaceDir: contoso.dir,
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => undefined,
        log: () => undefined,
      },
    )
    const gone = titles.filter((_, index) => index % 2 === 0)
    const found = await connection.fetch(gone.map(({ key }) => ({ type: 'user', dn: key })))
    for await (const result of connection.write(
      found.map((item, index) => ({
        id: `gone-${index}`,
        operation: 'delete' as const,
        type: 'user',
        anchor: item?.anchor as string,
      })),
    ))
      expect(result.ok).toBe(true)
    await connection.close()
  })
  afterAll(async () => {
    await contoso?.close()
  })

  test('is stopped; what was written is known, and what is left is still approved', async () => {
    const before = readJournal(join(contoso.dir, 'systems', 'ad.twin')).length
    await expect(contoso.run({ kind: 'export', systems: ['ad'] })).rejects.toThrow(
      /stopped because too much failed: \d+ of 25 changes failed, 25 % may/,
    )
    const written = readJournal(join(contoso.dir, 'systems', 'ad.twin')).length - before
    const failed = await changes(contoso, { states: ['failed'] })
    expect(written).toBeGreaterThan(5)
    expect(written + failed.length).toBe(25)
    expect((await changes(contoso, { decisions: ['approved'] })).length).toBe(64 - 25)
    const session = await contoso.client.call('session.get', {})
    expect(session?.steps.find(({ step }) => step === 'export')?.state).toBe('stopped')
    expect(session?.next.sentence).not.toContain('Nothing was written')
    const { rows } = await contoso.client.call('runs.list', { limit: 5 })
    expect(rows.find(({ step }) => step === 'export')?.statistics).toMatchObject({
      exported: written,
      failed: failed.length,
    })
  })

  test('goes on when somebody says so', async () => {
    const file = join(contoso.dir, 'workspace.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/^limits:\n/m, 'limits:\n  failures: { percent: 100 }\n'))
    await contoso.reopen()
    await contoso.run({ kind: 'export', systems: ['ad'] })
    expect(await changes(contoso, { decisions: ['approved'] })).toEqual([])
    expect((await changes(contoso, { states: ['failed'] })).length).toBe(32)
  })
})

describe('an export that is paused', () => {
  let contoso: Contoso
  const written = () => contoso.scim.journal.length

  beforeAll(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session' })
    await approve(contoso, { systems: ['servicedesk'] })
  })
  afterAll(async () => {
    await contoso?.close()
  })

  test('writes nothing more until it goes on, and then the rest, everything once', async () => {
    const { id } = await contoso.client.call('jobs.start', { kind: 'export', systems: ['servicedesk'] })
    const told: boolean[] = []
    let begun = (): void => undefined
    const started = new Promise<void>((resolve) => {
      begun = resolve
    })
    const ended = new Promise<void>((resolve, reject) => {
      contoso.client.watch(
        'jobs.watch',
        { id },
        {
          event: (event) => {
            if (event.type === 'progress' && event.progress.done > 0) begun()
            if (event.type === 'paused') told.push(event.paused)
            if (event.type === 'ended') resolve()
          },
          error: reject,
        },
      )
    })
    await started
    expect(await contoso.client.call('jobs.pause', { id, paused: true })).toEqual({ paused: true })
    // What was on its way arrives.
    await new Promise((resolve) => setTimeout(resolve, 500))
    const sofar = written()
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(written()).toBe(sofar)
    expect(sofar).toBeLessThan(150)
    expect((await contoso.client.call('jobs.get', { id })).paused).toBe(true)
    expect((await changes(contoso, { decisions: ['approved'], states: ['planned'] })).length).toBeGreaterThan(
      20,
    )

    expect(await contoso.client.call('jobs.pause', { id, paused: false })).toEqual({ paused: false })
    await ended
    expect(told).toEqual([true, false])
    expect(await changes(contoso, { decisions: ['approved'] })).toEqual([])
    const requests = contoso.scim.journal.map(({ requestId }) => requestId)
    expect(new Set(requests).size).toBe(requests.length)
    // What has ended cannot be paused.
    expect(await contoso.client.call('jobs.pause', { id, paused: true })).toEqual({ paused: false })
  }, 30_000)

  test('ends when it is cancelled', async () => {
    await contoso.run({ kind: 'confirm' })
    await approve(contoso, { systems: ['ad'] })
    const { id } = await contoso.client.call('jobs.start', { kind: 'export', systems: ['ad'] })
    await contoso.client.call('jobs.pause', { id, paused: true })
    expect(await contoso.client.call('jobs.cancel', { id })).toEqual({ cancelled: true })
    const deadline = Date.now() + 5000
    while ((await contoso.client.call('jobs.get', { id })).state === 'running' && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await contoso.client.call('jobs.get', { id })).toMatchObject({ state: 'cancelled', paused: false })
  })
})
