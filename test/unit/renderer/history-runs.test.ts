import { describe, expect, it } from 'vitest'
import {
  failuresOf,
  figuresOfRun,
  mayBeUndone,
  pendingOfRun,
  rateOf,
  workOf,
} from '../../../renderer/features/history/runFigures.ts'
import { heightOf, seriesOf } from '../../../renderer/features/history/trendSeries.ts'
import { createHistory, systems, today } from './fixture-data.ts'

describe('the figures of a run', () => {
  it('are those of the vocabulary, by step; what was not counted is left out', () => {
    const names = figuresOfRun({
      step: 'import',
      statistics: {
        read: 7,
        unchanged: 4,
        adds: 1,
        updates: 1,
        renames: 0,
        deletes: 1,
        rejected: 2,
        complete: 1,
      },
    })
    expect(names).toMatchObject([
      { title: 'Staging', figures: expect.arrayContaining([{ name: 'Renames', count: 0 }]) },
    ])
    expect(names[0]?.figures.map(({ name }) => name)).toEqual([
      'Objects read',
      'Unchanged',
      'Adds',
      'Updates',
      'Renames',
      'Deletes',
      'Failures',
    ])
    expect(figuresOfRun({ step: 'export', statistics: { exported: 3, failed: 1 } })).toMatchObject([
      { title: 'Export', figures: [{ name: 'Failures', count: 1, bad: true }] },
      { title: 'Result', figures: [{ name: 'Changes written', count: 3 }] },
    ])
    expect(figuresOfRun({ step: 'synchronize', statistics: {} })).toEqual([])
  })

  it('tell how many identities came without flow updates, where both are known', () => {
    const figure = (statistics: Record<string, number>) =>
      figuresOfRun({ step: 'synchronize', statistics })[0]?.figures.find(({ name }) =>
        name.includes('without'),
      )
    expect(figure({ identities: 10, mvUpdates: 3 })?.count).toBe(7)
    expect(figure({ identities: 3, mvUpdates: 5 })?.count).toBe(0)
    expect(figure({ mvUpdates: 5 })).toBeUndefined()
  })

  it('say what was pending for each system', () => {
    expect(
      pendingOfRun({ 'pending.hr.eu.update': 3, 'pending.ad.add': 2, 'pending.ad.delete': 1, planned: 6 }),
    ).toEqual([
      { system: 'ad', counts: { add: 2, delete: 1 } },
      { system: 'hr.eu', counts: { update: 3 } },
    ])
  })

  it('come to a rate where there is one', () => {
    const run = { step: 'import', statistics: { read: 500 }, startedAt: 1000, endedAt: 3000 } as const
    expect(rateOf(run)).toBe(250)
    expect(rateOf({ ...run, endedAt: null })).toBeNull()
    expect(rateOf({ ...run, endedAt: 1010 })).toBeNull()
    expect(workOf({ step: 'export', statistics: { exported: 3, recovered: 1, failed: 2 } })).toBe(6)
    expect(failuresOf({ statistics: { failed: 2, unconfirmed: 1, rejected: 4 } })).toBe(7)
  })

  it('an export that wrote something and was not pruned may be undone', () => {
    const run = { step: 'export', statistics: { exported: 1 }, archives: [] } as const
    expect(mayBeUndone({ ...run, archives: [] })).toBe(true)
    expect(mayBeUndone({ ...run, archives: ['archive/history-1.jsonl.gz'] })).toBe(false)
    expect(mayBeUndone({ ...run, statistics: { exported: 0, recovered: 0 }, archives: [] })).toBe(false)
    expect(mayBeUndone({ ...run, step: 'confirm', archives: [] })).toBe(false)
  })
})

describe('trends', () => {
  const sessions = createHistory()

  it('draw a line for each system that was read, from old to new', () => {
    const { kind, series, columns } = seriesOf('read', sessions, systems, today)
    expect(kind).toBe('lines')
    expect(series.map(({ key }) => key)).toEqual(systems.map(({ name }) => name))
    expect(columns.map(({ number }) => number)).toEqual(
      sessions.map(({ number }) => number).sort((a, b) => a - b),
    )
    expect(columns[0]?.values[systems[1]?.name as string]).toBe(600)
    expect(columns.at(-1)).toMatchObject({ label: 'today', values: {} })
    expect(seriesOf('read', [], systems, today)).toMatchObject({ series: [], columns: [] })
  })

  it('add up what was found over all systems, and how long the machine worked without people', () => {
    const one = sessions.find(({ number }) => number === 27)!
    const found = seriesOf('found', [one], systems, today).columns[0]!
    expect(found.values).toEqual({
      adds: systems.length,
      updates: 88 * systems.length,
      deletes: systems.length,
    })
    expect(heightOf(found, 'bars')).toBe(90 * systems.length)
    const time = seriesOf('time', [one], systems, today)
    expect(time.series.map(({ key }) => key)).not.toContain('review')
    expect(time.columns[0]?.values.import).toBe(13_000)
    expect(heightOf({ number: 1, label: '', values: {} }, 'lines')).toBe(0)
  })
})
