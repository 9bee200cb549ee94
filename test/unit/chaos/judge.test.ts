import { describe, expect, test } from 'vitest'
import { type Approvals, judge, lostApprovals } from '../../../chaos/judge.ts'
import type { Evidence } from '../../../chaos/stage.ts'

const evidence: Evidence = {
  holds: ['anna title: Lead', 'ben title: Clerk'],
  writes: ['modify anna title: Lead', 'modify ben title: Clerk'],
  metaverse: [],
  links: [],
  changes: [],
  broken: [],
}

describe('the judge of a disturbed session', () => {
  test('finds nothing in one that ended like the undisturbed one', () => {
    expect(judge(evidence, evidence, [], ['writes', 'holds', 'broken'])).toEqual({
      doubles: [],
      lostApprovals: [],
      differences: [],
    })
  })

  test('sees a value that was accepted twice although nothing else differs', () => {
    const twice = { ...evidence, writes: [...evidence.writes, 'modify ben title: Clerk'] }
    expect(judge(twice, evidence, [], ['writes', 'holds'])).toMatchObject({
      doubles: ['modify ben title: Clerk'],
      differences: [],
    })
  })

  test('sees a value that was never written, and what the server and the workspace have instead', () => {
    const less = {
      ...evidence,
      writes: ['modify anna title: Lead'],
      holds: ['anna title: Lead', 'ben title: Trainee'],
      broken: ['1 changes are unfinished'],
    }
    expect(judge(less, evidence, [], ['writes', 'holds', 'broken']).differences).toEqual([
      'writes lacks (1): modify ben title: Clerk',
      'holds has (1): ben title: Trainee',
      'holds lacks (1): ben title: Clerk',
      'broken has (1): 1 changes are unfinished',
    ])
  })

  test('sees an approval that is gone, that was given anew, and that says something else', () => {
    const then: Approvals = { given: new Map([[1, 'by Marta']]), changes: new Map([['ab', 1]]) }
    expect(lostApprovals(then, then)).toEqual([])
    expect(lostApprovals(then, { given: new Map(), changes: then.changes })).toHaveLength(1)
    expect(lostApprovals(then, { given: new Map([[1, 'by Ben']]), changes: then.changes })).toHaveLength(1)
    const anew = { given: new Map([...then.given, [2, 'by Marta']]), changes: new Map([['ab', 2]]) } as const
    expect(lostApprovals(then, anew)).toEqual(['change ab is not approved by approval 1 any more'])
    expect(lostApprovals(then, { given: then.given, changes: new Map() })).toHaveLength(1)
  })
})
