import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Db, openReader, openWriter } from '../../../main/store/database.ts'
import { newMarks } from '../../../main/store/figure-marks.ts'
import {
  figure,
  type KeptFigure,
  keepFigures,
  knownFigures,
  MarkingWriter,
  saveFigures,
} from '../../../main/store/figures.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Opened {
  readonly db: Db
  readonly reader: Db
  readonly writer: MarkingWriter
  /** How often it was counted is the figure itself. */
  count(part?: 'plan' | 'space'): number
  known(): readonly KeptFigure[]
  close(): void
}

let counted = 0

function open(path: string): Opened {
  const db = openWriter(path)
  const reader = openReader(path)
  const marks = newMarks()
  keepFigures(reader, marks)
  return {
    db,
    reader,
    writer: new MarkingWriter(db, marks),
    count: (part = 'plan') => figure(reader, part, `count ${part}`, () => ++counted),
    known: () => knownFigures(reader),
    close: () => {
      reader.close()
      db.close()
    },
  }
}

const fresh = () => open(join(temporaryFolder(), 'joinery.db'))
const run = (db: Db, state: string) =>
  db.exec(`insert into run (session, step, mode, state, started) values (1, 'import', 'full', '${state}', 1)`)

describe('figures over whole tables', () => {
  test('are counted once, until something is written that they count', () => {
    const { writer, count, close } = fresh()
    const first = count()
    expect(count()).toBe(first)
    writer.run('setSetting', {}, () => {})
    expect(count()).toBe(first)
    writer.run('decide', {}, () => {})
    expect(count()).toBe(first + 1)
    const space = count('space')
    writer.run('decide', {}, () => {})
    expect(count('space')).toBe(space)
    for (const operation of ['decideJoin', 'stagePage', 'synchronize', 'an operation of tomorrow']) {
      const before = { plan: count(), space: count('space') }
      writer.run(operation, {}, () => {})
      expect(count(), operation).not.toBe(before.plan)
      expect(count('space'), operation).not.toBe(before.space)
    }
    close()
  })

  test('are not remembered while they are written to, also when that fails', () => {
    const { writer, count, close } = fresh()
    const before = count()
    expect(() =>
      writer.run('decide', {}, () => {
        const within = count()
        expect(within).toBe(before + 1)
        expect(count()).toBe(before + 2)
        throw new Error('the disk is full')
      }),
    ).toThrow('the disk is full')
    const after = count()
    expect(after).toBe(before + 3)
    expect(count()).toBe(after)
    close()
  })

  test('may be a little old while a step runs, but never older than what a person did', () => {
    const { db, reader, writer, close } = fresh()
    run(db, 'running')
    const slow = () =>
      figure(reader, 'plan', 'slow', () => {
        const until = performance.now() + 200
        while (performance.now() < until);
        return ++counted
      })
    const first = slow()
    writer.run('synchronize', {}, () => {})
    expect(slow()).toBe(first)
    writer.run('decide', {}, () => {})
    const decided = slow()
    expect(decided).not.toBe(first)
    db.exec(`update run set state = 'done'`)
    writer.run('synchronize', {}, () => {})
    expect(slow()).not.toBe(decided)
    close()
  })

  test('are there at the next start, and gone before anything is written that they count', () => {
    const path = join(temporaryFolder(), 'joinery.db')
    const one = open(path)
    const figures = { plan: one.count(), space: one.count('space') }
    one.writer.run('saveFigures', one.known(), () => saveFigures(one.db, one.known()))
    one.close()

    const two = open(path)
    expect(two.count()).toBe(figures.plan)
    expect(two.count('space')).toBe(figures.space)
    const left = () => two.db.prepare('select part from figure').pluck().all()
    two.writer.run('decide', {}, () => expect(left()).toEqual(['space']))
    expect(two.count()).not.toBe(figures.plan)
    expect(two.count('space')).toBe(figures.space)
    two.close()

    const three = open(path)
    expect(three.count()).not.toBe(figures.plan)
    expect(three.count('space')).toBe(figures.space)
    three.close()
  })

  test('that do not hold any more are not kept', () => {
    const { writer, count, known, close } = fresh()
    count()
    count('space')
    writer.run('passLimits', {}, () => expect(known().map(({ part }) => part)).toEqual(['space']))
    expect(known().map(({ part }) => part)).toEqual(['space'])
    close()
  })
})
