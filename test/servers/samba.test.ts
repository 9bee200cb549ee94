import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SambaServer, startSamba } from '../fakes/process/samba.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from './samba-admin.ts'
import { type CuttingProxy, cuttingProxy } from './samba-proxy.ts'
import { cities, dnOf, HrWorkspace, type Person, people, place } from './samba-workspace.ts'

const firstPassword = 'First-Password-42'

/** One story, told in order: each test goes on from where the one before left the domain. */
describe.skipIf(requires('samba'))('HR to a Samba domain', () => {
  let server: SambaServer
  let admin: SambaAdmin
  let proxy: CuttingProxy
  let workspace: HrWorkspace
  let staff: readonly Person[] = people(300)

  const settings = (more: Readonly<Record<string, unknown>> = {}) => ({
    hosts: [proxy.host],
    pinnedFingerprint: server.fingerprint,
    bindDn: server.adminBind,
    baseDns: [place],
    firstPassword: 'secret',
    mustChangePassword: false,
    ...more,
  })
  const change = (id: string, to: Partial<Person>): void => {
    staff = staff.map((person) => (person.id === id ? { ...person, ...to } : person))
    workspace.hr(staff)
  }
  const person = (at: number): Person => staff[at] as Person
  const users = () => admin.find(place, '(&(objectCategory=person)(objectClass=user))')
  const control = async (who: Person): Promise<number> =>
    Number((await admin.read(dnOf(who)))?.userAccountControl?.[0])

  beforeAll(async () => {
    server = await startSamba()
    admin = await SambaAdmin.signIn(server)
    proxy = await cuttingProxy({ host: server.host, port: 636 })
    await admin.add(place, { objectClass: 'organizationalUnit' })
    for (const name of ['People', 'Groups'])
      await admin.add(`OU=${name},${place}`, { objectClass: 'organizationalUnit' })
    for (const city of cities)
      await admin.add(`OU=${city},OU=People,${place}`, { objectClass: 'organizationalUnit' })
    workspace = new HrWorkspace(settings(), { password: server.password, firstPasswordSecret: firstPassword })
    workspace.hr(staff)
  })
  afterAll(async () => {
    await workspace.remove()
    await proxy.close()
    await admin.close()
    await server.stop()
  })

  /** The summary every good session has. */
  function clean(session: Awaited<ReturnType<HrWorkspace['session']>>) {
    const ad = session.systems.find((system) => system.name === 'ad')
    expect(ad).toMatchObject({ failed: 0, unconfirmed: 0 })
    return ad as NonNullable<typeof ad>
  }

  test('three hundred people get accounts, each below its city and with its manager; every value is read back', async () => {
    const ad = clean(await workspace.session('full'))
    expect(ad.exported).toMatchObject({ add: 300 })
    expect(ad.confirmed).toBeGreaterThanOrEqual(300)
    expect(await users()).toHaveLength(300)
    const led = person(11)
    expect(await admin.read(dnOf(led))).toMatchObject({
      sAMAccountName: [`u${led.id}`],
      userPrincipalName: [`u${led.id}@corp.example.test`],
      displayName: [`${led.first} ${led.last}`],
      l: [led.city],
      userAccountControl: ['512'],
      manager: [dnOf(person(10))],
    })
  })

  test('a provisioned person signs in with the first password, and with no other', async () => {
    expect(await admin.accepts(`u${person(7).id}@corp.example.test`, firstPassword)).toBe(true)
    expect(await admin.accepts(`u${person(7).id}@corp.example.test`, 'Another-Password-1')).toBe(false)
  })

  test('a second cycle writes nothing', async () => {
    await workspace.job({ kind: 'session', mode: 'delta' })
    expect(await workspace.planned()).toBe(0)
    await workspace.job({ kind: 'session', mode: 'full' })
    expect(await workspace.planned()).toBe(0)
    await workspace.job({ kind: 'report' })
  })

  test('a mover changes OU and name in one session', async () => {
    const before = person(12)
    change(before.id, { city: before.city === 'Berlin' ? 'Munich' : 'Berlin', last: 'Müller, geb. Öz' })
    const anchor = await admin.anchor(dnOf(before))
    const ad = clean(await workspace.session())
    expect(ad.exported.move).toBe(1)
    expect(await admin.read(dnOf(before))).toBeUndefined()
    const after = `CN=${before.first} Müller\\, geb. Öz,OU=${person(12).city},OU=People,${place}`
    expect(await admin.anchor(after)).toBe(anchor)
    expect(await admin.read(after)).toMatchObject({ sn: ['Müller, geb. Öz'], l: [person(12).city] })
  })

  test('a leaver is disabled and keeps every other bit, a rehire is enabled again', async () => {
    const leaver = person(25)
    await admin.replace(dnOf(leaver), { userAccountControl: String(512 | 65536) })
    change(leaver.id, { status: 'Terminated' })
    expect(clean(await workspace.session()).exported).toMatchObject({ disable: 1 })
    expect(await control(leaver)).toBe(512 | 65536 | 2)
    change(leaver.id, { status: 'Active' })
    clean(await workspace.session())
    expect(await control(leaver)).toBe(512 | 65536)
    expect(await users()).toHaveLength(300)
  })

  test('what somebody changed between plan and export is not written over, and everything else is written', async () => {
    const [promoted, seen, moved, led] = [person(41), person(42), person(43), person(44)]
    for (const { id } of [promoted, seen]) change(id, { title: 'Director' })
    change(moved.id, { city: moved.city === 'Berlin' ? 'Munich' : 'Berlin' })
    change(led.id, { manager: person(50).id })
    await workspace.job({ kind: 'session', mode: 'delta' })
    await workspace.approve()
    await admin.replace(dnOf(promoted), { title: 'Meanwhile' })
    await admin.replace(dnOf(seen), { description: 'Somebody was here' })
    const elsewhere = `CN=${moved.first} ${moved.last},OU=Groups,${place}`
    await admin.move(dnOf(moved), elsewhere)
    await admin.replace(dnOf(led), { manager: dnOf(person(60)) })
    await workspace.job({ kind: 'export' })
    expect((await admin.read(dnOf(promoted)))?.title).toEqual(['Meanwhile'])
    expect(await admin.read(dnOf(seen))).toMatchObject({
      title: ['Director'],
      description: ['Somebody was here'],
    })
    // Its place is somebody's decision; its city is still ours to say.
    expect(await admin.read(elsewhere)).toMatchObject({ l: [person(43).city] })
    expect((await admin.read(dnOf(led)))?.manager).toEqual([dnOf(person(60))])
    const found = new Map(await workspace.returned())
    expect([...found.keys()].sort()).toEqual(
      ['dn', 'manager', 'title'].map((name) => (name === 'dn' ? null : name)).sort(),
    )
    expect(found.get('title')).toContain('the system holds "Meanwhile" now')
    expect(found.get(null)).toContain(elsewhere)
    expect((await workspace.lastRun('export')).statistics).toMatchObject({ failed: 0, returned: 3 })
    // Read anew and approved anew, our values come back.
    await workspace.job({ kind: 'confirm' })
    await workspace.job({ kind: 'report' })
    clean(await workspace.session('delta'))
    expect((await admin.read(dnOf(promoted)))?.title).toEqual(['Director'])
    expect((await admin.read(dnOf(person(43))))?.l).toEqual([person(43).city])
    expect(await workspace.returned()).toEqual([])
  })

  test('a person who becomes an administrator is not written to any more, not even when it was approved before', async () => {
    const [admin1, admin2] = [person(71), person(72)]
    await admin.replace(dnOf(admin1), { adminCount: '1' })
    for (const { id } of [admin1, admin2]) change(id, { title: 'Ruler' })
    await workspace.job({ kind: 'session', mode: 'delta' })
    const shown = await workspace.protectedChanges()
    expect(shown).toEqual([['title', 'it is, or was, in a privileged group (adminCount is 1)']])
    expect(await workspace.approve()).toBe(1)
    // Since the approval: what an import has found counts, though no synchronization has followed.
    await admin.replace(dnOf(admin2), { adminCount: '1' })
    await workspace.job({ kind: 'import', mode: 'delta', systems: ['ad'] })
    await workspace.job({ kind: 'export' })
    for (const who of [admin1, admin2]) expect((await admin.read(dnOf(who)))?.title).not.toEqual(['Ruler'])
    // They are ordinary people again, and their title is written.
    for (const who of [admin1, admin2]) await admin.replace(dnOf(who), { adminCount: [] })
    await workspace.job({ kind: 'report' })
    clean(await workspace.session('delta'))
    for (const who of [admin1, admin2]) expect((await admin.read(dnOf(who)))?.title).toEqual(['Ruler'])
    expect(await workspace.protectedChanges()).toEqual([])
  })

  for (const delta of ['dirsync', 'usn'] as const) {
    test(`a change, a move and a deletion in the directory are found by ${delta}`, async () => {
      await workspace.closeHost()
      workspace.configure(settings({ delta }))
      // The watermark of the other mode is of no use: this import reads everything and says so.
      clean(await workspace.session('delta'))
      const [changed, moved, deleted] = [person(31), person(32), person(33)]
      await admin.replace(dnOf(changed), { title: 'Emperor' })
      const elsewhere = `CN=${moved.first} ${moved.last},OU=Groups,${place}`
      await admin.move(dnOf(moved), elsewhere)
      const before = { anchor: await admin.anchor(dnOf(deleted)), sid: await admin.sid(dnOf(deleted)) }
      await admin.remove(dnOf(deleted))
      const ad = clean(await workspace.session('delta'))
      expect(ad.import).toMatchObject({ read: expect.any(Number) })
      // Three objects, those that refer to them, and nothing like the whole domain.
      expect(ad.import?.read).toBeLessThan(40)
      expect(ad.exported).toMatchObject({ add: 1, move: 1 })
      expect((await admin.read(dnOf(changed)))?.title).toEqual([changed.title])
      expect(await admin.read(elsewhere)).toBeUndefined()
      expect((await admin.read(dnOf(deleted)))?.manager).toEqual([dnOf(person(30))])
      // It is the object that it was, and whoever it belongs to can sign in.
      expect(await admin.anchor(dnOf(deleted))).toBe(before.anchor)
      expect(await admin.sid(dnOf(deleted))).toBe(before.sid)
      expect(await control(deleted)).toBe(512)
      expect(await admin.accepts(`u${deleted.id}@corp.example.test`, firstPassword)).toBe(true)
      await workspace.job({ kind: 'session', mode: 'delta' })
      expect(await workspace.planned()).toBe(0)
      await workspace.job({ kind: 'report' })
    })
  }

  test('a network that fails in the midst of an import takes nobody away', async () => {
    await workspace.closeHost()
    workspace.configure(settings({ pageSize: 20 }))
    await workspace.session('full')
    proxy.cutAfter(600_000)
    await expect(workspace.job({ kind: 'session', mode: 'full' })).rejects.toThrow(/connection|lost/i)
    expect(proxy.cuts).toBeGreaterThan(0)
    proxy.heal()
    await workspace.job({ kind: 'session', mode: 'full' })
    expect(await workspace.planned()).toBe(0)
    await workspace.job({ kind: 'report' })
  })

  test('a network that fails in the midst of an export loses nothing and doubles nothing', async () => {
    // At the first write, between two, and when most are done.
    for (const sent of [3000, 7000, 11_000, 15_000]) {
      const before = staff.length
      const joiners = people(30, before)
      staff = [...staff, ...joiners]
      workspace.hr(staff)
      await workspace.job({ kind: 'session', mode: 'delta' })
      expect(await workspace.approve()).toBeGreaterThanOrEqual(joiners.length)
      proxy.cutAfterSent(sent)
      await expect(workspace.job({ kind: 'export' })).rejects.toThrow()
      expect((await users()).length, `after ${sent} bytes`).toBeLessThan(staff.length)
      proxy.heal()
      if (sent !== 7000) {
        // Somebody reads and plans before anybody exports: nothing is to be approved anew.
        await workspace.job({ kind: 'import', mode: sent === 3000 ? 'full' : 'delta' })
        await workspace.job({ kind: 'synchronize', mode: 'delta' })
        expect(await workspace.planned('add'), `after ${sent} bytes`).toBe(0)
      }
      clean(await workspace.session('delta'))
      expect(await users()).toHaveLength(staff.length)
      await workspace.job({ kind: 'session', mode: 'full' })
      expect(await workspace.planned()).toBe(0)
      await workspace.job({ kind: 'report' })
      for (const one of joiners) expect(await admin.read(dnOf(one)), dnOf(one)).toBeDefined()
    }
  })
})
