import { describe, expect, it } from 'vitest'
import { findingGlyph, findingTone } from '../../../renderer/features/session/findingMarks.ts'
import { nextActionOf } from '../../../renderer/features/session/nextAction.ts'
import { layoutTopology } from '../../../renderer/features/session/topologyLayout.ts'
import { createSession } from './fixture-data.ts'

const withNext = (action: ReturnType<typeof createSession>['next']['action']) => {
  const session = createSession('export')
  return { ...session, next: { ...session.next, action } }
}

describe('the one button of the session', () => {
  it('starts the job that comes next', () => {
    expect(nextActionOf(withNext('start'))).toEqual({ kind: 'job', request: { kind: 'session' } })
    expect(nextActionOf(withNext('export'))).toEqual({ kind: 'job', request: { kind: 'export' } })
    expect(nextActionOf(withNext('confirm'))).toEqual({ kind: 'job', request: { kind: 'confirm' } })
  })

  it('goes to the changes for a review, and is not there while nothing is to be done', () => {
    expect(nextActionOf(withNext('review'))).toEqual({ kind: 'review' })
    expect(nextActionOf(withNext('wait'))).toBeNull()
    expect(nextActionOf(withNext('none'))).toBeNull()
  })

  it('resumes with the first step that is not done', () => {
    expect(nextActionOf(withNext('resume'))).toEqual({ kind: 'job', request: { kind: 'export' } })
    const done = withNext('resume')
    expect(
      nextActionOf({ ...done, steps: done.steps.map((s) => ({ ...s, state: 'done' as const })) }),
    ).toBeNull()
  })
})

describe('the map of systems', () => {
  const system = (name: string, target: boolean) => ({ name, source: !target, target })

  it('puts two sources and two targets opposite each other', () => {
    const map = layoutTopology(
      [system('hr', false), system('co', false), system('ad', true), system('sn', true)],
      871,
    )
    expect(map.hub).toEqual({ x: 337, y: 0, width: 196, height: 312 })
    expect([map.sources.get('hr')?.y, map.sources.get('co')?.y]).toEqual([28, 196])
    expect([map.targets.get('ad')?.y, map.targets.get('sn')?.y]).toEqual([12, 180])
    expect(map.targets.get('ad')?.x).toBe(675)
  })

  it('grows with its systems, and none overlaps another', () => {
    const many = Array.from({ length: 7 }, (_, i) => system(`t${i}`, true))
    const map = layoutTopology(many, 900)
    const boxes = [...map.targets.values()].toSorted((a, b) => a.y - b.y)
    expect(map.hub.height).toBe(map.height)
    boxes.forEach((box, i) => {
      expect(box.y).toBeGreaterThanOrEqual(i === 0 ? 0 : (boxes[i - 1]?.y ?? 0) + (boxes[i - 1]?.height ?? 0))
      expect(box.y + box.height).toBeLessThanOrEqual(map.height)
    })
  })
})

describe('the mark of a finding', () => {
  const of = (code: string, severity: 'info' | 'warning' | 'error') => {
    const group = { code, severity, count: 1, title: '', detail: '' }
    return [findingGlyph(group), findingTone(group)]
  }

  it('shows its subject where it is known, else how bad it is', () => {
    expect(of('ambiguous-join', 'warning')).toEqual(['joins', 'is-ink'])
    expect(of('rejected-row', 'error')).toEqual(['table', 'is-ink'])
    expect(of('export-failed', 'error')).toEqual(['error', 'is-delete'])
    expect(of('anything-else', 'warning')).toEqual(['warn', 'is-disable'])
  })
})
