import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type SambaPair, startSambaPair } from '../fakes/process/samba-pair.ts'
import { requires } from '../requirements.ts'
import { SambaAdmin } from './samba-admin.ts'
import { Connections, readAll, refusal } from './samba-connection.ts'
import { type CuttingProxy, cuttingProxy } from './samba-proxy.ts'
import { cities, dnOf, HrWorkspace, type Person, people, place } from './samba-workspace.ts'

const count = 60

/** One story, told in order, of two controllers of one domain. */
describe.skipIf(requires('samba')).each(['dirsync', 'usn'] as const)(
  'two domain controllers, changes by %s',
  (delta) => {
    let pair: SambaPair
    let proxy: CuttingProxy
    /** At the first controller and at the second one; a controller that was away is signed in to again. */
    let admins: { first: SambaAdmin; second: SambaAdmin }
    let workspace: HrWorkspace
    let staff: readonly Person[] = people(count)

    const person = (at: number): Person => staff[at] as Person
    const retitle = (at: number, title: string) => {
      staff = staff.map((one, n) => (n === at ? { ...one, title } : one))
      workspace.hr(staff)
    }

    beforeAll(async () => {
      pair = await startSambaPair()
      proxy = await cuttingProxy({ host: pair.first.host, port: 636 })
      admins = { first: await SambaAdmin.signIn(pair.first), second: await SambaAdmin.signIn(pair.second) }
      for (const dn of [
        place,
        `OU=People,${place}`,
        ...cities.map((city) => `OU=${city},OU=People,${place}`),
      ])
        await admins.first.add(dn, { objectClass: 'organizationalUnit' })
      workspace = new HrWorkspace(
        {
          hosts: [proxy.host, pair.second.host],
          caFile: pair.first.caFile,
          bindDn: pair.first.adminBind,
          baseDns: [place],
          pageSize: 10,
          delta,
        },
        { password: pair.first.password },
      )
      workspace.hr(staff)
      await workspace.session('full')
      await pair.pull(pair.second, pair.first)
    })
    afterAll(async () => {
      await workspace?.remove()
      await proxy?.close()
      await admins?.first.close()
      await admins?.second.close()
      await pair?.stop()
    })

    /** A delta import and what it would change. */
    async function imported() {
      await workspace.job({ kind: 'import', mode: 'delta', systems: ['ad'] })
      const run = await workspace.lastRun('import')
      await workspace.job({ kind: 'synchronize', mode: 'delta' })
      return run.statistics
    }

    test('while the first answers, a delta import is one', async () => {
      // What the session wrote comes back once.
      await imported()
      expect(await imported()).toMatchObject({ read: 0, full: 0 })
      expect(await workspace.planned()).toBe(0)
    })

    test('the first goes away between two delta imports: the second is read whole, and nothing is lost', async () => {
      await admins.first.replace(dnOf(person(3)), { title: 'Emperor' })
      await admins.first.remove(dnOf(person(4)))
      await pair.pull(pair.second, pair.first)
      await pair.first.crash()
      const statistics = await imported()
      // The change and the deletion were made at the first and are known at the second; its change numbers were not compared.
      expect(statistics).toMatchObject({ full: 1, updates: 1, deletes: 1, adds: 0 })
      expect(statistics.read).toBeGreaterThanOrEqual(count - 1)
      expect(workspace.said.join('\n')).toMatch(
        /the last one read from DC1, this one from DC2.*Reading everything instead/,
      )
      // As HR says: the title, the account, and its manager.
      expect(await workspace.planned()).toBe(3)
      expect(await workspace.planned('add')).toBe(1)
    })

    test('from then on the second has a watermark of its own', async () => {
      await admins.second.replace(dnOf(person(5)), { title: 'Duchess' })
      expect(await imported()).toMatchObject({ full: 0, updates: 1, deletes: 0 })
      await workspace.session('delta')
      expect((await admins.second.read(dnOf(person(5))))?.title).toEqual([person(5).title])
      expect(await admins.second.read(dnOf(person(4)))).toBeDefined()
    })

    test('the first comes back without what was written to the second: what it lacks is not taken for deleted', async () => {
      staff = [...staff, ...people(5, count)]
      workspace.hr(staff)
      await workspace.session('delta')
      await pair.first.start()
      const statistics = await imported()
      expect(statistics).toMatchObject({ full: 0, deletes: 0, complete: 1 })
      expect(statistics.read).toBeGreaterThanOrEqual(count - 1)
      expect(await workspace.findings()).toContainEqual(
        expect.stringMatching(/^DC1 (has not|is not known to have) received everything that DC2 had/),
      )
      // Nobody is provisioned a second time.
      expect(await workspace.planned('add')).toBe(0)
    })

    test('when it has caught up, a full import and a session bring nothing new', async () => {
      await pair.pull(pair.first, pair.second)
      await workspace.job({ kind: 'import', mode: 'full', systems: ['ad'] })
      expect((await workspace.lastRun('import')).statistics).toMatchObject({ full: 1, deletes: 0, adds: 0 })
      expect(await workspace.findings()).toEqual([])
      await workspace.session('full')
      await workspace.job({ kind: 'session', mode: 'full' })
      expect(await workspace.planned()).toBe(0)
      await workspace.job({ kind: 'report' })
      for (const one of staff) expect(await admins.second.read(dnOf(one)), dnOf(one)).toBeDefined()
    })

    test('it goes away in the midst of an import: that one fails and deletes nothing, the next reads the second', async () => {
      await pair.pull(pair.second, pair.first)
      proxy.cutAfter(60_000)
      await expect(workspace.job({ kind: 'import', mode: 'full', systems: ['ad'] })).rejects.toMatchObject({
        message: expect.stringMatching(/The connection to 127\.0\.0\.1:\d+ was lost/),
      })
      expect(proxy.cuts).toBeGreaterThan(0)
      expect(await workspace.lastRun('import')).toMatchObject({ state: 'failed' })
      await pair.first.crash()
      expect(await imported()).toMatchObject({ full: 1, deletes: 0, adds: 0 })
      expect(await workspace.planned()).toBe(0)
      await workspace.job({ kind: 'report' })
      retitle(9, 'Chief of Staff')
      await workspace.session('delta')
      expect((await admins.second.read(dnOf(person(9))))?.title).toEqual(['Chief of Staff'])
    })

    test('one connection that loses its controller between two pages goes on with the other, and mixes nothing', async () => {
      await pair.first.start()
      proxy.heal()
      await pair.pull(pair.first, pair.second)
      const connections = new Connections(pair.first)
      const connection = await connections.open({
        hosts: [pair.first.host, pair.second.host],
        baseDns: [place],
        pageSize: 10,
        delta,
      })
      const { watermark, items } = await readAll(connection)
      let batches = 0
      const interrupted = (async () => {
        for await (const _ of connection.read({ mode: 'full' })) if (++batches === 2) await pair.first.crash()
      })()
      expect(await refusal(interrupted)).toMatchObject({ kind: 'connection' })
      expect(batches).toBeLessThan(5)
      expect(await refusal(readAll(connection, watermark))).toMatchObject({
        kind: 'precondition',
        message: expect.stringContaining('the last one read from DC1, this one from DC2'),
      })
      const anchors = (all: typeof items) =>
        all.map((item) => ('anchor' in item ? item.anchor : '')).toSorted()
      expect(anchors((await readAll(connection)).items)).toEqual(anchors(items))
      await connections.close()
    })
  },
)
