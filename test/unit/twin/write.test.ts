import { expect, it } from 'vitest'
import type { ObjectItem } from '../../../connectors/spi/entry.ts'
import type { Value } from '../../../connectors/spi/value.ts'
import { readJournal } from '../../../connectors/twin/journal.ts'
import { makeDirectory, refused, write } from './directory.ts'
import { addUser, anna, juergen, people, root, seeds, team, updateOf } from './small-schema.ts'

/** Of Anna: what she has now is the before-image. */
const set = (attribute: string, value: Value) => {
  const old = seeds.find(({ dn }) => dn === anna)?.attributes[attribute]
  return { attribute, ...(old === undefined ? {} : { old }), new: value }
}

it('adds an object, gives it a GUID and computes cn and objectGUID', async () => {
  const connection = await makeDirectory().open()
  const dn = `CN=Weiß\\, Zoë,${people}`
  const [result] = await write(
    connection,
    addUser('zweiss', dn, { references: { manager: [juergen.toLowerCase()] } }),
  )
  expect(result).toMatchObject({ ok: true, dn })
  const anchor = (result as { anchor: string }).anchor
  expect(anchor).toMatch(/^[0-9a-f]{8}-/)
  const [object] = await connection.fetch([{ type: 'user', anchor }])
  expect(object).toMatchObject({
    attributes: { cn: 'Weiß, Zoë', objectGUID: anchor },
    references: { manager: [juergen] },
  })
})

it.each([
  ['an unknown parent', addUser('x', `CN=x,OU=Nowhere,${root}`), 'constraint', /parent OU=Nowhere/],
  ['a DN that is not one', addUser('x', 'Anna'), 'constraint', /distinguished name/],
  ['a name that is taken, in any case', addUser('x', anna.toLowerCase()), 'exists', /Nowak/],
  [
    'a unique value that is taken, in any case',
    addUser('ANOWAK', `CN=x,${people}`),
    'exists',
    /sAMAccountName/,
  ],
  [
    'a unique value among several',
    addUser('x', `CN=x,${people}`, { attributes: { proxyAddresses: ['new@x.test', 'ANNA@x.test'] } }),
    'exists',
    /proxyAddresses/,
  ],
  [
    'a reference to nothing',
    addUser('x', `CN=x,${people}`, { references: { manager: [`CN=no,${root}`] } }),
    'constraint',
    /CN=no/,
  ],
  [
    'two managers',
    addUser('x', `CN=x,${people}`, { references: { manager: [anna, juergen] } }),
    'constraint',
    /one object/,
  ],
  [
    'a reference attribute that is none',
    addUser('x', `CN=x,${people}`, { references: { title: [anna] } }),
    'constraint',
    /title/,
  ],
  [
    'a back link',
    addUser('x', `CN=x,${people}`, { references: { memberOf: [team] } }),
    'constraint',
    /computed/,
  ],
  [
    'a missing required attribute',
    { ...addUser('x', `CN=x,${people}`), attributes: {} },
    'constraint',
    /sAMAccountName/,
  ],
  [
    'a missing required reference',
    { ...addUser('x', `CN=x,${people}`), type: 'group', attributes: {} },
    'constraint',
    /owner/,
  ],
  ['an unknown type', { ...addUser('x', `CN=x,${people}`), type: 'printer' }, 'constraint', /printer/],
  [
    'an object without a DN',
    { id: 'x', operation: 'add', type: 'user', attributes: { sAMAccountName: 'x' }, references: {} },
    'constraint',
    /DN/,
  ],
] as const)('refuses to add %s', async (_, request, kind, words) => {
  const directory = makeDirectory()
  const error = await refused(await directory.open(), request)
  expect(error).toMatchObject({ kind, message: expect.stringMatching(words) })
  expect(error.advice).not.toBe('')
  expect(readJournal(directory.path)).toEqual([])
})

it.each([
  ['two values for one', set('title', ['a', 'b']), /one value/],
  ['a number for a string', set('title', 5), /string/],
  ['an empty string', set('title', ''), /string/],
  ['an empty list', set('proxyAddresses', []), /empty list/],
  ['a fraction for an integer', set('userAccountControl', 1.5), /integer/],
  ['a word for a boolean', set('active', 'True'), /boolean/],
  ['a US date', set('hired', '03/10/2026'), /date/],
  ['a day that does not exist', set('hired', '2026-13-31'), /date/],
  ['text for binary', set('photo', 'not base64!'), /binary/],
  ['a plain value for a reference', set('manager', juergen), /refers to objects/],
  ['an unknown attribute', set('shoeSize', '42'), /shoeSize/],
  ['an inherited name', set('constructor', 'x'), /constructor/],
  ['what the system computes', set('cn', 'Anna'), /computed/],
  ['what is given only on creation', set('employeeID', '1'), /only while/],
  ['a taken unique value', set('sAMAccountName', 'JGrossmann'), /taken/],
  ['no value for a required attribute', { attribute: 'sAMAccountName', old: 'anowak' }, /needs a value/],
])('refuses to update with %s', async (_, change, words) => {
  const directory = makeDirectory()
  const error = await refused(await directory.open(), updateOf('user-1', { attributes: [change] }))
  expect(error.message).toMatch(words)
  expect(error.where).toBe(anna)
  expect(readJournal(directory.path)).toEqual([])
})

it('takes values of every type, and a unique value back that only changes case', async () => {
  const connection = await makeDirectory().open()
  const attributes = [
    set('userAccountControl', 512),
    set('active', false),
    set('hired', '2026-03-10T08:00:00Z'),
    set('photo', 'AAEC'),
    set('sAMAccountName', 'ANowak'),
    { attribute: 'title', old: 'Clerk' },
  ]
  expect(await write(connection, updateOf('user-1', { attributes }))).toMatchObject([{ ok: true }])
  const [object] = await connection.fetch([{ type: 'user', anchor: 'user-1' }])
  expect(object?.attributes).toEqual({
    objectGUID: 'user-1',
    cn: 'Nowak, Anna',
    sAMAccountName: 'ANowak',
    proxyAddresses: ['a@x.test', 'anna@x.test'],
    userAccountControl: 512,
    active: false,
    hired: '2026-03-10T08:00:00Z',
    photo: 'AAEC',
  })
})

it('frees a unique value when it is given up', async () => {
  const connection = await makeDirectory().open()
  const free = updateOf('user-1', { attributes: [set('sAMAccountName', 'anna')] })
  expect(await write(connection, free, addUser('anowak', `CN=x,${people}`))).toMatchObject([
    { ok: true },
    { ok: true },
  ])
})

it('writes nothing over a value that somebody changed meanwhile', async () => {
  const directory = makeDirectory()
  const attributes = [{ attribute: 'title', old: 'Assistant', new: 'Manager' }]
  const error = await refused(await directory.open(), updateOf('user-1', { attributes }))
  expect(error.kind).toBe('precondition')
  expect(error.message).toContain('title was expected to be "Assistant" and is "Clerk"')
  expect(readJournal(directory.path)).toEqual([])
  const gone = [{ attribute: 'hired', old: '2026-01-01', new: '2026-01-02' }]
  expect((await refused(await directory.open(), updateOf('user-1', { attributes: gone }))).message).toContain(
    'is no value',
  )
})

it('says what it holds where somebody changed it meanwhile, also where there was nothing before', async () => {
  const connection = await makeDirectory().open()
  const changed = await refused(
    connection,
    updateOf('user-1', { attributes: [{ attribute: 'title', new: 'Manager' }] }),
  )
  expect(changed).toMatchObject({ kind: 'precondition', conflicts: [{ attribute: 'title', found: 'Clerk' }] })
  const manager = { attribute: 'manager', add: [`CN=x,${people}`], remove: [], single: true, wasEmpty: true }
  const [added] = await write(connection, addUser('x', `CN=x,${people}`))
  expect(added).toMatchObject({ ok: true })
  const set = (target: string, more: object) =>
    updateOf('user-1', { references: [{ ...manager, add: [target], ...more }] })
  expect(await write(connection, set(juergen, { wasEmpty: true }))).toMatchObject([{ ok: true }])
  // Nobody was the manager when this was planned, or somebody else who is still there.
  for (const more of [{ wasEmpty: true }, { wasEmpty: false, remove: [team] }])
    expect((await refused(connection, set(`CN=x,${people}`, more))).conflicts).toEqual([
      { attribute: 'manager', found: juergen },
    ])
  // Whom it was thought to be is gone: that nobody is there any more is no conflict.
  expect(
    await write(connection, set(`CN=x,${people}`, { wasEmpty: false, remove: [`CN=Gone,${people}`] })),
  ).toMatchObject([{ ok: true }])
  const moved = updateOf('user-1', { dn: `CN=Elsewhere,${people}`, newDn: `CN=Anna,${root}` })
  expect((await refused(connection, moved)).conflicts).toEqual([{ attribute: 'dn', found: anna }])
})

it('takes a value that is there already as written', async () => {
  const directory = makeDirectory()
  const attributes = [{ attribute: 'title', old: 'Assistant', new: 'Clerk' }]
  expect(await write(await directory.open(), updateOf('user-1', { attributes }))).toMatchObject([
    { ok: true },
  ])
})

it('compares the before-image of several values in any order', async () => {
  const connection = await makeDirectory().open()
  const attributes = [{ attribute: 'proxyAddresses', old: ['anna@x.test', 'a@x.test'], new: ['a@x.test'] }]
  expect(await write(connection, updateOf('user-1', { attributes }))).toMatchObject([{ ok: true }])
})

it('lets each request of a call succeed or fail alone', async () => {
  const directory = makeDirectory()
  const connection = await directory.open()
  const half = updateOf('user-1', {
    references: [{ attribute: 'manager', add: [], remove: [juergen], single: true }],
    attributes: [],
    newDn: `CN=Anna,${people}`,
  })
  const results = await write(
    connection,
    addUser('one', `CN=one,${people}`),
    // Links are written before the owner is found missing: all of it must be taken back.
    {
      id: 'group',
      operation: 'update',
      type: 'group',
      anchor: 'group-1',
      attributes: [],
      references: [
        { attribute: 'member', add: [], remove: [anna], single: false },
        { attribute: 'owner', add: [], remove: [juergen], single: true },
      ],
    },
    half,
  )
  expect(results.map(({ id, ok }) => [id, ok])).toEqual([
    ['one', true],
    ['group', false],
    ['u-user-1', true],
  ])
  const [group] = await connection.fetch([{ type: 'group', anchor: 'group-1' }])
  expect(group?.references).toEqual({ member: [`CN=Anna,${people}`, juergen], owner: [juergen] })
  expect(readJournal(directory.path).map(({ request }) => request)).toEqual(['one', 'u-user-1'])
})

it('replaces a single reference and changes several by value', async () => {
  const connection = await makeDirectory([
    { type: 'user', dn: `CN=New,${people}`, anchor: 'user-3', attributes: { sAMAccountName: 'new' } },
  ]).open()
  const manager = { attribute: 'manager', add: [`CN=New,${people}`], remove: [], single: true }
  const member = {
    attribute: 'member',
    add: [`CN=New,${people}`, anna],
    remove: [juergen, `CN=no,${root}`],
    single: false,
  }
  const [one, two] = await write(connection, updateOf('user-1', { references: [manager] }), {
    ...updateOf('group-1', { references: [member] }),
    type: 'group',
  })
  expect([one?.ok, two?.ok]).toEqual([true, true])
  const [user, group] = await connection.fetch([
    { type: 'user', anchor: 'user-1' },
    { type: 'group', anchor: 'group-1' },
  ])
  expect(user?.references).toEqual({ manager: [`CN=New,${people}`] })
  expect(group?.references?.member).toEqual([anna, `CN=New,${people}`])
})

it('moves a container with everything below it, and references follow', async () => {
  const connection = await makeDirectory().open()
  const newDn = `OU=Staff,OU=Groups,${root}`
  const move = { ...updateOf('ou-1', { newDn }), type: 'organizationalUnit' }
  expect(await write(connection, move)).toMatchObject([{ ok: true, dn: newDn }])
  const [ou, user, group] = (await connection.fetch([
    { type: 'organizationalUnit', anchor: 'ou-1' },
    { type: 'user', dn: `cn=nowak\\2C anna,${newDn}` },
    { type: 'group', anchor: 'group-1' },
  ])) as ObjectItem[]
  expect(ou?.attributes).toEqual({ ou: 'Staff' })
  expect(user?.anchor).toBe('user-1')
  expect(user?.references?.manager).toEqual([`CN=Jürgen Großmann,${newDn}`])
  expect(group?.references?.owner).toEqual([`CN=Jürgen Großmann,${newDn}`])
})

it('refuses moves below itself, to nowhere and onto another object', async () => {
  const connection = await makeDirectory().open()
  const ou = (newDn: string) => ({ ...updateOf('ou-1', { newDn }), type: 'organizationalUnit' })
  expect((await refused(connection, ou(`OU=x,${people}`))).message).toContain('below itself')
  expect((await refused(connection, ou(`OU=x,OU=No,${root}`))).message).toContain('does not exist')
  expect((await refused(connection, ou(`ou=groups,${root}`))).kind).toBe('exists')
})

it('deletes an object and every reference to it, and refuses a container with children', async () => {
  const directory = makeDirectory()
  const connection = await directory.open()
  const remove = (type: string, anchor: string) =>
    ({ id: `d-${anchor}`, operation: 'delete', type, anchor }) as const
  expect((await refused(connection, remove('organizationalUnit', 'ou-1'))).message).toContain('2 objects')
  expect(await write(connection, remove('user', 'user-2'))).toMatchObject([{ ok: true }])
  const [gone, user, group] = await connection.fetch([
    { type: 'user', anchor: 'user-2' },
    { type: 'user', anchor: 'user-1' },
    { type: 'group', anchor: 'group-1' },
  ])
  expect(gone).toBeUndefined()
  expect(user?.references).toBeUndefined()
  expect(group?.references).toEqual({ member: [anna] })
  expect((await refused(connection, remove('user', 'user-2'))).kind).toBe('notFound')
  expect((await refused(connection, remove('group', 'user-1'))).message).toContain('is a user')
  expect(readJournal(directory.path)).toMatchObject([
    { operation: 'delete', anchor: 'user-2', request: 'd-user-2', before: { dn: juergen }, after: null },
  ])
})

it('journals what changed, before and after', async () => {
  const directory = makeDirectory()
  const member = { attribute: 'member', add: [], remove: [anna], single: false }
  await write(await directory.open(), updateOf('user-1', { attributes: [set('title', 'Manager')] }), {
    ...updateOf('group-1', { references: [member] }),
    type: 'group',
  })
  expect(readJournal(directory.path)).toMatchObject([
    { sequence: 1, before: { attributes: { title: 'Clerk' } }, after: { attributes: { title: 'Manager' } } },
    { sequence: 2, anchor: 'group-1', before: { references: { member: [anna] } }, after: { references: {} } },
  ])
})

it('takes its time when it stands for a slow system, and stops when cancelled', async () => {
  const directory = makeDirectory([], 200)
  const abort = new AbortController()
  const connection = await directory.open(abort.signal)
  const started = performance.now()
  const results: string[] = []
  const writing = (async () => {
    const requests = [addUser('one', `CN=one,${people}`), addUser('two', `CN=two,${people}`)]
    for await (const { id } of connection.write(requests)) {
      results.push(id)
      abort.abort()
    }
  })()
  await expect(writing).rejects.toMatchObject({ name: 'ConnectorError', kind: 'connection' })
  expect(performance.now() - started).toBeGreaterThan(190)
  expect(results).toEqual(['one'])
  expect(readJournal(directory.path).map(({ request }) => request)).toEqual(['one'])
})
