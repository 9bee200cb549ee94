import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../connectors/spi/connector.ts'
import type { ChangeItem, ObjectItem, ReadItem } from '../../connectors/spi/entry.ts'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { type SambaServer, startSamba } from '../fakes/process/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from './samba-admin.ts'
import { Connections, readAll, refusal, refused, write } from './samba-connection.ts'

const modes = ['dirsync', 'usn'] as const
let area = 0

describe.skipIf(requires('samba'))('the Active Directory connector on Samba', () => {
  let server: SambaServer
  let admin: SambaAdmin
  let connections: Connections
  /** A place of its own for each test. */
  let place: string

  beforeAll(async () => {
    server = await startSamba()
    admin = await SambaAdmin.signIn(server)
    connections = new Connections(server)
  })
  afterAll(async () => {
    await connections.close()
    await admin.close()
    await server.stop()
  })

  async function newPlace(): Promise<string> {
    place = `OU=Area ${++area},${server.baseDn}`
    await admin.add(place, { objectClass: 'organizationalUnit' })
    return place
  }
  const ou = async (name: string, parent = place) => {
    const dn = `OU=${name},${parent}`
    await admin.add(dn, { objectClass: 'organizationalUnit' })
    return dn
  }
  const user = async (name: string, parent = place, values = {}) => {
    const dn = `CN=${name},${parent}`
    await admin.addUser(dn, `${name.toLowerCase()}${area}`, { displayName: name, ...values })
    return dn
  }
  const group = async (name: string, member: readonly string[] = []) => {
    const dn = `CN=${name},${place}`
    await admin.add(dn, {
      objectClass: 'group',
      sAMAccountName: `${name}-${area}`,
      ...(member.length > 0 ? { member } : {}),
    })
    return dn
  }
  const open = (settings = {}, secrets = {}) => connections.open({ baseDns: [place], ...settings }, secrets)
  const update = async (
    type: string,
    dn: string,
    change: Partial<Extract<WriteRequest, { operation: 'update' }>>,
  ): Promise<WriteRequest> => ({
    id: 'u',
    operation: 'update',
    type,
    anchor: await admin.anchor(dn),
    dn,
    attributes: [],
    references: [],
    ...change,
  })

  describe.each(modes)('a delta by %s', (delta) => {
    /** What the delta says after something was done in the directory. */
    async function deltaAfter(
      connection: Connection,
      work: () => Promise<unknown>,
    ): Promise<readonly ReadItem[]> {
      const { watermark } = await readAll(connection)
      await work()
      return (await readAll(connection, watermark)).items
    }

    test('says when members came and went', async () => {
      await newPlace()
      const [one, two, three] = [await user('One'), await user('Two'), await user('Three')]
      const team = await group('Team', [one, two])
      const items = await deltaAfter(await open({ delta }), async () => {
        await admin.addValues(team, { member: [three] })
        await admin.removeValues(team, { member: [one] })
      })
      const anchor = await admin.anchor(team)
      expect(items).toHaveLength(1)
      expect(items[0]).toMatchObject(
        delta === 'dirsync'
          ? { kind: 'change', type: 'group', anchor, references: { member: { add: [three], remove: [one] } } }
          : { kind: 'object', anchor, references: { member: expect.arrayContaining([two, three]) } },
      )
    })

    test('says what has no value any more, and what a manager was replaced by', async () => {
      await newPlace()
      const [boss, other] = [await user('Boss'), await user('Other')]
      const led = await user('Led', place, { manager: boss, title: 'Analyst' })
      const items = await deltaAfter(await open({ delta }), () =>
        admin.replace(led, { title: [], manager: [other] }),
      )
      const [item] = items
      expect(items).toHaveLength(1)
      if (delta === 'dirsync')
        expect(item).toMatchObject({
          clear: ['title'],
          references: { manager: { add: [other], remove: [boss] } },
        })
      else {
        expect((item as ObjectItem).attributes).not.toHaveProperty('title')
        expect((item as ObjectItem).references).toEqual({ manager: [other] })
      }
    })

    test('gives everything below a moved container its new DN', async () => {
      await newPlace()
      const [here, there] = [await ou('Here'), await ou('There')]
      const deep = await ou('Deep', here)
      const below = await admin.anchor(await user('Below', deep))
      const anchors = [await admin.anchor(here), await admin.anchor(deep), below]
      const items = await deltaAfter(await open({ delta }), () => admin.move(here, `OU=Moved,${there}`))
      const moved = new Map(items.map((item) => [(item as ObjectItem).anchor, (item as ObjectItem).dn]))
      expect(anchors.map((anchor) => moved.get(anchor))).toEqual([
        `OU=Moved,${there}`,
        `OU=Deep,OU=Moved,${there}`,
        `CN=Below,OU=Deep,OU=Moved,${there}`,
      ])
    })

    test('gives a renamed object its new DN and name', async () => {
      await newPlace()
      const dn = await user('Before')
      const items = await deltaAfter(await open({ delta }), () =>
        admin.move(dn, `CN=After\\, wards,${place}`),
      )
      expect(items).toMatchObject([{ dn: `CN=After\\, wards,${place}`, attributes: { cn: 'After, wards' } }])
    })

    test('deletes what left the base DNs or the filter, and brings what came', async () => {
      await newPlace()
      const [inside, outside] = [await ou('Inside'), await ou('Outside')]
      const leaves = await user('Leaves', inside, { department: 'Sales' })
      const stays = await user('Stays', inside, { department: 'Sales' })
      const comes = await user('Comes', outside, { department: 'Sales', title: 'Analyst' })
      const joins = await user('Joins', inside, { department: 'Legal', title: 'Counsel' })
      const anchors = await Promise.all([leaves, stays, comes, joins].map((dn) => admin.anchor(dn)))
      const connection = await open({
        delta,
        baseDns: [inside],
        types: [{ type: 'user', filter: '(department=Sales)' }],
      })
      const items = await deltaAfter(connection, async () => {
        await admin.move(leaves, `CN=Leaves,${outside}`)
        await admin.replace(stays, { department: 'Legal' })
        await admin.move(comes, `CN=Comes,${inside}`)
        await admin.replace(joins, { department: 'Sales' })
      })
      const said = new Map(items.map((item) => [(item as ObjectItem).anchor, item]))
      expect(anchors.map((anchor) => said.get(anchor)?.kind)).toEqual([
        'delete',
        'delete',
        'object',
        'object',
      ])
      expect(said.get(anchors[2] as string)).toMatchObject({ attributes: { title: 'Analyst' } })
      expect(said.get(anchors[3] as string)).toMatchObject({ attributes: { title: 'Counsel' } })
    })

    test('brings back what was taken out of the deleted objects', async () => {
      await newPlace()
      const dn = await user('Phoenix')
      const anchor = await admin.anchor(dn)
      const connection = await open({ delta })
      const { watermark } = await readAll(connection)
      await admin.remove(dn)
      const gone = await readAll(connection, watermark)
      expect(gone.items).toEqual([{ kind: 'delete', anchor }])
      await admin.restore(anchor, dn)
      expect((await readAll(connection, gone.watermark)).items).toMatchObject([
        { kind: 'object', anchor, dn },
      ])
    })

    test('needs a full import after a restore, on another controller, and when the settings changed', async () => {
      await newPlace()
      await user('Somebody')
      const connection = await open({ delta })
      const { watermark } = await readAll(connection)
      const told = JSON.parse(watermark)
      const dc = told.dc.replace('CN=DC1,', 'CN=DC2,')
      const cases: [string, RegExp][] = [
        [JSON.stringify({ ...told, dc }), /read from DC2, this one from DC1/],
        [JSON.stringify({ ...told, invocation: 'another' }), /DC1 was restored/],
        [JSON.stringify({ ...told, usn: told.usn + 1_000_000 }), /forgotten changes/],
        [JSON.stringify({ ...told, shape: 'other' }), /filters were changed/],
        ['nonsense', /cannot be read/],
      ]
      if (delta === 'dirsync')
        cases.push([
          JSON.stringify({ ...told, cookie: 'bm9uc2Vuc2U=' }),
          /does not accept the DirSync cookie/,
        ])
      for (const [text, words] of cases) {
        const error = await refusal(readAll(connection, text))
        expect(error).toMatchObject({ kind: 'precondition', message: expect.stringMatching(words) })
      }
      const other = await open({ delta: delta === 'usn' ? 'dirsync' : 'usn' })
      expect((await refusal(readAll(other, watermark))).message).toMatch(/delta was changed/)
    })
  })

  describe('a group of two thousand', () => {
    const count = 2000
    let dns: string[]
    let team: string
    beforeAll(async () => {
      await newPlace()
      dns = Array.from({ length: count }, (_, i) => `CN=Member ${i},${place}`)
      const waiting = [...dns]
      const add = async () => {
        for (let dn = waiting.pop(); dn !== undefined; dn = waiting.pop())
          await admin.add(dn, { objectClass: 'contact' })
      }
      await Promise.all(Array.from({ length: 8 }, add))
      team = await group('Everybody')
    })
    const members = async (connection: Connection): Promise<readonly string[]> => {
      const [item] = await connection.fetch([{ type: 'group', anchor: await admin.anchor(team) }])
      return item?.references?.member ?? []
    }
    const change = (add: readonly string[], remove: readonly string[]) =>
      update('group', team, { references: [{ attribute: 'member', add, remove, single: false }] })

    test('is filled in chunks; one bad member among them is named and costs no other', async () => {
      const connection = await open()
      const bad = `CN=Nobody at all,${place}`
      const error = await refused(
        connection,
        await change([...dns.slice(0, 700), bad, ...dns.slice(700)], []),
      )
      expect(error.message).toContain(
        `1 of ${count + 1} values could not be added to member of ${team}: ${bad}`,
      )
      expect(new Set(await members(connection))).toEqual(new Set(dns))
    })

    test('is read whole', async () => {
      const { items } = await readAll(await open({ types: [{ type: 'group' }] }))
      expect(items).toHaveLength(1)
      expect((items[0] as ObjectItem).references?.member).toHaveLength(count)
    })

    test('takes one more, one less and what is so already, without touching the others', async () => {
      const connection = await open()
      const { watermark } = await readAll(connection)
      const [first, second, third] = dns as [string, string, string]
      expect(await write(connection, await change([], [first]))).toMatchObject({ ok: true })
      // Somebody was faster: both are as they should be.
      expect(await write(connection, await change([second], [first]))).toMatchObject({ ok: true })
      expect(await write(connection, await change([first], [third]))).toMatchObject({ ok: true })
      expect(await members(connection)).toHaveLength(count - 1)
      const { items } = await readAll(connection, watermark)
      expect((items.find((item) => item.kind === 'change') as ChangeItem).references).toEqual({
        member: { add: expect.arrayContaining([first]), remove: [third] },
      })
    })
  })

  describe('writing', () => {
    test('changes single bits of userAccountControl and leaves the ones that others set', async () => {
      await newPlace()
      const dn = await user('Bits', place, { userAccountControl: '514' })
      const connection = await open()
      await admin.replace(dn, { userAccountControl: String(514 | 65536) })
      const never = await update('user', dn, {
        attributes: [{ attribute: 'userAccountControl', old: 514, new: 514 | 262144 }],
      })
      expect(await write(connection, never)).toMatchObject({ ok: true })
      expect((await admin.read(dn))?.userAccountControl).toEqual([String(514 | 65536 | 262144)])
    })

    test('does not write over a value that somebody changed since the import', async () => {
      await newPlace()
      const dn = await user('Changed', place, { title: 'New' })
      const connection = await open()
      const error = await refused(
        connection,
        await update('user', dn, { attributes: [{ attribute: 'title', old: 'Old', new: 'Mine' }] }),
      )
      expect(error).toMatchObject({ kind: 'precondition' })
      expect(error.message).toBe('title was expected to be "Old" and is "New": somebody changed it meanwhile')
      expect((await admin.read(dn))?.title).toEqual(['New'])
    })

    test('says who has the name', async () => {
      await newPlace()
      const dn = await user('Taken')
      const connection = await open()
      const add = (newDn: string, sAMAccountName: string): WriteRequest => ({
        id: 'a',
        operation: 'add',
        type: 'user',
        dn: newDn,
        attributes: { sAMAccountName },
        references: {},
      })
      expect(await refused(connection, add(dn, 'free-name'))).toMatchObject({
        kind: 'exists',
        message: `There is an object with the name ${dn} already`,
      })
      expect(await refused(connection, add(`CN=Other,${place}`, `Taken${area}`))).toMatchObject({
        kind: 'exists',
        message: `sAMAccountName "Taken${area}" is already taken by ${dn}`,
      })
    })

    test('says of a value whether anything in the domain has it, whatever is read', async () => {
      const elsewhere = await newPlace()
      await user('Somebody')
      await newPlace()
      const connection = await open({ types: [{ type: 'user', filter: '(description=none)' }] })
      const question = (attribute: string, value: string) => ({ type: 'user', attribute, value })
      expect(
        await connection.taken?.([
          question('sAMAccountName', `somebody${area - 1}`),
          question('sAMAccountName', 'Domain Admins'),
          question('sAMAccountName', 'nobody-at-all'),
          question('dn', `CN=Somebody,${elsewhere}`),
          question('dn', `CN=Nobody,${elsewhere}`),
        ]),
      ).toEqual([true, true, false, true, false])
    })

    test('takes an add that was carried out before as done, and only when it is the very same', async () => {
      await newPlace()
      const connection = await open()
      const add = (title: string): WriteRequest => ({
        id: 'a',
        operation: 'add',
        type: 'user',
        dn: `CN=Twice,${place}`,
        attributes: { sAMAccountName: `twice${area}`, title },
        references: {},
      })
      const first = await write(connection, add('Analyst'))
      expect(first).toMatchObject({ ok: true })
      expect(await write(connection, add('Analyst'))).toEqual(first)
      expect(await refused(connection, add('Director'))).toMatchObject({ kind: 'exists' })
    })

    test('creates containers before what is put into them, and deletes in the other order', async () => {
      await newPlace()
      const connection = await open()
      const add = (id: string, type: string, dn: string, attributes = {}): WriteRequest => ({
        id,
        operation: 'add',
        type,
        dn,
        attributes,
        references: {},
      })
      const anchors: string[] = []
      const adds = [
        add('1', 'user', `CN=Leaf,OU=B,OU=A,${place}`, { sAMAccountName: `leaf${area}` }),
        add('2', 'organizationalUnit', `OU=B,OU=A,${place}`, { ou: 'B' }),
        add('3', 'organizationalUnit', `OU=A,${place}`),
      ]
      for await (const result of connection.write(adds)) {
        expect(result, JSON.stringify(result)).toMatchObject({ ok: true })
        if (result.ok) anchors[Number(result.id)] = result.anchor as string
      }
      const removes = adds
        .map(
          (request, i): WriteRequest => ({
            id: request.id,
            operation: 'delete',
            type: request.type,
            anchor: anchors[i + 1] as string,
            ...(request.operation === 'add' && request.dn ? { dn: request.dn } : {}),
          }),
        )
        .toReversed()
      for await (const result of connection.write(removes))
        expect(result, JSON.stringify(result)).toMatchObject({ ok: true })
      expect(await admin.find(place, '(objectClass=*)')).toEqual([place])
    })

    test('does not delete what has objects below it', async () => {
      await newPlace()
      const full = await ou('Full')
      await user('Inside', full)
      const error = await refused(await open({ deleteChildren: true }), {
        id: 'd',
        operation: 'delete',
        type: 'organizationalUnit',
        anchor: await admin.anchor(full),
      })
      expect(error).toMatchObject({ kind: 'constraint' })
      expect(await admin.read(full)).toBeDefined()
    })

    test('resets a password that the person must change, over an encrypted connection only', async () => {
      await newPlace()
      const dn = `CN=Forgetful,${place}`
      await admin.addSignIn(dn, `forgetful${area}`, 'Old-Password-1')
      const anchor = await admin.anchor(dn)
      const name = `forgetful${area}@corp.example.test`
      await (await open({ mustChangePassword: false })).setPassword?.('user', anchor, 'New-Password-2')
      expect(await admin.accepts(name, 'New-Password-2')).toBe(true)
      await (await open()).setPassword?.('user', anchor, 'New-Password-3')
      expect((await admin.read(dn))?.pwdLastSet).toEqual(['0'])
      const weak = await refusal((await open()).setPassword!('user', anchor, 'tiny1'))
      expect(weak).toMatchObject({ kind: 'constraint', message: expect.stringMatching(/password/i) })
      expect(JSON.stringify([weak.sentence, weak.system])).not.toContain('tiny1')
    })

    test('gives a new account a password that nobody knows, and asks for another at the first sign-in', async () => {
      await newPlace()
      const dn = `CN=Fresh,${place}`
      const attributes = { sAMAccountName: `fresh${area}` }
      const result = await write(await open(), {
        id: 'a',
        operation: 'add',
        type: 'user',
        dn,
        attributes,
        references: {},
      })
      expect(result).toMatchObject({ ok: true, dn })
      expect(await admin.read(dn)).toMatchObject({ userAccountControl: ['512'], pwdLastSet: ['0'] })
    })
  })

  describe('an admin is told', () => {
    test('that the password is wrong, the account is disabled, the certificate is not trusted', async () => {
      await newPlace()
      const wrong = await refusal(open({}, { password: 'Wrong-Password-1' }))
      expect(wrong.kind).toBe('auth')
      expect(wrong.sentence).toMatch(/password of? ?.*wrong|wrong.*password/i)
      expect(wrong.sentence).not.toContain('Wrong-Password-1')
      await admin.addSignIn(`CN=Svc,${place}`, 'svc-off', 'Svc-Password-1')
      await admin.replace(`CN=Svc,${place}`, { userAccountControl: '514' })
      const off = await refusal(open({ bindDn: 'svc-off@corp.example.test' }, { password: 'Svc-Password-1' }))
      expect(off).toMatchObject({ kind: 'auth', message: expect.stringContaining('disabled') })
      const untrusted = await refusal(open({ caFile: undefined }))
      expect(untrusted).toMatchObject({
        kind: 'connection',
        message: expect.stringContaining('does not trust'),
      })
      expect(untrusted.advice).toContain('caFile')
      const pinned = await refusal(open({ caFile: undefined, pinnedFingerprint: 'ab'.repeat(32) }))
      expect(pinned.message).toContain('another certificate than the pinned one')
    })

    test('which rights the account lacks, before a run needs them', async () => {
      await newPlace()
      await admin.addSignIn(`CN=Reader,${place}`, 'reader', 'Reader-Password-1')
      await group('Readable')
      const reader = { bindDn: 'reader@corp.example.test' }
      const secrets = { password: 'Reader-Password-1' }
      const connection = await open(reader, secrets)
      const lacks = (await connection.check()).filter((result) => !result.ok)
      expect(lacks.map((result) => result.title)).toEqual([
        'See what changed',
        'Create organizationalUnit',
        'Change organizationalUnit',
        'Create user',
        'Change user',
        'Create group',
        'Change group',
      ])
      expect(lacks[0]).toMatchObject({
        detail: expect.stringContaining('cannot read deleted objects'),
        advice: expect.stringContaining('CN=Deleted Objects'),
      })
      for (const result of lacks) expect(result.advice).toBeTruthy()
      const replicating = await (await open({ ...reader, replicationRight: true }, secrets)).check()
      expect(replicating.find((result) => result.title === 'See what changed')).toMatchObject({
        ok: false,
        detail: expect.stringContaining('no right to replicate changes'),
      })
      // It reads all the same, everything each time: nothing deleted passes unnoticed.
      const { watermark } = await readAll(connection)
      expect(await refusal(readAll(connection, watermark))).toMatchObject({
        kind: 'precondition',
        message: expect.stringContaining('may not see deleted objects'),
      })
      const error = await refused(
        connection,
        await update('user', `CN=Reader,${place}`, {
          attributes: [{ attribute: 'department', new: 'Board' }],
        }),
      )
      expect(error).toMatchObject({ kind: 'permission', where: `CN=Reader,${place}` })
    })

    test('nothing when it has the rights that the page of the connector names, and no more', async () => {
      await newPlace()
      await admin.addSignIn(`CN=Least,CN=Users,${server.baseDn}`, 'least', 'Least-Password-1')
      const sid = await admin.sid(`CN=Least,CN=Users,${server.baseDn}`)
      const userClass = 'bf967aba-0de6-11d0-a285-00aa003049e2'
      const resetPassword = '00299570-246d-11d0-a768-00aa006e0529'
      const rights = [
        `(OA;CI;CCDC;${userClass};;${sid})`,
        `(OA;CIIO;RPWP;;${userClass};${sid})`,
        `(OA;CIIO;CR;${resetPassword};${userClass};${sid})`,
      ]
      await server.tool('dsacl', 'set', `--objectdn=${place}`, `--sddl=${rights.join('')}`, '--action=allow')
      const connection = await open(
        {
          bindDn: 'least@corp.example.test',
          types: [{ type: 'user' }],
          delta: 'none',
          security: 'starttls',
          pinnedFingerprint: server.fingerprint,
        },
        { password: 'Least-Password-1' },
      )
      const dn = `CN=Made by least,${place}`
      const added = await write(connection, {
        id: 'a',
        operation: 'add',
        type: 'user',
        dn,
        attributes: { sAMAccountName: 'made-by-least', userAccountControl: 512, title: 'Analyst' },
        references: {},
      })
      expect(added, JSON.stringify(added)).toMatchObject({ ok: true })
      const newDn = `CN=Renamed by least,${place}`
      const change = await update('user', dn, {
        newDn,
        attributes: [
          { attribute: 'title', old: 'Analyst', new: 'Director' },
          { attribute: 'userAccountControl', old: 512, new: 514 },
        ],
      })
      const changed = await write(connection, change)
      expect(changed, JSON.stringify(changed)).toMatchObject({ ok: true, dn: newDn })
      await connection.setPassword?.('user', await admin.anchor(newDn), 'Reset-By-Least-1')
      expect((await connection.check()).filter((result) => !result.ok)).toEqual([])
      const removed = await write(connection, {
        id: 'd',
        operation: 'delete',
        type: 'user',
        anchor: await admin.anchor(newDn),
      })
      expect(removed, JSON.stringify(removed)).toMatchObject({ ok: true })
    })

    test('which setting is wrong', async () => {
      await newPlace()
      const outside = await open({ baseDns: ['OU=People,DC=other,DC=example'] })
      expect(await refusal(outside.schema())).toMatchObject({
        kind: 'config',
        message: expect.stringContaining('OU=People,DC=other,DC=example is not in the domain'),
      })
      const unknown = await open({ types: [{ type: 'user', extraAttributes: ['shoeSize'] }] })
      expect(await refusal(unknown.schema())).toMatchObject({
        kind: 'config',
        message: expect.stringContaining('"shoeSize"'),
      })
      const missing = await open({ baseDns: [`OU=Gone,${server.baseDn}`] })
      expect((await missing.check()).find((result) => !result.ok)).toMatchObject({
        detail: expect.stringContaining(`OU=Gone,${server.baseDn} does not exist`),
      })
    })
  })

  test('the schema says what the directory says', async () => {
    await newPlace()
    const schema = await (
      await open({ types: [{ type: 'user', extraAttributes: ['memberOf'] }, { type: 'group' }] })
    ).schema()
    const [userType, groupType] = schema.types
    expect(userType).toMatchObject({
      type: 'user',
      anchor: 'objectGUID',
      enabled: { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 },
      attributes: {
        sAMAccountName: { type: 'string', required: true, unique: true },
        userPrincipalName: { type: 'string', unique: true },
        userAccountControl: { type: 'integer' },
        accountExpires: { type: 'date' },
        manager: { type: 'reference' },
        memberOf: { type: 'reference', multi: true, writable: 'never' },
        proxyAddresses: { type: 'string', multi: true },
        objectGUID: { type: 'string', writable: 'never' },
        objectSid: { type: 'string', writable: 'never' },
        cn: { type: 'string', writable: 'never' },
      },
    })
    expect(groupType?.attributes.member).toMatchObject({ type: 'reference', multi: true })
  })
})
