import { describe, expect, test } from 'vitest'
import { mapParallel, parallel } from '../../../connectors/kit/parallel.ts'
import { backoff, defaultRetryPolicy, parseRetryAfter, withRetry } from '../../../connectors/kit/retry.ts'
import { Throttle } from '../../../connectors/kit/throttle.ts'
import { instantClock } from '../../fakes/scim/client.ts'

const signal = new AbortController().signal

describe('retrying', () => {
  test.each([
    ['120', 120_000],
    [' 1.5 ', 1500],
    ['Tue, 10 Mar 2026 08:00:30 GMT', 30_000],
    ['Tue, 10 Mar 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('Retry-After %s', (header, expected) => {
    expect(parseRetryAfter(header, Date.parse('2026-03-10T08:00:00Z'))).toBe(expected)
  })

  test('pauses double up to the cap, with any part of it by chance', () => {
    const longest = [1, 2, 3, 20].map((attempt) => backoff(attempt, defaultRetryPolicy, () => 1))
    expect(longest).toEqual([500, 1000, 2000, 30_000])
    expect(backoff(5, defaultRetryPolicy, () => 0)).toBe(0)
  })

  test('a system that asks for more patience than there is, is not waited for', async () => {
    const clock = instantClock()
    const tools = { policy: defaultRetryPolicy, clock, random: () => 0, signal }
    const attempt = () => Promise.reject(new Error('busy'))
    await expect(withRetry(attempt, () => ({ again: true, after: 600_000 }), tools)).rejects.toThrow('busy')
    expect(clock.pauses).toEqual([])
  })

  test('a final failure ends the tries at once', async () => {
    let tries = 0
    const attempt = () => {
      tries++
      return Promise.reject(new Error('no'))
    }
    const tools = { policy: defaultRetryPolicy, clock: instantClock(), random: () => 0, signal }
    await expect(withRetry(attempt, () => ({ again: false }), tools)).rejects.toThrow('no')
    expect(tries).toBe(1)
  })
})

describe('throttle', () => {
  test('never lets more pass in a minute than allowed, beyond its burst', async () => {
    const clock = instantClock()
    const throttle = new Throttle(600, clock)
    const started = clock.now()
    for (let i = 0; i < 1200; i++) await throttle.take(signal)
    expect(clock.now() - started).toBe((1200 - 10) * 100)
  })
})

describe('working in parallel', () => {
  test('no more at once than the limit, and every result once', async () => {
    let running = 0
    let most = 0
    const work = async (item: number) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, item % 3))
      running--
      return item
    }
    const items = Array.from({ length: 20 }, (_, i) => i)
    const results: number[] = []
    for await (const result of parallel(items, 4, work, signal)) results.push(result)
    expect(results.toSorted((a, b) => a - b)).toEqual(items)
    expect(await mapParallel(items, 4, work)).toEqual(items)
    expect(most).toBe(4)
  })

  test('after the abort nothing new begins, and what runs is answered', async () => {
    const abort = new AbortController()
    const begun: number[] = []
    const results: number[] = []
    const work = async (item: number) => {
      begun.push(item)
      await new Promise((resolve) => setTimeout(resolve, 5))
      return item
    }
    for await (const result of parallel([1, 2, 3, 4, 5], 2, work, abort.signal)) {
      results.push(result)
      abort.abort()
    }
    expect(results.toSorted()).toEqual(begun.toSorted())
    expect(begun).toEqual([1, 2])
  })
})
