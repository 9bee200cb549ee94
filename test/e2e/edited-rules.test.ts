import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readJournal } from '../../connectors/twin/journal.ts'
import { type Contoso, startContoso } from './contoso.ts'

describe('rules that are edited between approval and export', () => {
  let contoso: Contoso

  beforeAll(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session' })
    await contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    // Departments in the directory are to be written in capitals from now on.
    const rules = join(contoso.dir, 'rules')
    for (const name of readdirSync(rules)) {
      const path = join(rules, name)
      const text = readFileSync(path, 'utf8')
      if (!text.includes('name: Out to AD – Person')) continue
      writeFileSync(
        path,
        text
          .replace(
            '- { to: department, from: department }',
            "- { to: department, expression: 'ToUpper([department])' }",
          )
          // Another way to the same value: nobody has seen this rule, either.
          .replace(
            '- { to: telephoneNumber, from: telephoneNumber }',
            "- { to: telephoneNumber, expression: 'Trim([telephoneNumber])' }",
          ),
      )
    }
    await contoso.reopen()
  })
  afterAll(async () => {
    await contoso?.close()
  })

  test('the export refuses the old plan and writes nothing', async () => {
    await expect(contoso.run({ kind: 'export' })).rejects.toThrow(
      'The rules have changed since these changes were planned',
    )
    expect(readJournal(join(contoso.dir, 'systems', 'ad.twin'))).toEqual([])
    expect((await contoso.client.call('session.get', {}))?.next.action).toBe('synchronize')
  })

  test('after synchronizing, what stayed the same is still approved and what changed is not', async () => {
    await contoso.run({ kind: 'synchronize' })
    const departments = await contoso.client.call('changes.facets', {
      filter: { systems: ['ad'], attributes: ['department'] },
    })
    expect(departments.decisions.approved).toBe(0)
    expect(departments.decisions.undecided).toBeGreaterThan(214)
    const titles = await contoso.client.call('changes.facets', {
      filter: { systems: ['ad'], attributes: ['title'] },
    })
    expect(titles.decisions).toEqual({ undecided: 0, approved: 64, held: 0, rejected: 0 })
  })

  test('the same value by another rule is in review again and says why', async () => {
    const { rows } = await contoso.client.call('changes.list', {
      filter: { systems: ['ad'], attributes: ['telephoneNumber'], operations: ['update'] },
    })
    expect(rows.length).toBeGreaterThan(0)
    for (const { decision, returned } of rows) {
      expect(decision).toBe('undecided')
      expect(returned).toBe(
        'the rules behind it have changed since it was approved ("Out to AD – Person", telephoneNumber)',
      )
    }
  })

  test('the export then writes the approved ones only', async () => {
    await contoso.run({ kind: 'export' })
    const left = await contoso.client.call('changes.facets', {
      filter: { systems: ['ad'], attributes: ['department'] },
    })
    expect(left.decisions.undecided).toBeGreaterThan(214)
    const written = readJournal(join(contoso.dir, 'systems', 'ad.twin')).filter(
      (entry) => entry.operation === 'update',
    )
    expect(written.length).toBeGreaterThan(0)
    for (const { before, after } of written)
      expect(after?.attributes.department).toEqual(before?.attributes.department)
  })
})
