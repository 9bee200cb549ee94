import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ConnectorError } from '../../../connectors/spi/error.ts'
import { twin } from '../../../connectors/twin/connector.ts'
import { createTwin } from '../../../connectors/twin/create.ts'
import { makeDirectory, readAll, write } from './directory.ts'
import { addUser, anna, juergen, people, root, smallSchema, updateOf } from './small-schema.ts'

const many = Array.from({ length: 2500 }, (_, index) => ({
  type: 'user',
  dn: `CN=user ${index},${people}`,
  attributes: { sAMAccountName: `user${index}` },
}))

it('reads everything page by page and is complete on the last page only', async () => {
  const connection = await makeDirectory(many).open()
  const pages: { size: number; complete: boolean; estimate: number | undefined }[] = []
  for await (const batch of connection.read({ mode: 'full' })) {
    pages.push({ size: batch.items.length, complete: batch.complete, estimate: batch.estimate })
  }
  expect(pages).toEqual([
    { size: 1000, complete: false, estimate: 2505 },
    { size: 1000, complete: false, estimate: 2505 },
    { size: 505, complete: true, estimate: 2505 },
  ])
})

it('stops a read that is cancelled, before it is complete', async () => {
  const abort = new AbortController()
  const connection = await makeDirectory(many).open(abort.signal)
  const read = async () => {
    for await (const batch of connection.read({ mode: 'full' })) {
      expect(batch.complete).toBe(false)
      abort.abort()
    }
  }
  await expect(read()).rejects.toBeInstanceOf(ConnectorError)
})

it('gives the same objects by full reads and by delta reads laid over each other', async () => {
  const connection = await makeDirectory(many).open()
  const first = await readAll(connection)
  const state = new Map(first.items.map((item) => [(item as { anchor: string }).anchor, item]))
  await write(
    connection,
    addUser('zoe', `CN=Zoë,${people}`),
    updateOf('user-1', { attributes: [{ attribute: 'title', old: 'Clerk', new: 'Manager' }] }),
    { id: 'd', operation: 'delete', type: 'user', anchor: 'user-2' },
    { ...updateOf('ou-2', { newDn: `OU=Teams,${root}` }), type: 'organizationalUnit' },
  )
  const delta = await readAll(connection, first.watermark)
  for (const item of delta.items) {
    if (item.kind === 'delete') state.delete(item.anchor)
    else if (item.kind === 'object') state.set(item.anchor, item)
  }
  const now = await readAll(connection)
  expect(delta.items.length).toBe(5)
  expect([...state.values()].toSorted(byAnchor)).toEqual(now.items.toSorted(byAnchor))
  expect((await readAll(connection, delta.watermark)).items).toEqual([])
})

const byAnchor = (one: object, other: object) =>
  (one as { anchor: string }).anchor < (other as { anchor: string }).anchor ? -1 : 1

it('sees a change made during a full read again in the next delta', async () => {
  const connection = await makeDirectory(many).open()
  let watermark: string | undefined
  for await (const batch of connection.read({ mode: 'full' })) {
    if (!batch.complete)
      await write(
        connection,
        updateOf('user-1', { attributes: [{ attribute: 'title', old: 'Clerk', new: 'x' }] }),
      )
    watermark = batch.watermark
  }
  expect((await readAll(connection, watermark)).items).toMatchObject([{ anchor: 'user-1' }])
})

it.each([
  ['of another incarnation', JSON.stringify({ incarnation: 'other', usn: 1 })],
  ['that is damaged', '{'],
  ['of no kind', 'null'],
])('asks for a full import when it gets a watermark %s', async (_, watermark) => {
  const connection = await makeDirectory().open()
  await expect(readAll(connection, watermark)).rejects.toMatchObject({
    kind: 'precondition',
    message: expect.stringContaining('full import is needed'),
  })
})

it('reads the partitions it is asked for', async () => {
  const other = { type: 'organizationalUnit', dn: 'OU=Lab,DC=lab,DC=test', attributes: {} }
  const connection = await makeDirectory([other]).open()
  expect((await connection.partitions()).map(({ id }) => id)).toEqual([root, 'DC=lab,DC=test'])
  const items = []
  for await (const batch of connection.read({ mode: 'full', partitions: ['DC=lab,DC=test'] }))
    items.push(...batch.items)
  expect(items).toMatchObject([{ dn: 'OU=Lab,DC=lab,DC=test' }])
  const wrong = connection.read({ mode: 'full', partitions: ['DC=no'] })[Symbol.asyncIterator]()
  await expect(wrong.next()).rejects.toMatchObject({ kind: 'config' })
})

it('fetches by anchor, DN and value; several matches are refused', async () => {
  const double = (index: number) => ({
    type: 'user',
    dn: `CN=double ${index},${people}`,
    attributes: { sAMAccountName: `double${index}`, title: 'Twin' },
  })
  const connection = await makeDirectory([double(1), double(2)]).open()
  const by = (attribute: string, value: string) => ({ type: 'user', match: { attribute, value } })
  const found = await connection.fetch([
    by('sAMAccountName', 'ANowak'),
    by('title', 'clerk'),
    { type: 'user', dn: juergen.toLowerCase() },
    by('sAMAccountName', 'nobody'),
    { type: 'group', dn: anna },
  ])
  expect(found.map((object) => object?.anchor)).toEqual(['user-1', 'user-1', 'user-2', undefined, undefined])
  await expect(connection.fetch([by('title', 'twin')])).rejects.toMatchObject({ kind: 'constraint' })
})

it('refuses to open what is not a twin, and to overwrite what is there', async () => {
  const { dir, path } = makeDirectory()
  const open = (file: string) =>
    twin.open(
      { file },
      {
        system: 's',
        workspaceDir: dir,
        today: '2026-03-10',
        signal: new AbortController().signal,
        secret: () => undefined,
        log: () => {},
      },
    )
  writeFileSync(
    join(dir, 'text.twin'),
    'a text that is longer than the header of a database would be, and no database at all',
  )
  await expect(open('missing.twin')).rejects.toMatchObject({ kind: 'config' })
  await expect(open('text.twin')).rejects.toMatchObject({ kind: 'config' })
  expect(() => createTwin(path, { schema: smallSchema, objects: [] })).toThrow(/already/)
})

it('holds seeds to the constraints of the schema', () => {
  const { dir } = makeDirectory()
  const create = (name: string, more: object) => () =>
    createTwin(join(dir, name), {
      schema: smallSchema,
      objects: [{ type: 'user', dn: anna, attributes: { sAMAccountName: 'a' }, ...more }],
    })
  expect(create('1', { attributes: {} })).toThrow(/needs a value/)
  expect(create('2', { attributes: { sAMAccountName: 5 } })).toThrow(/string/)
  expect(create('3', { references: { manager: [juergen] } })).toThrow(/does not exist/)
})

it('proposes the twins of the workspace', async () => {
  const context = {
    system: 's',
    workspaceDir: '/nowhere',
    today: '2026-03-10',
    signal: new AbortController().signal,
    secret: () => undefined,
    log: () => {},
  }
  expect(await twin.suggest({}, context)).toEqual([])
  const { dir } = makeDirectory()
  createTwin(join(dir, 'systems', 'ad.twin'), { schema: smallSchema, objects: [], roots: [root] })
  expect(await twin.suggest({}, { ...context, workspaceDir: dir })).toMatchObject([
    { value: 'systems/ad.twin' },
  ])
})
