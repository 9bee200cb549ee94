import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { requires } from '../requirements.ts'
import { type Colleague, personDn, SambaCompany } from './samba-company.ts'
import { type CuttingProxy, cuttingProxy } from './samba-proxy.ts'
import { place } from './samba-workspace.ts'

const colleague = (id: string, name: string, city: string): Colleague => ({
  id,
  name,
  login: name.toLowerCase().replace(' ', '.'),
  city,
  policy: 'enforce',
  teams: ['Staff'],
})

/** One story, told in order: people of a domain move and exchange names. */
describe.skipIf(requires('samba'))('names and places on Samba', () => {
  let company: SambaCompany
  let proxy: CuttingProxy

  beforeAll(async () => {
    company = await SambaCompany.start(undefined, async (server) => {
      proxy = await cuttingProxy({ host: server.host, port: 636 })
      return { hosts: [proxy.host], pinnedFingerprint: server.fingerprint, caFile: undefined }
    })
    company.teams([{ key: 'Staff', policy: 'enforce', parents: [] }])
    company.people(
      [
        colleague('1', 'Anna Nowak', 'Munich'),
        colleague('2', 'Ben Lee', 'Munich'),
        colleague('3', 'Cleo Weiss', 'Munich'),
        colleague('4', 'Anna Nowak', 'Berlin'),
        colleague('5', 'Emil Öz', 'Berlin'),
      ].map((one) => (one.id === '4' ? { ...one, login: 'anna4' } : one)),
    )
  })
  afterAll(async () => {
    await company?.stop()
    await proxy?.close()
  })

  /** DN, sign-in names and anchor of everybody, from the directory itself. */
  async function everybody(): Promise<
    Record<string, { dn: string; login: string; upn: string; anchor: string }>
  > {
    const dns = await company.admin.find(`OU=People,${place}`, '(&(objectCategory=person)(objectClass=user))')
    const found: Record<string, { dn: string; login: string; upn: string; anchor: string }> = {}
    for (const dn of dns) {
      const entry = await company.admin.read(dn)
      found[entry?.employeeID?.[0] ?? dn] = {
        dn,
        login: entry?.sAMAccountName?.[0] ?? '',
        upn: entry?.userPrincipalName?.[0] ?? '',
        anchor: await company.admin.anchor(dn),
      }
    }
    return found
  }

  /** As the people's file says, each the object it was. */
  async function expectNames(before: Awaited<ReturnType<typeof everybody>>): Promise<void> {
    const after = await everybody()
    for (const id of ['1', '2', '3', '4', '5']) {
      const wanted = company.person(id)
      expect(after[id]).toEqual({
        dn: personDn(wanted),
        login: wanted.login,
        upn: `${wanted.login}@corp.example.test`,
        anchor: before[id]?.anchor,
      })
    }
    expect(await company.members('Staff')).toEqual(
      Object.values(after)
        .map(({ dn }) => dn)
        .sort(),
    )
  }

  const swap = (one: string, other: string): void => {
    const { name, login, city } = company.person(one)
    const taken = company.person(other)
    company.change(one, { name: taken.name, login: taken.login, city: taken.city })
    company.change(other, { name, login, city })
  }

  test('people get accounts', async () => {
    expect((await company.clean('full')).exported).toMatchObject({ add: 6 })
    await expectNames(await everybody())
    await company.settled()
  })

  test('a move to another OU takes the account, its identifier and its memberships along', async () => {
    const before = await everybody()
    company.change('2', { city: 'Berlin' })
    company.change('5', { city: 'Munich' })
    expect((await company.clean()).exported).toMatchObject({ move: 2 })
    await expectNames(before)
    await company.settled()
  })

  test('a move to an OU that is not there is refused in words, and nothing is lost', async () => {
    company.change('5', { city: 'Atlantis' })
    const session = await company.workspace.session('delta')
    expect(session.systems.find(({ name }) => name === 'ad')).toMatchObject({ failed: 2 })
    expect((await company.workspace.findings()).join('\n')).toMatch(/Emil Öz: .*OU=Atlantis/)
    company.change('5', { city: 'Berlin' })
    await company.clean()
    await company.settled()
  })

  test('two who exchange DN, sign-in name and UPN get them in one session, and the audit has the step between', async () => {
    const before = await everybody()
    swap('1', '3')
    const plan = await company.look()
    expect(plan.filter(({ operation }) => operation === 'move')).toHaveLength(2)
    await company.workspace.approve()
    await company.clean()
    await expectNames(before)
    const [event, ...more] = company.audit('stepped-aside')
    expect(more).toEqual([])
    expect(event?.names).toEqual([
      {
        attribute: 'dn',
        was: before['1']?.dn,
        aside: expect.stringMatching(/^CN=joinery-\d+,OU=Munich,OU=People,/),
      },
      { attribute: 'sAMAccountName', was: 'anna.nowak', aside: expect.stringMatching(/^joinery-\d+$/) },
      {
        attribute: 'userPrincipalName',
        was: 'anna.nowak@corp.example.test',
        aside: expect.stringMatching(/^joinery-\d+@corp\.example\.test$/),
      },
    ])
    // Each approved change was written with the old and new value that were approved.
    const written = company
      .audit('export')
      .flatMap(({ changes }) => changes as { operation: string; old: string; new: string }[])
    expect(written.filter(({ operation }) => operation === 'move').slice(-2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ old: before['1']?.dn, new: before['3']?.dn }),
        expect.objectContaining({ old: before['3']?.dn, new: before['1']?.dn }),
      ]),
    )
    await company.settled()
    expect(await company.drift()).toEqual([])
  })

  test('three in a ring, through two OUs', async () => {
    const before = await everybody()
    const [a, b, c] = ['1', '2', '3'].map((id) => company.person(id)) as [Colleague, Colleague, Colleague]
    const called = ({ name, login, city }: Colleague) => ({ name, login, city })
    company.change('1', called(b))
    company.change('2', called(c))
    company.change('3', called(a))
    await company.clean()
    await expectNames(before)
    expect(company.audit('stepped-aside')).toHaveLength(2)
    await company.settled()
  })

  test('sign-in names alone, and two of one name who exchange their OUs', async () => {
    const before = await everybody()
    const [two, five] = [company.person('2'), company.person('5')]
    company.change('2', { login: five.login })
    company.change('5', { login: two.login })
    const [one, four] = [company.person('1'), company.person('4')]
    company.change('4', { name: one.name, city: one.city })
    company.change('1', { name: four.name, city: four.city })
    await company.clean()
    await expectNames(before)
    await company.settled()
  })

  test('an export that is cut in the midst of an exchange goes on with the same approvals, whatever is read in between', async () => {
    /** Has two exchange their names up to the export, which `disturb` may cut; whether it came to its end. */
    const exchange = async (disturb: () => void): Promise<boolean> => {
      swap('1', '2')
      expect(await company.look()).not.toEqual([])
      await company.workspace.approve()
      disturb()
      return company.workspace.job({ kind: 'export' }).then(
        () => true,
        () => false,
      )
    }
    // How much the server answers when nothing disturbs it; to the writes, at the end.
    let whole = 0
    expect(
      await exchange(() => {
        whole = -proxy.received
      }),
    ).toBe(true)
    whole += proxy.received
    await company.clean()

    let interrupted = 0
    let called = 0
    for (const [i, left] of [2400, 2000, 1600, 1200, 800, 400].entries()) {
      const before = await everybody()
      const cut = !(await exchange(() => proxy.cutAfter(whole - left)))
      proxy.heal()
      if (cut) interrupted++
      const between = Object.values(await everybody()).filter(({ dn }) => dn.includes('CN=joinery-'))
      called += between.length
      if (cut && i % 2 === 1) {
        // Somebody reads and plans before anybody writes: nothing of it is to be approved anew.
        await company.workspace.job({ kind: 'import', mode: i % 4 === 1 ? 'full' : 'delta' })
        await company.workspace.job({ kind: 'synchronize', mode: 'delta' })
        expect(await company.workspace.plan(), `${left} bytes before the end`).toEqual([])
        expect(await company.drift()).toEqual([])
      }
      await company.clean()
      await expectNames(before)
    }
    await company.settled()
    expect(interrupted).toBeGreaterThan(3)
    expect(called).toBeGreaterThan(1)
  })

  test('when the sign-in name of one is rejected, both have their new places, and nobody a name for a moment', async () => {
    const before = await everybody()
    swap('1', '3')
    await company.look()
    await company.workspace.approve()
    const client = await company.workspace.client()
    const { rows } = await client.call('changes.list', {
      filter: { systems: ['ad'], attributes: ['sAMAccountName'], states: ['planned'] },
      limit: 10,
    })
    expect(rows).toHaveLength(2)
    await client.call('changes.decide', {
      selection: { ids: [rows[0]?.id as number] },
      decision: 'rejected',
    })
    await company.workspace.job({ kind: 'export' }).catch(() => undefined)
    const after = await everybody()
    expect(after['1']).toMatchObject({ dn: before['3']?.dn, login: before['1']?.login })
    expect(after['3']).toMatchObject({ dn: before['1']?.dn, login: before['3']?.login })
    // The other half is decided again, and the circle closes.
    await client.call('changes.decide', {
      selection: { ids: [rows[0]?.id as number] },
      decision: 'undecided',
    })
    await company.workspace.job({ kind: 'confirm' })
    await company.clean()
    await expectNames(before)
    await company.settled()
  })

  test('one follows another: no step between is needed', async () => {
    const before = await everybody()
    const steps = company.audit('stepped-aside').length
    const [one, three] = [company.person('1'), company.person('3')]
    company.change('1', { name: three.name, login: three.login, city: three.city })
    company.change('3', { name: 'Free Name', login: 'free.name', city: one.city })
    await company.clean()
    await expectNames(before)
    expect(company.audit('stepped-aside')).toHaveLength(steps)
    await company.settled()
  })
})
