import { describe, expect, test } from 'vitest'
import { memoryChannels } from '../../main/host/in-process.ts'
import { createClient } from '../../preload/contract/client.ts'
import type { RequestFrame } from '../../preload/contract/frame.ts'

/** A client whose host is the given function: every request frame gets the frames it returns. */
function clientOf(answer: (frame: RequestFrame) => unknown[]) {
  const [near, far] = memoryChannels()
  const requests: RequestFrame[] = []
  far.receive((raw) => {
    const frame = raw as RequestFrame
    requests.push(frame)
    for (const response of answer(frame)) far.send(response)
  })
  return { client: createClient(near), requests }
}

/** A client must not believe a host of another version. */
describe('a client', () => {
  test('refuses a result that does not fit the contract', async () => {
    const { client } = clientOf(({ id }) => [{ t: 'result', id, value: { id: 7 } }])
    const call = client.call('jobs.start', { kind: 'report' })
    await expect(call).rejects.toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('id'),
    })
  })

  test('refuses a frame it cannot read, and tells the host', async () => {
    const { client, requests } = clientOf(({ id, t }) =>
      t === 'call' ? [{ t: 'error', id, error: 'no' }] : [],
    )
    await expect(client.call('workspace.get', {})).rejects.toMatchObject({ code: 'invalid-response' })
    await Promise.resolve()
    expect(requests.at(-1)).toEqual({ t: 'cancel', id: 1 })
  })

  test('ignores answers to what it never asked', async () => {
    const job = { id: 'job-1' }
    const { client } = clientOf(({ id }) => [
      { t: 'result', id: 99, value: job },
      'noise',
      { t: 'result', id, value: job },
    ])
    expect(await client.call('jobs.start', { kind: 'report' })).toEqual(job)
  })

  test('notices a gap in the numbers of events', async () => {
    const event = (id: number, seq: number) => ({ t: 'event', id, seq, value: { topic: 'changes', at: seq } })
    const { client } = clientOf(({ id, t }) => (t === 'call' ? [event(id, 1), event(id, 3)] : []))
    const topics: unknown[] = []
    const error = await new Promise<unknown>((resolve) => {
      client.watch('workspace.watch', {}, { event: (tick) => topics.push(tick.at), error: resolve })
    })
    expect(topics).toEqual([1])
    expect(error).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('event 3 instead of 2'),
    })
  })

  test('refuses an event that does not fit the contract, and cancels', async () => {
    const { client, requests } = clientOf(({ id, t }) =>
      t === 'call' ? [{ t: 'event', id, seq: 1, value: {} }] : [],
    )
    const error = await new Promise<unknown>((resolve) => {
      client.watch('workspace.watch', {}, { event: () => {}, error: resolve })
    })
    expect(error).toMatchObject({ code: 'invalid-response' })
    await Promise.resolve()
    expect(requests.map((frame) => frame.t)).toEqual(['call', 'cancel'])
  })
})
