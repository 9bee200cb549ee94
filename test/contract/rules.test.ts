import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRules } from '../../main/host/check-rules.ts'
import { type Client, ContractError, createClient } from '../../preload/contract/client.ts'
import type { RuleEdits, RuleEffect } from '../../preload/contract/rules.ts'
import { type Contoso, startContoso } from '../e2e/contoso.ts'
import { type Line, transports } from './transports.ts'

let contoso: Contoso

beforeAll(async () => {
  contoso = await startContoso()
  await contoso.run({ kind: 'session', mode: 'full' })
}, 120_000)
afterAll(() => contoso.close())

const hr = 'rules/10-in-hr-employees.yaml'
const ad = 'rules/50-out-ad.yaml'
const textOf = (file: string): string => readFileSync(join(contoso.dir, file), 'utf8')

/** The same file with one stretch of it replaced, which must be there once. */
function edit(file: string, from: string, to: string): { file: string; text: string } {
  const parts = textOf(file).split(from)
  expect(parts).toHaveLength(2)
  return { file, text: parts.join(to) }
}
const legalNames = () =>
  edit(hr, 'IIF(IsNullOrEmpty([preferred_name]), [first_name], [preferred_name])', '[first_name]')

function effectOf(client: Client, edits: RuleEdits): Promise<RuleEffect> {
  return new Promise((resolve, reject) => {
    let effect: RuleEffect | undefined
    client.watch(
      'rules.effect',
      { edits },
      {
        event: (event) => {
          if (event.type === 'effect') effect = event.effect
        },
        error: reject,
        ended: () => (effect === undefined ? reject(new Error('no effect')) : resolve(effect)),
      },
    )
  })
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ContractError)
  expect((error as ContractError).advice).not.toBe('')
  return (error as ContractError).code
}

describe.each(Object.keys(transports))('rules over %s', (name) => {
  let line: Line
  let client: Client

  beforeAll(async () => {
    line = await transports[name]!(contoso.host)
    client = createClient(line.channel)
  })
  afterAll(() => line.end())

  test('are read as they are, and as an edit has them', async () => {
    const book = await client.call('rules.read', {})
    expect(book.rules).toHaveLength(12)
    expect(book.rules.map(({ state }) => state)).toEqual(Array.from({ length: 12 }, () => 'active'))
    expect(book.rules.find(({ name: rule }) => rule === 'Out to AD – Person')).toMatchObject({
      file: ad,
      index: 0,
      line: 2,
      precedence: 100,
      system: { letters: 'AD' },
      leave: ['disable'],
    })
    const edits = [edit(hr, 'precedence: 100', 'precedence: 95')]
    const edited = await client.call('rules.read', { edits })
    expect(edited.rules.filter(({ state }) => state !== 'active')).toMatchObject([
      { file: hr, state: 'edited', precedence: 95 },
    ])
    expect(edited.files.filter((file) => file.edited)).toMatchObject([{ file: hr }])
    const without = await client.call('rules.read', { edits: [{ file: hr, text: null }] })
    expect(without.rules.find(({ file }) => file === hr)?.state).toBe('removed')
  })

  test('are checked as the command line checks them, saved or not', async () => {
    const wrong = edit(hr, '[last_name], [first_name])', '[last_name], [first_name)')
    const { problems } = await client.call('rules.read', { edits: [wrong] })
    expect(problems).toMatchObject([{ file: hr, line: 24, column: 41, severity: 'error' }])
    writeFileSync(join(contoso.dir, hr), wrong.text)
    try {
      const said = checkRules(contoso.dir).map(({ file, line: at, column, message }) => ({
        file,
        line: at,
        column,
        message,
      }))
      expect(problems.map(({ severity: _s, advice: _a, ...one }) => one)).toEqual(said)
    } finally {
      writeFileSync(join(contoso.dir, hr), wrong.text.replace('[first_name)', '[first_name])'))
    }
  })

  test('say what an edit would change, and nothing of it is stored', async () => {
    const before = {
      files: readdirSync(contoso.dir).filter((file) => !file.startsWith('joinery.db')),
      plan: await client.call('changes.facets', {}),
      audit: (await client.call('workspace.get', {})).audit.entries,
    }
    const effect = await effectOf(client, [legalNames()])
    expect(effect).toMatchObject({
      accounts: 11,
      looping: false,
      because: null,
      identities: { changed: 9, joined: 0, disconnected: 0, sameNames: [{ name: 'Franziska Lehmann' }] },
    })
    expect(effect.parts.map(({ system, attribute, count }) => [system.name, attribute, count])).toEqual([
      ['ad', 'displayName', 9],
      ['servicedesk', 'displayName', 2],
    ])
    expect(effect.patterns[0]).toMatchObject({ old: 'Franzi …', new: 'Franziska …', people: 3 })
    expect({
      files: readdirSync(contoso.dir).filter((file) => !file.startsWith('joinery.db')),
      plan: await client.call('changes.facets', {}),
      audit: (await client.call('workspace.get', {})).audit.entries,
    }).toEqual(before)
  })

  test('tell of accounts that would not be made, and of whom a scope loses', async () => {
    const edits = [edit(ad, 'value: [Active, Leave, Pre-hire]', 'value: [Active]')]
    const effect = await effectOf(client, edits)
    expect(effect.parts).toContainEqual(
      expect.objectContaining({ operation: 'add', withdrawn: true, count: 12 }),
    )
    expect(await client.call('rules.scope', { file: ad, index: 0, edits })).toEqual({
      total: 1112,
      looked: 1112,
      inScope: 998,
      entering: 0,
      leaving: 25,
    })
  })

  test('are tried on people, whom an edit changes first', async () => {
    const ask = { file: hr, index: 0, edits: [legalNames()], attribute: 'displayName' }
    const found = await client.call('rules.people', { type: 'person', text: 'franzi' })
    const [row] = (await client.call('rules.samples', { ...ask, people: found.map(({ id }) => id) })).filter(
      ({ was, is }) => was.value !== is.value,
    )
    expect(row?.was.value).toMatch(/^Franzi /)
    expect(row?.is.value).toMatch(/^Franziska /)
    expect(await client.call('rules.samples', { ...ask, people: null })).toHaveLength(5)
  })

  test('say who decides an attribute', async () => {
    const inbound = await client.call('rules.contributors', { file: hr, index: 0, attribute: 'displayName' })
    expect(inbound).toMatchObject({
      looked: 1112,
      total: 1112,
      rows: [
        { precedence: 100, count: 1000 },
        { precedence: 110, count: 112 },
      ],
    })
    const outbound = await client.call('rules.contributors', { file: ad, index: 0, attribute: 'displayName' })
    expect(outbound.rows).toMatchObject([{ rule: 'Out to AD – Person', count: 1023 }])
  })

  test('offer every word that may stand in them', async () => {
    const { systems, metaverse, functions, keys } = await client.call('rules.vocabulary', {})
    const employee = systems.find((system) => system.name === 'hr')?.types[0]
    expect(employee?.attributes.map((one) => one.name)).toContain('preferred_name')
    expect(metaverse.map(({ type }) => type)).toEqual(['person', 'group'])
    expect(functions.find((one) => one.name === 'Coalesce')).toMatchObject({
      signature: expect.stringContaining('Coalesce('),
      summary: expect.stringMatching(/\w/),
    })
    expect(keys.find(({ place, key }) => place === 'clause' && key === 'operator')?.values.length).toBe(23)
  })

  test('are files of their folder and of no other', async () => {
    for (const file of [
      'rules/../workspace.yaml',
      'workspace.yaml',
      '/etc/passwd',
      'rules/sub/x.yaml',
      'rules/x.txt',
    ])
      expect(await codeOf(client.call('rules.file', { file }))).toBe('invalid-parameters')
    expect(await codeOf(client.call('rules.file', { file: 'rules/none.yaml' }))).toBe('no-rule-file')
  })
})

const ended = (id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    contoso.client.watch('jobs.watch', { id }, { event: () => {}, error: reject, ended: resolve })
  })

describe('an edited rule', () => {
  test('is saved as it was typed, and not over what somebody else saved meanwhile', async () => {
    const { client } = contoso
    const file = 'rules/99-new.yaml'
    const text =
      '\uFEFF# with a mark, and the breaks of Windows\r\nname: New\r\ndirection: inbound\r\nsystem: hr\r\nfrom: employee\r\nto: person\r\nprecedence: 900 # last\r\n'
    const saved = await client.call('rules.save', { file, text, hash: null })
    expect(saved.saved).toBe(true)
    expect(readFileSync(join(contoso.dir, file)).equals(Buffer.from(text, 'utf8'))).toBe(true)
    expect(await client.call('rules.file', { file })).toEqual({ text, hash: saved.hash, active: null })

    writeFileSync(join(contoso.dir, file), text.replace('900', '901'))
    const refused = await client.call('rules.save', { file, text, hash: saved.hash })
    expect(refused).toMatchObject({ saved: false, text: text.replace('900', '901') })
    expect(textOf(file)).toContain('901')
    expect(await client.call('rules.save', { file, text, hash: null })).toMatchObject({ saved: false })
    expect(await client.call('rules.remove', { file, hash: saved.hash as string })).toMatchObject({
      saved: false,
    })
    const now = await client.call('rules.file', { file })
    expect(await client.call('rules.remove', { file, hash: now.hash })).toMatchObject({ saved: true })
    expect(readdirSync(join(contoso.dir, 'rules')).filter((one) => one.startsWith('99'))).toEqual([])
  })

  test('that is no UTF-8 is not opened, for it would not come back as it was', async () => {
    const file = 'rules/98-latin.yaml'
    writeFileSync(join(contoso.dir, file), Buffer.from([0x23, 0x20, 0xe4, 0x0a]))
    try {
      expect(await codeOf(contoso.client.call('rules.file', { file }))).toBe('not-utf8')
    } finally {
      rmSync(join(contoso.dir, file))
    }
  })

  test('comes into use without a restart, and does what its effect said', async () => {
    const { client } = contoso
    const change = legalNames()
    const { accounts, parts } = await effectOf(client, [change])
    const { hash } = await client.call('rules.file', { file: hr })
    await client.call('rules.save', { file: hr, text: change.text, hash })
    const first = (await client.call('rules.read', {})).version
    expect((await client.call('rules.read', {})).rules.find(({ file }) => file === hr)?.state).toBe('edited')

    // A step works by one version from its beginning to its end.
    const { id } = await client.call('jobs.start', { kind: 'synchronize', mode: 'full' })
    expect(await codeOf(client.call('rules.activate', {}))).toBe('busy')
    await ended(id)
    /** What each account is to hold as display name, new ones too. */
    const planned = async () => {
      const names = new Map<string, string>()
      const { rows } = await client.call('changes.list', { filter: {}, limit: 1000 })
      const more = await client.call('changes.list', { filter: {}, offset: 1000, limit: 1000 })
      for (const row of [...rows, ...more.rows]) {
        const key = `${row.system} ${row.object}`
        if (row.attribute === 'displayName') names.set(key, JSON.stringify(row.new))
        if (row.operation !== 'add') continue
        const { attributes } = await client.call('changes.get', { id: row.id })
        names.set(key, JSON.stringify(attributes.find(({ attribute }) => attribute === 'displayName')))
      }
      return names
    }
    const before = await planned()

    const activated = await client.call('rules.activate', {})
    expect(activated).toMatchObject({ changed: true, version: { number: first.number + 1 } })
    expect((await client.call('rules.activate', {})).changed).toBe(false)
    const audit = await client.call('audit.verify', {})
    expect(audit.ok).toBe(true)
    expect((await client.call('rules.read', {})).rules.every(({ state }) => state === 'active')).toBe(true)

    await contoso.run({ kind: 'synchronize', mode: 'delta' })
    const after = await planned()
    const different = [...new Set([...before.keys(), ...after.keys()])].filter(
      (key) => before.get(key) !== after.get(key),
    )
    expect(different).toHaveLength(accounts)
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(accounts)
  })

  test('with an error is not taken into use, and the version in use stays', async () => {
    const { client } = contoso
    const { hash, text } = await client.call('rules.file', { file: hr })
    const { version } = await client.call('rules.read', {})
    const broken = await client.call('rules.save', {
      file: hr,
      text: text.replace('system: hr', 'system: hrr'),
      hash,
    })
    expect(await codeOf(client.call('rules.activate', {}))).toBe('configuration')
    expect((await client.call('rules.read', {})).version).toEqual(version)
    expect((await client.call('systems.list', {})).find(({ name }) => name === 'hr')?.source).toBe(true)
    await client.call('rules.save', { file: hr, text, hash: broken.hash as string })
  })

  test('leaves no copy of the database behind', async () => {
    await effectOf(contoso.client, [edit(ad, 'value: [Active, Leave, Pre-hire]', 'value: [Active]')])
    expect(readdirSync(contoso.dir)).toContain('joinery.db.trial')
    await contoso.reopen()
    expect(readdirSync(contoso.dir).filter((file) => file.includes('.trial'))).toEqual([])
  })
})
