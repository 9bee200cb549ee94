import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../preload/contract/channel.ts'
import { type Client, ContractError, createClient } from '../../preload/contract/client.ts'
import { eventually } from '../fakes/eventually.ts'
import { createSmallHost, type SmallHost, workspace } from './small-host.ts'
import { type Line, transports } from './transports.ts'

async function failure(promise: Promise<unknown>): Promise<ContractError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ContractError)
  return error as ContractError
}

/** Watches a job and collects what arrives; `over` resolves with the error or with `ended`. */
function collect(client: Client, id: string) {
  const events: unknown[] = []
  let stop = () => {}
  const over = new Promise<ContractError | 'ended'>((resolve) => {
    stop = client.watch(
      'jobs.watch',
      { id },
      { event: (event) => events.push(event), error: resolve, ended: () => resolve('ended') },
    )
  })
  return { events, over, stop }
}

/** The frames that the host answers to one raw frame, until the given number has come or the line is closed. */
function answers(channel: Channel, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const frames: unknown[] = []
    channel.closed(() => resolve([...frames, 'closed']))
    channel.receive((frame) => {
      frames.push(frame)
      if (frames.length === count) resolve(frames)
    })
  })
}

describe.each(Object.keys(transports))('%s', (name) => {
  let host: SmallHost
  let line: Line

  beforeEach(async () => {
    host = createSmallHost()
    line = await transports[name]!(host)
  })
  afterEach(() => line.end())

  describe('with a client', () => {
    let client: Client
    beforeEach(() => {
      client = createClient(line.channel)
    })

    test('a result arrives as the host gave it', async () => {
      expect(await client.call('workspace.get', {})).toEqual(workspace)
    })

    test('what the contract does not name does not arrive', async () => {
      const result = await client.call('systems.check', { system: 'ad' })
      expect(result).toEqual([{ ok: true, title: 'Reachable', detail: 'ad' }])
    })

    test('defaults are filled in before the host sees the parameters', async () => {
      await client.call('changes.list', {}).catch(() => {})
      expect(host.calls).toEqual([{ method: 'changes.list', params: { filter: {}, offset: 0, limit: 200 } }])
    })

    test('calls answer each for itself, in any order', async () => {
      const abort = new AbortController()
      const slow = client.call('systems.check', { system: 'slow' }, { signal: abort.signal })
      expect(await client.call('workspace.get', {})).toEqual(workspace)
      abort.abort()
      expect((await failure(slow)).code).toBe('cancelled')
    })

    test('an error of a connector keeps its words', async () => {
      const error = await failure(client.call('systems.check', { system: 'refused' }))
      expect({ ...error, message: error.message }).toMatchObject({
        code: 'connector/auth',
        message: 'The directory refused the password.',
        advice: 'Enter it again.',
        where: 'ldaps://dc1',
        system: '49: invalid credentials',
      })
    })

    test('an error of Joinery keeps its words', async () => {
      const error = await failure(client.call('systems.check', { system: 'limit' }))
      expect(error).toMatchObject({ code: 'limit-reached', advice: 'Look at them.', where: 'ad' })
    })

    test('any other error crosses without its message', async () => {
      const error = await failure(client.call('systems.check', { system: 'crash' }))
      expect(error.code).toBe('internal')
      expect(JSON.stringify({ ...error, message: error.message })).not.toMatch(/SELECT|anna|\.db/)
    })

    test('parameters that do not fit are refused before anything is sent', async () => {
      const error = await failure(client.call('changes.list', { limit: 5000 }))
      expect(error).toMatchObject({ code: 'invalid-parameters', where: 'limit' })
      expect(host.calls).toEqual([])
    })

    test('a result that does not fit never leaves the host', async () => {
      const error = await failure(client.call('systems.check', { system: 'wrong' }))
      expect(error.code).toBe('invalid-result')
      expect(error.message).toContain('0.ok')
    })

    test('an aborted signal cancels the work in the host', async () => {
      const abort = new AbortController()
      const call = client.call('systems.check', { system: 'slow' }, { signal: abort.signal })
      await eventually(() => expect(host.calls).toHaveLength(1))
      abort.abort()
      expect((await failure(call)).code).toBe('cancelled')
      await eventually(() => expect(host.aborted).toEqual(['call']))
    })

    test('a signal that was aborted before sends nothing', async () => {
      const call = client.call('workspace.get', {}, { signal: AbortSignal.abort() })
      expect((await failure(call)).code).toBe('cancelled')
      await client.call('systems.check', { system: 'ad' })
      expect(host.calls.map((call) => call.method)).toEqual(['systems.check'])
    })

    test('events arrive in order, then the end', async () => {
      const { events, over } = collect(client, 'three')
      expect(await over).toBe('ended')
      expect(events).toEqual([1, 2, 3].map((seq) => ({ type: 'message', seq, message: `step ${seq}` })))
    })

    test('a subscription ends in the host when the page stops it', async () => {
      const { events, stop } = collect(client, 'endless')
      await eventually(() => expect(events.length).toBeGreaterThan(2))
      stop()
      const seen = events.length
      await eventually(() => expect(host.aborted).toEqual(['watch']))
      await client.call('workspace.get', {})
      expect(events).toHaveLength(seen)
    })

    test('a subscription that fails says why, after the events before', async () => {
      const { events, over } = collect(client, 'fails')
      expect(await over).toMatchObject({ code: 'job-gone', advice: 'Look again.' })
      expect(events).toHaveLength(1)
    })

    test('an event that does not fit ends the subscription', async () => {
      const { events, over } = collect(client, 'wrong')
      expect(await over).toMatchObject({ code: 'invalid-result' })
      expect(events).toHaveLength(1)
    })

    test('a subscription with wrong parameters fails and the host hears nothing', async () => {
      const { over } = collect(client, 7 as unknown as string)
      expect(await over).toMatchObject({ code: 'invalid-parameters', where: 'id' })
      expect(host.calls).toEqual([])
    })

    test('a lost line fails all that waits, all that comes after, and frees the host', async () => {
      const call = failure(client.call('systems.check', { system: 'slow' }))
      const { events, over } = collect(client, 'endless')
      await eventually(() => expect(events.length).toBeGreaterThan(0))
      line.lose()
      expect((await call).code).toBe('connection-lost')
      expect(await over).toMatchObject({ code: 'connection-lost' })
      expect((await failure(client.call('workspace.get', {}))).code).toBe('connection-lost')
      expect(await collect(client, 'three').over).toMatchObject({ code: 'connection-lost' })
      await eventually(() => expect(host.aborted.toSorted()).toEqual(['call', 'watch']))
    })

    test('closing the client frees the host', async () => {
      collect(client, 'endless')
      await eventually(() => expect(host.calls).toHaveLength(1))
      client.close()
      await eventually(() => expect(host.aborted).toEqual(['watch']))
    })
  })

  describe('with raw frames', () => {
    const call = (id: number, method: string, params: unknown = {}) => ({ t: 'call', id, method, params })

    test.each(['nothing.here', 'toString', '__proto__'])('the method %s is unknown', async (method) => {
      const answer = answers(line.channel, 1)
      line.channel.send(call(1, method))
      expect(await answer).toMatchObject([{ t: 'error', id: 1, error: { code: 'unknown-method' } }])
    })

    test('the host validates parameters itself', async () => {
      const answer = answers(line.channel, 1)
      line.channel.send(call(1, 'systems.check', { system: ['ad'] }))
      expect(await answer).toMatchObject([
        { t: 'error', error: { code: 'invalid-parameters', where: 'system' } },
      ])
      expect(host.calls).toEqual([])
    })

    test('events are numbered from one, and the last answer is a result', async () => {
      const answer = answers(line.channel, 4)
      line.channel.send(call(9, 'jobs.watch', { id: 'three' }))
      expect(await answer).toMatchObject([
        { t: 'event', id: 9, seq: 1 },
        { t: 'event', id: 9, seq: 2 },
        { t: 'event', id: 9, seq: 3 },
        { t: 'result', id: 9, value: null },
      ])
    })

    test('what the contract does not name does not even leave the host', async () => {
      const answer = answers(line.channel, 1)
      line.channel.send(call(1, 'systems.check', { system: 'ad' }))
      expect(await answer).toEqual([
        { t: 'result', id: 1, value: [{ ok: true, title: 'Reachable', detail: 'ad' }] },
      ])
    })

    test.each([
      ['a frame of no kind', {}],
      ['an answer instead of a request', { t: 'result', id: 1, value: 1 }],
      ['an id that is no number', call('1' as unknown as number, 'workspace.get')],
    ])('%s ends the connection', async (_, frame) => {
      const answer = answers(line.channel, 1)
      line.channel.send(frame)
      expect(await answer).toEqual(['closed'])
    })

    test('an id that is in use ends the connection', async () => {
      const answer = answers(line.channel, 1)
      line.channel.send(call(1, 'systems.check', { system: 'slow' }))
      line.channel.send(call(1, 'systems.check', { system: 'slow' }))
      expect(await answer).toEqual(['closed'])
    })

    test('more requests than any page makes are refused, and the others go on', async () => {
      const answer = answers(line.channel, 1)
      for (let id = 1; id <= 257; id += 1) line.channel.send(call(id, 'systems.check', { system: 'slow' }))
      expect(await answer).toMatchObject([{ t: 'error', id: 257, error: { code: 'too-many-requests' } }])
    })

    test('cancelling what is not there does nothing', async () => {
      const answer = answers(line.channel, 1)
      line.channel.send({ t: 'cancel', id: 5 })
      line.channel.send(call(6, 'workspace.get'))
      expect(await answer).toMatchObject([{ t: 'result', id: 6 }])
    })
  })
})
