import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Contoso, startContoso } from '../../e2e/contoso.ts'
import { refused } from './refused.ts'

let contoso: Contoso
beforeEach(async () => {
  contoso = await startContoso()
})
afterEach(() => contoso.close())

const file = () => join(contoso.dir, 'workspace.yaml')
const text = () => readFileSync(file(), 'utf8')
const audited = async () =>
  (await contoso.client.call('audit.search', { filter: { event: 'configuration-activated' } })).rows[0]?.words

/** An edit as the screen sends it: what stands, with some fields filled in anew. */
async function editOf(system: string, fields: Record<string, string | boolean>, more: object = {}) {
  const settings = await contoso.client.call('systems.settings', { system })
  return {
    name: system,
    connector: settings.connector,
    ...settings.look,
    fields: { ...settings.fields, ...fields },
    secrets: {},
    edits: true,
    hash: settings.hash,
    ...more,
  }
}

describe('editing a system', () => {
  test('begins with what stands, and never with a secret', async () => {
    const settings = await contoso.client.call('systems.settings', { system: 'servicedesk' })
    expect(settings.fields).toMatchObject({ auth: 'bearer' })
    expect(settings.secrets).toEqual(['token'])
    expect(JSON.stringify(settings)).not.toContain('a token for tests only')
  })

  test('changes nothing where nothing was edited, a default that is written down among it', async () => {
    for (const { name } of await contoso.client.call('systems.list', {})) {
      const edit = await editOf(name, {})
      expect((await contoso.client.call('systems.difference', edit)).lines).toEqual([])
    }
  })

  test('is tried with the secret that is kept, or with a new one', async () => {
    const { client } = contoso
    const edit = await editOf('servicedesk', {})
    const works = await client.call('systems.try', edit)
    expect(works.checks.length).toBeGreaterThan(0)
    expect(works.checks.filter(({ ok }) => !ok)).toEqual([])
    const wrong = await client.call('systems.try', { ...edit, secrets: { token: 'another' } })
    expect(wrong.checks.some(({ ok }) => !ok)).toBe(true)
    // Not edited, nothing is kept for it.
    const none = await client.call('systems.try', { ...edit, edits: false })
    expect(none.checks.some(({ ok }) => !ok)).toBe(true)
  })

  test('sends what is kept nowhere else than where it was given for, and is not saved before it is typed again', async () => {
    const { client } = contoso
    const seen: (string | undefined)[] = []
    const other = createServer((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/scim/v2`
    const before = text()
    try {
      const edit = await editOf('servicedesk', { baseUrl })
      const told = {
        field: 'token',
        message: expect.stringMatching(/^Type it again: Base URL leads elsewhere than before/),
      }
      expect(await client.call('systems.try', edit)).toEqual({ problems: [told], checks: [] })
      expect((await client.call('systems.difference', edit)).problems).toEqual([told])
      const error = await refused(client.call('systems.change', edit))
      expect(error).toMatchObject({
        code: 'invalid-system',
        message: expect.stringContaining('Bearer token: Type it'),
      })
      // What is asked of the new place is asked without it, too.
      await client.call('systems.suggest', edit).catch(() => undefined)
      await client.call('systems.look', edit).catch(() => undefined)
      expect(seen.filter((authorization) => authorization !== undefined)).toEqual([])
      expect(text()).toBe(before)

      const typed = { ...edit, secrets: { token: 'for the new one' } }
      // Where the new one cannot be kept, the system stays where the old one was given for.
      const keep = contoso.secrets.set
      contoso.secrets.set = () => {
        throw new Error('the keychain is locked')
      }
      await refused(client.call('systems.change', typed))
      contoso.secrets.set = keep
      expect(text()).toBe(before)
      expect((await client.call('systems.settings', { system: 'servicedesk' })).fields.baseUrl).not.toBe(
        baseUrl,
      )
      await client.call('systems.try', typed)
      expect(new Set(seen.filter(Boolean))).toEqual(new Set(['Bearer for the new one']))
      expect((await client.call('systems.difference', typed)).problems).toEqual([])
      await client.call('systems.change', typed)
      expect(text()).toContain(baseUrl)
      expect(contoso.secrets.get('servicedesk/token')).toBe('for the new one')
    } finally {
      other.closeAllConnections()
      await new Promise((resolve) => other.close(resolve))
    }
  })

  test('shows its lines, writes them, says what is due, and the next delta import reads everything', async () => {
    const { client } = contoso
    await contoso.run({ kind: 'session', mode: 'full' })
    copyFileSync(join(contoso.dir, 'hr/hr-employees.csv'), join(contoso.dir, 'hr/employees-2.csv'))
    const edit = await editOf('hr', { file: 'hr/employees-2.csv' }, { title: 'HR people' })
    const before = text()
    const preview = await client.call('systems.difference', edit)
    expect(
      preview.lines.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => kind + text.trim()),
    ).toEqual([
      'oldtitle: HR employees',
      'newtitle: HR people',
      'oldfile: hr/hr-employees.csv # UTF-8, comma: both are recognized',
      'newfile: hr/employees-2.csv # UTF-8, comma: both are recognized',
    ])
    expect(preview.due[0]).toContain('reads everything')
    expect(text()).toBe(before)
    await client.call('systems.change', edit)
    expect(text()).toContain('hr/employees-2.csv # UTF-8, comma: both are recognized')
    expect((await client.call('systems.list', {}))[0]).toMatchObject({ name: 'hr', title: 'HR people' })
    expect(await audited()).toContain('hr changed (title, file)')
    await contoso.run({ kind: 'import', mode: 'delta', systems: ['hr'] })
    const [run] = (await client.call('runs.list', { limit: 1 })).rows
    expect(run).toMatchObject({ step: 'import', system: 'hr' })
    expect(run?.statistics.full).not.toBe(0)
  })

  test('keeps a new secret and leaves the text alone', async () => {
    const before = text()
    const edit = await editOf('servicedesk', {}, { secrets: { token: 'fresh' } })
    expect(await contoso.client.call('systems.difference', edit)).toMatchObject({
      lines: [],
      secrets: ['Bearer token'],
    })
    await contoso.client.call('systems.change', edit)
    expect(contoso.secrets.get('servicedesk/token')).toBe('fresh')
    expect(text()).toBe(before)
  })

  test('is refused over a file somebody changed, over settings that cannot be, and while a step runs', async () => {
    const { client } = contoso
    const edit = await editOf('hr', { key: 'person_no' })
    const empty = await client.call('systems.difference', { ...edit, fields: { ...edit.fields, key: '' } })
    expect(empty.problems).toMatchObject([{ field: 'key' }])
    expect(
      (await refused(client.call('systems.change', { ...edit, fields: { ...edit.fields, key: '' } }))).code,
    ).toBe('invalid-system')
    appendFileSync(file(), '# somebody else\n')
    const before = text()
    expect((await refused(client.call('systems.change', edit))).code).toBe('changed-meanwhile')
    expect((await refused(client.call('systems.difference', edit))).code).toBe('changed-meanwhile')
    const job = client.call('jobs.start', { kind: 'import', systems: ['ad'] })
    await job
    expect((await refused(client.call('systems.change', await editOf('hr', {})))).code).toBe('busy')
    expect(text()).toBe(before)
  })

  test('puts the text back when the rules would not hold with it', async () => {
    const { client } = contoso
    const edit = await editOf('ad', { file: '' })
    const { problems } = await client.call('systems.difference', edit)
    expect(problems.length).toBeGreaterThan(0)
    // A rule that is broken by another hand meanwhile.
    appendFileSync(join(contoso.dir, 'rules', '10-in-hr-employees.yaml'), '\nnonsense: true\n')
    const title = await editOf('ad', {}, { title: 'Directory' })
    const before = text()
    expect((await client.call('systems.difference', title)).refused[0]).toMatchObject({
      file: 'rules/10-in-hr-employees.yaml',
    })
    expect((await refused(client.call('systems.change', title))).code).toBe('configuration')
    expect(text()).toBe(before)
  })
})

describe('removing a system', () => {
  const rules = ['20-in-hr-contractors.yaml']

  test('says what uses it with file and line, and is refused until that is gone', async () => {
    const { client } = contoso
    const removal = await client.call('systems.removal', { system: 'contractors' })
    expect(removal.uses).toEqual([
      { file: 'rules/20-in-hr-contractors.yaml', line: 4, message: 'there is no system "contractors"' },
    ])
    expect(removal.lines.every(({ kind }) => kind !== 'new')).toBe(true)
    const before = text()
    const order = { system: 'contractors', hash: removal.hash }
    expect((await refused(client.call('systems.remove', { ...order, confirm: 'contractors' }))).code).toBe(
      'system-in-use',
    )
    expect((await refused(client.call('systems.remove', { ...order, confirm: 'Contractors' }))).code).toBe(
      'not-confirmed',
    )
    expect(text()).toBe(before)
  })

  test('takes its lines and its secrets along, plans nothing, and is in the audit', async () => {
    await contoso.run({ kind: 'session', mode: 'full' })
    for (const rule of ['40-in-servicedesk.yaml', '60-out-servicedesk.yaml'])
      rmSync(join(contoso.dir, 'rules', rule))
    await contoso.reopen()
    const removal = await contoso.client.call('systems.removal', { system: 'servicedesk' })
    expect(removal).toMatchObject({ uses: [], objects: 306, decides: true, secrets: ['Bearer token'] })
    await contoso.client.call('systems.remove', {
      system: 'servicedesk',
      hash: removal.hash,
      confirm: 'servicedesk',
    })
    expect(text()).not.toContain('servicedesk')
    expect(text()).toContain('# How much one export may do')
    expect(contoso.secrets.get('servicedesk/token')).toBeNull()
    expect((await contoso.client.call('systems.list', {})).map(({ name }) => name)).toEqual([
      'hr',
      'contractors',
      'ad',
    ])
    expect(await audited()).toContain('servicedesk removed')
    expect((await contoso.client.call('changes.facets', {})).systems.map(({ name }) => name)).toEqual(['ad'])
    await contoso.run({ kind: 'synchronize', mode: 'full' })
  })

  test('after its rules were synchronized away leaves nobody frozen', async () => {
    await contoso.run({ kind: 'session', mode: 'full' })
    for (const rule of rules) rmSync(join(contoso.dir, 'rules', rule))
    await contoso.reopen()
    await contoso.run({ kind: 'synchronize', mode: 'delta' })
    const planned = await contoso.client.call('changes.facets', {})
    const removal = await contoso.client.call('systems.removal', { system: 'contractors' })
    expect(removal.decides).toBe(false)
    await contoso.client.call('systems.remove', {
      system: 'contractors',
      hash: removal.hash,
      confirm: 'contractors',
    })
    await contoso.run({ kind: 'synchronize', mode: 'full' })
    // The removal itself has planned nothing and withdrawn nothing.
    expect((await contoso.client.call('changes.facets', {})).operations).toEqual(planned.operations)
    expect((await contoso.client.call('findings.list', { code: 'source-removed' })).total).toBe(0)
  })

  test('is refused over a file somebody changed', async () => {
    for (const rule of rules) rmSync(join(contoso.dir, 'rules', rule))
    await contoso.reopen()
    const removal = await contoso.client.call('systems.removal', { system: 'contractors' })
    writeFileSync(file(), `${text()}# somebody else\n`)
    expect(
      (
        await refused(
          contoso.client.call('systems.remove', {
            system: 'contractors',
            hash: removal.hash,
            confirm: 'contractors',
          }),
        )
      ).code,
    ).toBe('changed-meanwhile')
  })
})
