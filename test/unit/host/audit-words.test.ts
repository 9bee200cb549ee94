import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { auditChanges, auditFacts } from '../../../main/host/audit-facts.ts'
import { auditKind, auditWords } from '../../../main/host/audit-words.ts'

const title = (system: unknown) => (system === 2 ? 'Active Directory' : undefined)
const say = (event: string, details: Record<string, unknown>) => auditWords(event, details, title)

const written = {
  run: 4,
  session: 1,
  system: 2,
  object: 'CN=Anna',
  name: 'Anna Nowak',
  ok: true,
  changes: [
    {
      change: 9,
      operation: 'update',
      attribute: 'department',
      old: null,
      new: 'Sales EMEA',
      approval: 3,
      rule: 'Out to AD – Person',
      configuration: 1,
      source: {
        attribute: 'org',
        value: 'EMEA',
        from: [{ rule: 'In from HR', system: 'hr', object: '1001' }],
      },
    },
  ],
}

describe('an entry in words', () => {
  test.each([
    ['export', written, 'Anna Nowak in Active Directory: department empty → Sales EMEA'],
    [
      'export',
      { ...written, ok: false, error: 'the name is taken' },
      'Anna Nowak was not written to Active Directory: the name is taken',
    ],
    [
      'export',
      {
        ...written,
        changes: [
          {
            attribute: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager',
            old: 'A',
            new: null,
          },
        ],
      },
      'Anna Nowak in Active Directory: manager A → empty',
    ],
    ['decision', { changes: 214, decision: 'approved', reason: 'agreed' }, '214 changes approved: agreed'],
    ['decision', { changes: 1, decision: 'held', reason: null }, '1 change held'],
    [
      'confirmation',
      { system: 2, confirmed: 200, unconfirmed: [{ change: 4 }] },
      '200 changes found as written in Active Directory, 1 change not',
    ],
    ['run-ended', { system: 2, step: 'import', state: 'done' }, 'Import of Active Directory done'],
    ['run-started', { system: null, step: 'synchronize', mode: 'full' }, 'Synchronize started (full)'],
    ['secret-used', { system: 2, secrets: ['password'] }, 'To sign in to Active Directory: password'],
    [
      'drift-decided',
      { system: 2, name: 'Anna', decision: 'enforce', reason: 'no' },
      'Anna: what was changed outside in Active Directory is to be set right: no',
    ],
    ['something-new', { run: 3, what: 'more', list: [1] }, 'run 3, what more'],
  ] as const)('%s', (event, details, words) => {
    expect(say(event, details)).toBe(words)
  })

  test('names every kind of entry that the documentation lists', () => {
    const concepts = readFileSync(join(import.meta.dirname, '../../../docs/concepts.md'), 'utf8')
    const table = concepts.slice(concepts.indexOf('## The audit'))
    const events = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
      [...(cell as string).matchAll(/`([a-z-]+)`/g)].map(([, event]) => event as string),
    )
    expect(events.length).toBeGreaterThan(20)
    for (const event of events) {
      expect(say(event, { system: 2, changes: [] }), event).not.toBe('')
      expect(auditKind(event)).toMatch(/^[A-Z]/)
    }
  })
})

describe('what an entry says beside its sentence', () => {
  test('each value with where it came from', () => {
    expect(auditChanges('export', written)).toEqual([
      {
        change: 9,
        operation: 'update',
        attribute: 'department',
        old: null,
        new: 'Sales EMEA',
        approval: 3,
        why: 'Out to AD – Person, from org EMEA of hr 1001 (In from HR), configuration 1',
      },
    ])
  })

  test('a whole object as a list of its values', () => {
    const [change] = auditChanges('export', {
      changes: [
        {
          change: 1,
          operation: 'add',
          attribute: null,
          old: null,
          new: { dn: 'CN=A', attributes: { sn: 'N' } },
        },
      ],
    })
    expect(change?.new).toEqual(['CN=A', 'sn: N'])
  })

  test('the rest as lines, what is nested by its path, ranges as ranges, and nothing twice', () => {
    expect(
      auditFacts({
        ...written,
        statistics: { read: 7, flowUpdates: 2 },
        ranges: [[1, 200], 207],
        reason: 'told above',
      }),
    ).toEqual([
      { label: 'Run', value: '4' },
      { label: 'Session', value: '1' },
      { label: 'Object', value: 'CN=Anna' },
      { label: 'Name', value: 'Anna Nowak' },
      { label: 'Statistics, Read', value: '7' },
      { label: 'Statistics, Flow updates', value: '2' },
      { label: 'Ranges', value: '1–200, 207' },
    ])
  })
})
