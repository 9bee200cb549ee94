import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ObjectItem } from '../../connectors/spi/entry.ts'
import type { Value } from '../../connectors/spi/value.ts'
import { twin } from '../../connectors/twin/connector.ts'
import type { Change } from '../../preload/contract/changes.ts'
import { type Contoso, startContoso } from './contoso.ts'

/** One story, told in order: others work in the systems between the plan and its export. */
describe('what others changed between plan and export', () => {
  let contoso: Contoso
  const changes = async (filter: Record<string, unknown>): Promise<Change[]> =>
    (await contoso.client.call('changes.list', { filter, limit: 1000 })).rows

  const openTwin = () =>
    twin.open(
      { file: 'systems/ad.twin' },
      {
        system: 'ad',
        workspaceDir: contoso.dir,
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => undefined,
        log: () => undefined,
      },
    )
  const inTwin = async (dn: string): Promise<ObjectItem> => {
    const connection = await openTwin()
    const [item] = await connection.fetch([{ type: 'user', dn }])
    await connection.close()
    return item as ObjectItem
  }
  /** As an administrator does with the system's own tools. */
  const setInTwin = async (dn: string, attribute: string, value: Value): Promise<void> => {
    const { anchor, attributes } = await inTwin(dn)
    const old = attributes[attribute]
    const connection = await openTwin()
    for await (const result of connection.write([
      {
        id: 'somebody',
        operation: 'update',
        type: 'user',
        anchor,
        attributes: [{ attribute, ...(old === undefined ? {} : { old }), new: value }],
        references: [],
      },
    ]))
      expect(result).toMatchObject({ ok: true })
    await connection.close()
  }
  const setInDesk = async (anchor: string, path: string, value: unknown): Promise<void> => {
    const response = await fetch(`${contoso.scim.url}/Users/${anchor}`, {
      method: 'PATCH',
      headers: { authorization: 'Bearer a token for tests only', 'content-type': 'application/scim+json' },
      body: JSON.stringify({
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path, value }],
      }),
    })
    expect(response.status).toBe(200)
  }
  const inDesk = (anchor: string) =>
    contoso.scim.snapshot().users.find(({ id }) => id === anchor) as Record<string, unknown>

  let taken: Change
  let beside: Change
  let untouched: Change
  let asked: Change

  beforeAll(async () => {
    contoso = await startContoso()
    await contoso.run({ kind: 'session' })
    await contoso.client.call('changes.decide', {
      selection: { filter: { decisions: ['undecided'] } },
      decision: 'approved',
    })
    const departments = await changes({ systems: ['ad'], attributes: ['department'] })
    const titles = await changes({ systems: ['ad'], attributes: ['title'] })
    taken = departments.find(({ object }) => titles.some((title) => title.object === object)) as Change
    beside = titles.find(({ object }) => object === taken.object) as Change
    untouched = departments.find(({ object }) => !titles.some((title) => title.object === object)) as Change
    await setInTwin(taken.key, 'department', 'Meanwhile')
    // Another attribute than the one that is written is nobody's concern here.
    await setInTwin(untouched.key, 'description', 'Somebody was here')
    asked = (await changes({ systems: ['servicedesk'], attributes: ['title'] }))[0] as Change
    await setInDesk(asked.key, 'title', 'Meanwhile')
    await contoso.run({ kind: 'export' })
  })
  afterAll(async () => {
    await contoso?.close()
  })

  test('is not written over, in the directory and in the application', async () => {
    expect((await inTwin(taken.key)).attributes.department).toBe('Meanwhile')
    expect(inDesk(asked.key).title).toBe('Meanwhile')
  })

  test('is in review again, with what the system holds now', async () => {
    const again = await changes({ returned: true })
    expect(again.map(({ id }) => id).sort()).toEqual([taken.id, asked.id].sort())
    for (const { decision, state, returned } of again) {
      expect([decision, state]).toEqual(['undecided', 'planned'])
      expect(returned).toBe(
        'somebody changed it in the system since the last import: the system holds "Meanwhile" now',
      )
    }
    const { rows } = await contoso.client.call('findings.list', { code: 'changed-meanwhile' })
    expect(rows.map(({ system }) => system).sort()).toEqual(['ad', 'servicedesk'])
    expect(rows[0]?.advice).toContain('Import the system')
  })

  test('everything else is written: the other values of the same object, and objects in which something else changed', async () => {
    expect((await inTwin(taken.key)).attributes.title).toBe(beside.new)
    expect((await inTwin(untouched.key)).attributes).toMatchObject({
      department: untouched.new,
      description: 'Somebody was here',
    })
    const states = (await contoso.client.call('changes.facets', { filter: { decisions: ['approved'] } }))
      .total
    expect(states).toBe(0)
    const { rows } = await contoso.client.call('runs.list', { limit: 10 })
    const exports = rows.filter(({ step }) => step === 'export')
    expect(exports.map(({ statistics }) => [statistics.returned, statistics.failed])).toEqual([
      [1, 0],
      [1, 0],
    ])
  })

  test('after an import and a synchronization it is planned against what is there', async () => {
    await contoso.run({ kind: 'import' })
    await contoso.run({ kind: 'synchronize' })
    const [department] = await changes({ systems: ['ad'], attributes: ['department'], search: taken.name })
    expect(department).toMatchObject({ old: 'Meanwhile', new: taken.new, returned: null })
    expect((await contoso.client.call('findings.list', { code: 'changed-meanwhile' })).total).toBe(0)
  })
})
