import { describe, expect, it } from 'vitest'
import type { Run } from '../../../preload/contract/session.ts'
import type { SystemStatus } from '../../../preload/contract/workspace.ts'
import {
  lastRunOf,
  neverRun,
  resultOf,
  type SystemStep,
  stepsOf,
} from '../../../renderer/features/systems/systemSteps.ts'

const system = {
  name: 'ad',
  title: 'Active Directory',
  connectorTitle: 'Directory twin',
  target: true,
  approved: 812,
  unconfirmed: 0,
} as SystemStatus

const run = (more: Partial<Run>): Run => ({
  id: 1,
  session: 1,
  step: 'import',
  system: 'ad',
  mode: 'full',
  state: 'done',
  startedAt: 0,
  endedAt: 0,
  statistics: {},
  message: null,
  by: null,
  profile: null,
  archives: [],
  ...more,
})

describe('the steps of a system', () => {
  it('are run over it alone, and say why they cannot be run', () => {
    const steps = stepsOf(system, false)
    expect(steps.map(({ title, refused }) => [title, refused])).toEqual([
      ['Full import', null],
      ['Delta import', 'Directory twin reads everything each time'],
      ['Synchronize', null],
      ['Export 812 approved', null],
      ['Confirm', 'Nothing written waits to be read back'],
    ])
    expect(steps[3]?.request).toEqual({ kind: 'export', systems: ['ad'] })
    expect(steps[0]?.request).toEqual({ kind: 'import', mode: 'full', systems: ['ad'] })
    expect(stepsOf({ ...system, target: false }, true).map(({ refused }) => refused)).toEqual([
      null,
      null,
      null,
      'No rule writes to it',
      'No rule writes to it',
    ])
    expect(new Set(steps.map(({ key }) => key)).size).toBe(steps.length)
  })

  it('say that a first delta reads everything, until something was read to its end', () => {
    const [full, delta] = stepsOf(system, true) as [SystemStep, SystemStep]
    expect(neverRun(delta, [])).toBe('Never run. The first one reads everything')
    expect(neverRun(delta, [run({ state: 'failed' })])).toBe('Never run. The first one reads everything')
    expect(neverRun(delta, [run({})])).toBe('Never run')
    expect(neverRun(full, [])).toBe('Never run')
  })

  it('know their own latest run', () => {
    const [full, delta, synchronize] = stepsOf(system, true)
    const runs = [
      run({ id: 3, mode: 'delta' }),
      run({ id: 2 }),
      run({ id: 4, step: 'synchronize', mode: 'full' }),
    ]
    expect([full, delta, synchronize].map((step) => step && lastRunOf(step, runs)?.id)).toEqual([2, 3, 4])
  })

  it('tell the result in words, and what went wrong first', () => {
    expect(resultOf(run({ statistics: { read: 1000, adds: 34, updates: 1 } }))).toBe(
      '1,000 read, 34 adds, 1 update',
    )
    expect(resultOf(run({ statistics: { read: 0 } }))).toBe('0 read')
    expect(resultOf(run({ state: 'failed', message: 'the file is not there' }))).toBe(
      'failed: the file is not there',
    )
    expect(resultOf(run({ step: 'export', statistics: { exported: 3, failed: 1 } }))).toBe(
      '3 written, 1 failed',
    )
  })
})
