import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadScimSeed } from '../../demo/contoso-data.ts'
import { type Contoso, startContoso } from './contoso.ts'

/** One story, told in order: an application that answers, and not with what it holds. */
describe('a system that does not look like its last imports', () => {
  let contoso: Contoso
  const held = async () =>
    (await contoso.client.call('systems.list', {})).find(({ name }) => name === 'servicedesk')?.objects
  const read = (acceptImplausible?: { reason: string }) =>
    contoso.run({
      kind: 'import',
      systems: ['servicedesk'],
      ...(acceptImplausible === undefined ? {} : { acceptImplausible }),
    })
  let whole: number | undefined

  beforeAll(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session' })
    whole = await held()
    expect(whole).toBeGreaterThan(200)
  })
  afterAll(async () => {
    await contoso?.close()
  })

  test('deletes nothing, and says what is odd and what to do', async () => {
    const { users, groups } = loadScimSeed()
    contoso.scim.reset({ users: users.slice(0, users.length / 2), groups })
    await expect(read()).rejects.toThrow(
      /does not look like its last imports, so nothing was taken as deleted: .* User objects/,
    )
    expect(await held()).toBe(whole)
    const { rows } = await contoso.client.call('findings.list', { code: 'implausible-read' })
    expect(rows.length).toBeGreaterThan(0)
    expect(rows[0]?.advice).toContain('--accept-implausible')
  })

  test('is not synchronized, either: what was staged of it may be wrong', async () => {
    await expect(contoso.run({ kind: 'synchronize' })).rejects.toThrow(/does not look like its last imports/)
  })

  test('is believed again when it is whole', async () => {
    contoso.scim.reset(loadScimSeed())
    await read()
    await contoso.run({ kind: 'synchronize' })
    expect(await held()).toBe(whole)
    expect((await contoso.client.call('findings.list', { code: 'implausible-read' })).total).toBe(0)
  })

  test('whose values are gone is not believed, unless somebody says why', async () => {
    const { users, groups } = loadScimSeed()
    contoso.scim.reset({ users: users.map(({ title: _, ...rest }) => rest), groups })
    await expect(read()).rejects.toThrow(/User\.title has a value in 0 % of the objects instead of/)
    await read({ reason: 'titles are kept elsewhere now' })
    await contoso.run({ kind: 'synchronize' })
    const { path } = await contoso.client.call('audit.export', {})
    const { readFileSync } = await import('node:fs')
    const audit = readFileSync(path, 'utf8')
    expect(audit).toContain('implausible-accepted')
    expect(audit).toContain('titles are kept elsewhere now')
    // It is the new measure.
    await read()
  })
})
