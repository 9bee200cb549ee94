import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteRequest } from '../../connectors/spi/write.ts'
import { type SambaServer, startSamba } from '../fakes/process/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from './samba-admin.ts'
import { Connections, refused, write } from './samba-connection.ts'

const firstPassword = 'First-Password-42'

describe.skipIf(requires('samba'))('an add that takes the place of what was deleted', () => {
  let server: SambaServer
  let admin: SambaAdmin
  let connections: Connections
  let place: string

  beforeAll(async () => {
    server = await startSamba()
    admin = await SambaAdmin.signIn(server)
    connections = new Connections(server)
    place = `OU=Restored,${server.baseDn}`
    for (const dn of [place, `OU=Other,${place}`]) await admin.add(dn, { objectClass: 'organizationalUnit' })
  })
  afterAll(async () => {
    await connections?.close()
    await admin?.close()
    await server?.stop()
  })

  const open = () =>
    connections.open(
      { baseDns: [place], firstPassword: 'secret', mustChangePassword: false },
      { firstPasswordSecret: firstPassword },
    )
  /** Somebody who had an account, which somebody deleted. */
  async function gone(name: string): Promise<{ anchor: string; sid: string; dn: string }> {
    const dn = `CN=${name},${place}`
    await admin.addSignIn(dn, name.toLowerCase(), 'Before-Password-1')
    await admin.replace(dn, { title: 'Analyst' })
    const before = { anchor: await admin.anchor(dn), sid: await admin.sid(dn), dn }
    await admin.remove(dn)
    return before
  }
  const add = (
    name: string,
    restores: string,
    more: Partial<Extract<WriteRequest, { operation: 'add' }>> = {},
  ) =>
    ({
      id: `add ${name}`,
      operation: 'add',
      type: 'user',
      dn: `CN=${name},OU=Other,${place}`,
      attributes: {
        sAMAccountName: name.toLowerCase(),
        userPrincipalName: `${name.toLowerCase()}@corp.example.test`,
        displayName: `${name} again`,
        userAccountControl: 512,
      },
      references: {},
      restores,
      ...more,
    }) as const

  test('brings the object back, under another DN, with the values asked for and a first password', async () => {
    const before = await gone('Anna')
    const result = await write(await open(), add('Anna', before.anchor))
    const dn = `CN=Anna,OU=Other,${place}`
    expect(result).toMatchObject({
      ok: true,
      anchor: before.anchor,
      dn,
      note: expect.stringContaining('brought back'),
    })
    expect(await admin.sid(dn)).toBe(before.sid)
    expect(await admin.read(dn)).toMatchObject({
      displayName: ['Anna again'],
      userAccountControl: ['512'],
      sAMAccountName: ['anna'],
    })
    // A tombstone keeps neither passwords nor what nobody asked for.
    expect((await admin.read(dn))?.title).toBeUndefined()
    expect(await admin.accepts('anna@corp.example.test', firstPassword)).toBe(true)
    expect(await admin.accepts('anna@corp.example.test', 'Before-Password-1')).toBe(false)
  })

  test('is completed when it is sent again after its answer was lost', async () => {
    const before = await gone('Ben')
    const request = add('Ben', before.anchor)
    // The first attempt ended before the account was enabled and had its password.
    await admin.restore(before.anchor, request.dn)
    const connection = await open()
    for (const _ of ['once', 'twice'])
      expect(await write(connection, request)).toMatchObject({ ok: true, anchor: before.anchor })
    expect(await admin.accepts('ben@corp.example.test', firstPassword)).toBe(true)
  })

  test('makes another object where there is nothing to bring back', async () => {
    const connection = await open()
    const nobody = await write(connection, add('Cleo', '00000000-0000-4000-8000-000000000001'))
    expect(nobody).toMatchObject({ ok: true, note: expect.stringContaining('made anew') })
    // A group is not brought back as a person, and an object that is there is left alone.
    const group = `CN=Club,${place}`
    await admin.add(group, { objectClass: 'group', sAMAccountName: 'club' })
    const club = await admin.anchor(group)
    expect(await write(connection, add('Dana', club))).toMatchObject({ ok: true })
    expect(await admin.anchor(group)).toBe(club)
    await admin.remove(group)
    const made = await write(connection, add('Emil', club))
    expect(made).toMatchObject({ ok: true })
    expect(made.ok && made.anchor).not.toBe(club)
    const alive = `CN=Fay,${place}`
    await admin.addUser(alive, 'fay')
    const fay = await admin.anchor(alive)
    expect(await refused(connection, add('Fay', fay))).toMatchObject({
      kind: 'exists',
      message: expect.stringContaining(`sAMAccountName "fay" is already taken by ${alive}`),
    })
    expect(await admin.anchor(alive)).toBe(fay)
  })

  test('says who has the name that was the deleted one’s', async () => {
    const before = await gone('Gus')
    await admin.addUser(`CN=Gus,OU=Other,${place}`, 'gus2')
    expect(await refused(await open(), add('Gus', before.anchor))).toMatchObject({
      kind: 'exists',
      message: expect.stringContaining(`CN=Gus,OU=Other,${place}`),
    })
  })

  test('makes another object and says why, where the account may not bring objects back', async () => {
    const before = await gone('Hal')
    await admin.addSignIn(`CN=Clerk,${place}`, 'clerk', 'Clerk-Password-1')
    // What the documentation asks for, without the right to bring back.
    await server.tool(
      'dsacl',
      'set',
      '--objectdn',
      place,
      '--trusteedn',
      `CN=Clerk,${place}`,
      '--action=allow',
      '--sddl',
      `(A;CI;GA;;;${await admin.sid(`CN=Clerk,${place}`)})`,
    )
    const clerk = await connections.open(
      { baseDns: [place], bindDn: 'clerk@corp.example.test', firstPassword: 'none' },
      { password: 'Clerk-Password-1' },
    )
    const made = await write(clerk, add('Hal', before.anchor, { attributes: { sAMAccountName: 'hal' } }))
    expect(made).toMatchObject({
      ok: true,
      note: 'made anew: the deleted one could not be brought back (it is not among the deleted objects that the account may read)',
    })
    expect(made.ok && made.anchor).not.toBe(before.anchor)
  })
})
