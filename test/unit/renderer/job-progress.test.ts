import { describe, expect, it } from 'vitest'
import type { JobEvent, JobProgress, JobSnapshot } from '../../../preload/contract/jobs.ts'
import { figureOf, reduceJob, shareOf, tenthOf } from '../../../renderer/client/jobProgress.ts'
import { runningText } from '../../../renderer/features/session/runningWords.ts'

const line = (
  system: string | null,
  done: number,
  total: number | null,
  more: Partial<JobProgress> = {},
): JobProgress => ({
  step: 'export',
  system,
  done,
  total,
  failed: 0,
  rate: 10,
  left: 1000,
  ...more,
})
const snapshot = (progress: JobProgress[], seq = 5): JobSnapshot => ({
  id: 'j1',
  kind: 'export',
  state: 'running',
  paused: false,
  startedAt: 0,
  endedAt: null,
  progress,
  message: '',
  error: null,
  seq,
})

describe('following a job', () => {
  const start = reduceJob(null, { type: 'snapshot', seq: 5, job: snapshot([line('ad', 10, 100)]) })

  it('starts with the snapshot; nothing is known before it', () => {
    expect(start?.progress).toHaveLength(1)
    expect(reduceJob(null, { type: 'message', seq: 1, message: 'x' })).toBeNull()
  })

  it('replaces a line by step and system, and adds new ones', () => {
    const one = reduceJob(start, { type: 'progress', seq: 6, progress: line('ad', 20, 100) })
    const two = reduceJob(one, { type: 'progress', seq: 7, progress: line('sn', 1, 5) })
    expect(two?.progress.map((p) => [p.system, p.done])).toEqual([
      ['ad', 20],
      ['sn', 1],
    ])
    expect(two?.seq).toBe(7)
  })

  it('ignores events that the snapshot already includes', () => {
    const again: JobEvent = { type: 'progress', seq: 5, progress: line('ad', 1, 100) }
    expect(reduceJob(start, again)).toBe(start)
  })

  it('is the same after a reload, wherever it happens', () => {
    const events: JobEvent[] = [
      { type: 'progress', seq: 6, progress: line('ad', 20, 100) },
      { type: 'message', seq: 7, message: 'Writing' },
      { type: 'progress', seq: 8, progress: line('sn', 5, 5) },
      { type: 'ended', seq: 9, job: { ...snapshot([line('ad', 100, 100)], 9), state: 'done' } },
    ]
    const whole = events.reduce(reduceJob, start)
    for (let cut = 0; cut < events.length; cut++) {
      const until = events.slice(0, cut).reduce(reduceJob, start) as JobSnapshot
      const reloaded = reduceJob(null, { type: 'snapshot', seq: until.seq, job: until })
      expect(events.reduce(reduceJob, reloaded)).toEqual(whole)
    }
  })
})

describe('the figure of a step', () => {
  it('sums the systems of the step that is furthest along', () => {
    const job = snapshot([
      line('hr', 1000, 1000, { step: 'import' }),
      line('ad', 731, 1054, { rate: 41, left: 8000, failed: 2 }),
      line('sn', 96, 208, { rate: 9, left: 12_000 }),
    ])
    expect(figureOf(job)).toEqual({
      step: 'export',
      done: 827,
      total: 1262,
      failed: 2,
      rate: 50,
      left: 12_000,
      paused: false,
    })
    expect(shareOf(figureOf(job))).toBeCloseTo(0.655, 3)
    expect(tenthOf(figureOf(job))).toBe(6)
  })

  it('leaves what is finished out of the rate', () => {
    const job = snapshot([
      line('ad', 10, 10, { rate: 99, left: 0 }),
      line('sn', 1, 4, { rate: 3, left: 1000 }),
    ])
    expect(figureOf(job)).toMatchObject({ rate: 3, left: 1000, done: 11, total: 14 })
  })

  it('has no rate and no end while it waits', () => {
    const paused = { ...snapshot([line('ad', 5, 12, { rate: 41, left: 8000 })]), paused: true }
    const figure = figureOf(paused)
    expect(figure).toMatchObject({ rate: 0, left: null, done: 5, total: 12, paused: true })
    expect(figure && runningText(figure)).toMatchObject({
      left: null,
      rate: null,
      note: '5 of 12 written, paused',
    })
  })

  it('does not count a line of the whole step beside those of its systems', () => {
    expect(figureOf(snapshot([line(null, 50, 100), line('ad', 20, 40), line('sn', 30, 60)]))).toMatchObject({
      done: 50,
      total: 100,
    })
  })

  it('has no share while one system cannot tell its end', () => {
    const figure = figureOf(snapshot([line('ad', 5, null), line('sn', 1, 2)]))
    expect(figure?.total).toBeNull()
    expect(shareOf(figure)).toBeNull()
    expect(figureOf(snapshot([]))).toBeNull()
  })

  it('is told in words', () => {
    const figure = figureOf(snapshot([line('ad', 827, 1262, { rate: 50, left: 12_000, failed: 2 })]))
    expect(runningText(figure as NonNullable<typeof figure>)).toMatchObject({
      figure: '827',
      rest: 'of 1,262 approved changes written',
      left: '12 s',
      rate: '50',
      rateUnit: 'changes a second',
      note: '827 of 1,262 written',
      cancel: 'Cancel export',
    })
  })
})
