import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseDocument, type YAMLSeq } from 'yaml'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'

describe('a system that is taken out of the text files by hand', () => {
  let contoso: Contoso
  beforeEach(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session', mode: 'full' })
  })
  afterEach(() => contoso.close())

  const file = () => join(contoso.dir, 'workspace.yaml')
  async function withoutSystem(name: string, rules: readonly string[]): Promise<void> {
    const document = parseDocument(readFileSync(file(), 'utf8'))
    const systems = document.get('systems') as YAMLSeq<{ get(key: string): unknown }>
    systems.items = systems.items.filter((item) => item.get('name') !== name)
    writeFileSync(file(), document.toString())
    for (const rule of rules) rmSync(join(contoso.dir, 'rules', rule))
    await contoso.reopen()
  }
  const planned = async (operation: string): Promise<number> =>
    (await contoso.client.call('changes.facets', {})).operations.find(({ value }) => value === operation)
      ?.count ?? 0

  test('plans nothing for the people it brought in, says so, and synchronization comes to rest', async () => {
    const before = { disable: await planned('disable'), delete: await planned('delete') }
    const identities = (await contoso.client.call('workspace.get', {})).identities
    await withoutSystem('contractors', ['20-in-hr-contractors.yaml'])
    await contoso.run({ kind: 'synchronize', mode: 'delta' })
    expect(await planned('disable')).toBeLessThanOrEqual(before.disable)
    expect(await planned('delete')).toBeLessThanOrEqual(before.delete)
    expect((await contoso.client.call('workspace.get', {})).identities).toBe(identities)
    const { rows, total } = await contoso.client.call('findings.list', { code: 'source-removed' })
    // 120 contractors, of whom 8 are employees as well: those are decided by the employee.
    expect(total).toBe(112)
    expect(rows[0]?.message).toContain('no longer configured')
    // It is called as it was, wherever something is told of it.
    expect(new Set(rows.map(({ system }) => system))).toEqual(new Set(['contractors']))
    const { causes } = await contoso.client.call('findings.causes', {})
    const cause = causes.find(({ code }) => code === 'source-removed')
    expect(cause?.systems).toEqual([{ system: 'contractors', count: 112 }])
    const behind = await contoso.client.call('findings.search', {
      cause: cause?.cause as string,
      system: 'contractors',
    })
    expect(behind.rows[0]?.system).toBe('contractors')
    const runs = (await contoso.client.call('runs.list', { limit: 50 })).rows
    expect(runs.some(({ system }) => system === 'contractors')).toBe(true)
    expect(runs.some(({ system }) => system?.startsWith('system-'))).toBe(false)
    const person = await contoso.client.call('identities.get', { id: behind.rows[0]?.identity as number })
    expect(person.records.map(({ system }) => system.title)).toContain('HR contractors, removed')
    // Nothing waits for a second run, full or delta.
    await contoso.run({ kind: 'synchronize', mode: 'full' })
    expect(await planned('disable')).toBeLessThanOrEqual(before.disable)
    expect((await contoso.client.call('findings.list', { code: 'source-removed' })).total).toBe(112)
    const [entry] = (
      await contoso.client.call('audit.search', { filter: { event: 'configuration-activated' } })
    ).rows
    expect(entry?.words).toContain('contractors removed')
  })

  test('is gone on where it was when it is added again', async () => {
    const text = readFileSync(file(), 'utf8')
    const rule = readFileSync(join(contoso.dir, 'rules', '20-in-hr-contractors.yaml'), 'utf8')
    const before = {
      update: await planned('update'),
      add: await planned('add'),
      disable: await planned('disable'),
    }
    await withoutSystem('contractors', ['20-in-hr-contractors.yaml'])
    await contoso.run({ kind: 'synchronize', mode: 'full' })
    writeFileSync(file(), text)
    writeFileSync(join(contoso.dir, 'rules', '20-in-hr-contractors.yaml'), rule)
    await contoso.reopen()
    await contoso.run({ kind: 'session', mode: 'delta' })
    const runs = (await contoso.client.call('runs.list', { limit: 20 })).rows
    // The place in its data is not trusted: the delta import read everything.
    expect(
      runs.find(({ step, system }) => step === 'import' && system === 'contractors')?.statistics.full,
    ).not.toBe(0)
    expect({
      update: await planned('update'),
      add: await planned('add'),
      disable: await planned('disable'),
    }).toEqual(before)
    expect((await contoso.client.call('findings.list', { code: 'source-removed' })).total).toBe(0)
  })

  test('leaves no change that could never be written, and nothing that waits for a person', async () => {
    await withoutSystem('servicedesk', ['40-in-servicedesk.yaml', '60-out-servicedesk.yaml'])
    const { systems } = await contoso.client.call('changes.facets', {})
    expect(systems.map(({ name }) => name)).toEqual(['ad'])
    await contoso.run({ kind: 'synchronize', mode: 'full' })
    const waiting = (await contoso.client.call('workspace.get', {})).waiting
    expect((await contoso.client.call('joins.counts', {})).left).toBe(waiting.joins)
    expect(
      (await contoso.client.call('changes.limits', {})).every(({ system }) => !system.startsWith('system-')),
    ).toBe(true)
  })
})
