import { describe, expect, it } from 'vitest'
import {
  approvers,
  columnsOf,
  confirmedShare,
  describeSteps,
  figuresOf,
  sessionsWithin,
  stepMark,
  stoppedNote,
  totalOf,
} from '../../../renderer/features/history/figures.ts'
import { createHistory, today } from './fixture-data.ts'

const sessions = createHistory()
const session = (number: number) => sessions.find((s) => s.number === number) as (typeof sessions)[number]

describe('figures over a period', () => {
  it('take only the sessions that started within it, newest first', () => {
    const week = sessionsWithin(sessions, '7', today)
    expect(week.every((s) => s.startedAt >= today - 7 * 86_400_000)).toBe(true)
    expect(week.length).toBeLessThan(sessions.length)
    expect(week[0]?.number).toBe(47)
  })

  it('sum up', () => {
    const two = [session(46), session(40)]
    const figures = figuresOf(two)
    expect(figures.exported).toBe(totalOf(session(46).exported))
    expect(figures.tried).toBe(figures.exported + session(46).failed)
    expect(figures.medianMachineTime).toBe((session(46).machineTime + session(40).machineTime) / 2)
    expect(figuresOf([]).medianMachineTime).toBeNull()
  })

  it('say 100 % only when nothing is missing', () => {
    const of = (confirmed: number, unconfirmed: number) =>
      confirmedShare({ ...figuresOf([]), confirmed, unconfirmed })
    expect(of(2901, 9)).toBe('99.6 %')
    expect(of(1_000_000, 1)).toBe('99.9 %')
    expect(of(10, 0)).toBe('100 %')
    expect(of(0, 0)).toBeNull()
  })
})

describe('a line of the history', () => {
  it('says where the open session is and who approved a past one', () => {
    expect(approvers(session(47))).toBe('in review')
    expect(approvers(session(45))).toBe('Marta Lindqvist')
    expect(describeSteps(session(46))).toBe('All six steps done')
  })

  it('says why a stopped session wrote nothing', () => {
    expect(stoppedNote(session(40))).toBe('Stopped by a limit: 61 disables, 55 allowed')
    expect(stoppedNote(session(46))).toBeNull()
    expect(describeSteps(session(40))).toBe('stopped at export')
    expect(stepMark('stopped')).toBe('bad')
  })

  it('is a column, from old to new, today by its name', () => {
    const columns = columnsOf(sessions, today)
    expect(columns.map((c) => c.number)).toEqual(sessions.map((s) => s.number).toSorted((a, b) => a - b))
    expect(columns.at(-1)).toMatchObject({ label: 'today', open: true, total: 0 })
    expect(columns.find((c) => c.number === 40)).toMatchObject({ stopped: true, total: 0 })
  })
})
