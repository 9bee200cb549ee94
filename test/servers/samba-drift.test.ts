import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Drift } from '../../preload/contract/drift.ts'
import { requires } from '../requirements.ts'
import { type Colleague, type Policy, personDn, policies, SambaCompany, teamDn } from './samba-company.ts'
import { place } from './samba-workspace.ts'

const whos = ['Value', 'Moved', 'Deleted', 'Member', 'Stranger'] as const
type Who = (typeof whos)[number]

const colleague = (policy: Policy, who: Who): Colleague => ({
  id: `${policy}-${who}`,
  name: `${who} ${policy}`,
  login: `${who}.${policy}`.toLowerCase(),
  city: 'Munich',
  policy,
  teams: who === 'Member' ? [policy] : [],
})
const home = (policy: Policy, who: Who): string => personDn(colleague(policy, who))
const away = (policy: Policy): string => `CN=Moved ${policy},OU=Elsewhere,${place}`
const created = (policy: Policy): string => `CN=Created ${policy},OU=Munich,OU=People,${place}`

/** One story, told in order: everything that somebody can change beside us, under each rule for it. */
describe.skipIf(requires('samba'))('what somebody else changes on Samba', () => {
  let company: SambaCompany
  const anchors = new Map<string, string>()
  const sids = new Map<string, string>()

  beforeAll(async () => {
    company = await SambaCompany.start()
    company.people(policies.flatMap((policy) => whos.map((who) => colleague(policy, who))))
    company.teams(policies.map((policy) => ({ key: policy, policy, parents: [] })))
    await company.clean('full')
    await company.settled()
    for (const policy of policies) {
      anchors.set(policy, await company.admin.anchor(home(policy, 'Deleted')))
      sids.set(policy, await company.admin.sid(home(policy, 'Deleted')))
    }
  })
  afterAll(() => company?.stop())

  const named = async (dn: string): Promise<string | undefined> =>
    (await company.admin.read(dn))?.displayName?.[0]

  /** What the directory holds of the things that were changed outside: `outside` as somebody made it, `home` as we want it. */
  async function standing(policy: Policy): Promise<Record<string, 'home' | 'outside' | 'neither'>> {
    const members = await company.members(policy)
    const either = (isHome: boolean, isOutside: boolean) =>
      isHome ? 'home' : isOutside ? 'outside' : 'neither'
    const value = await named(home(policy, 'Value'))
    return {
      value: either(value === `Value ${policy}`, value === 'Changed outside'),
      moved: either(
        (await company.admin.read(home(policy, 'Moved'))) !== undefined,
        (await company.admin.read(away(policy))) !== undefined,
      ),
      deleted: either(
        (await company.admin.read(home(policy, 'Deleted'))) !== undefined,
        (await company.admin.read(home(policy, 'Deleted'))) === undefined,
      ),
      created: either(
        (await company.admin.read(created(policy))) === undefined,
        (await company.admin.read(created(policy))) !== undefined,
      ),
      added: either(!members.includes(home(policy, 'Stranger')), members.includes(home(policy, 'Stranger'))),
      removed: either(members.includes(home(policy, 'Member')), !members.includes(home(policy, 'Member'))),
    }
  }
  const all = (state: 'home' | 'outside') => ({
    value: state,
    moved: state,
    deleted: state,
    created: state,
    added: state,
    removed: state,
  })

  async function changeOutside(policy: Policy): Promise<void> {
    const { admin } = company
    await admin.replace(home(policy, 'Value'), { displayName: 'Changed outside' })
    await admin.move(home(policy, 'Moved'), away(policy))
    await admin.remove(home(policy, 'Deleted'))
    await admin.addUser(created(policy), `created.${policy}`)
    await admin.addValues(teamDn(policy), { member: [home(policy, 'Stranger')] })
    await admin.removeValues(teamDn(policy), { member: [home(policy, 'Member')] })
  }

  const tell = ({ kind, attribute, state, key }: Drift): string =>
    [state, kind, attribute, /(enforce|ask|accept)/.exec(key)?.[0]].filter(Boolean).join(' ')

  test('is found, each of it, and told by the rule that is for it', async () => {
    const before = Date.now()
    for (const policy of policies) await changeOutside(policy)
    await company.look('delta')
    const drift = await company.drift()
    const states = { enforce: 'enforced', ask: 'open', accept: 'accepted' } as const
    expect(drift.map(tell).sort()).toEqual(
      policies
        .flatMap((policy) => [
          `${states[policy]} value displayName ${policy}`,
          `${states[policy]} value dn ${policy}`,
          `${states[policy]} deleted ${policy}`,
          `${states[policy]} reference-added member ${policy}`,
          `${states[policy]} reference-removed member ${policy}`,
          // What was created is nobody's: only a person may have it deleted.
          `open created ${policy}`,
        ])
        .sort(),
    )
    // The domain says since when, of deleted objects too, and never by whom.
    for (const row of drift) {
      expect(row.changedBy, row.words).toBeNull()
      expect(Math.abs((row.changedAt ?? 0) - before), row.words).toBeLessThan(60_000)
      expect(row.words).toMatch(/the object was last changed on \d{4}-/)
    }
    for (const policy of policies) expect(await standing(policy)).toEqual(all('outside'))
  })

  test('is set right where the rule enforces, waits where it asks, and stands where it accepts', async () => {
    await company.workspace.approve()
    await company.clean()
    expect(await standing('enforce')).toEqual({ ...all('home'), created: 'outside' })
    expect(await standing('ask')).toEqual(all('outside'))
    expect(await standing('accept')).toEqual(all('outside'))
    // A full read and synchronization see it the same way.
    expect(await company.look('full')).toEqual([])
    await company.workspace.job({ kind: 'report' })
    const left = (await company.drift()).map(tell)
    expect(left.filter((text) => text.includes('enforce'))).toEqual(['open created enforce'])
    expect(left).toHaveLength(13)
  })

  test('an account that was deleted is the object it was: identifier, SID, name', async () => {
    expect(await company.admin.anchor(home('enforce', 'Deleted'))).toBe(anchors.get('enforce'))
    expect(await company.admin.sid(home('enforce', 'Deleted'))).toBe(sids.get('enforce'))
    expect(await company.admin.read(home('enforce', 'Deleted'))).toMatchObject({
      sAMAccountName: ['deleted.enforce'],
      displayName: ['Deleted enforce'],
      employeeID: ['enforce-Deleted'],
      userAccountControl: ['514'],
      l: ['Munich'],
    })
    const notes = company.audit('export').flatMap(({ note }) => note ?? [])
    expect(notes).toEqual(['brought back from the deleted objects, with the objectGUID and objectSid it had'])
  })

  test('goes as a person decides where the rule asks: what is enforced is set right, what is accepted stands', async () => {
    const asked = (await company.drift()).filter(({ state }) => state === 'open')
    const ofKind = (...kinds: string[]) =>
      asked.filter((row) => kinds.includes(row.attribute === 'dn' ? 'moved' : row.kind))
    await company.decideDrift(ofKind('moved', 'deleted', 'reference-added'), 'enforce')
    await company.decideDrift(
      ofKind('value', 'reference-removed').filter(({ attribute }) => attribute !== 'dn'),
      'accept',
    )
    const [one, ...others] = ofKind('created')
    await company.decideDrift([one as Drift], 'enforce')
    await company.decideDrift(others, 'accept')
    await company.clean()
    expect(await standing('ask')).toMatchObject({
      value: 'outside',
      moved: 'home',
      deleted: 'home',
      added: 'home',
      removed: 'outside',
    })
    expect(await company.admin.anchor(home('ask', 'Deleted'))).toBe(anchors.get('ask'))
    expect(await standing('accept')).toMatchObject({ value: 'outside', moved: 'outside', deleted: 'outside' })
    const strangers = await Promise.all(policies.map((policy) => company.admin.read(created(policy))))
    expect(strangers.filter((entry) => entry === undefined)).toHaveLength(1)
    expect(await company.look('full')).toEqual([])
    await company.workspace.job({ kind: 'report' })
  })

  test('what was accepted is set right once a person says so, as far as it can be', async () => {
    const accepted = (await company.drift()).filter(({ state }) => state === 'accepted')
    expect(accepted.length).toBeGreaterThan(6)
    await company.decideDrift(accepted, 'enforce')
    await company.clean()
    for (const policy of policies) expect(await standing(policy)).toEqual(all('home'))
    expect(await company.admin.anchor(home('accept', 'Deleted'))).toBe(anchors.get('accept'))
    await company.settled()
    expect(await company.drift()).toEqual([])
  })

  test('a group that was deleted comes back as the object it was, with its members', async () => {
    const anchor = await company.admin.anchor(teamDn('enforce'))
    await company.admin.remove(teamDn('enforce'))
    await company.clean()
    expect(await company.admin.anchor(teamDn('enforce'))).toBe(anchor)
    expect(await company.members('enforce')).toEqual([home('enforce', 'Member')])
    await company.settled()
  })

  test('what the directory does not keep any more is made anew', async () => {
    const dn = home('enforce', 'Deleted')
    await company.admin.remove(dn)
    await company.server.tool('domain', 'tombstones', 'expunge', '--tombstone-lifetime=0')
    // Of what is purged no delta can tell.
    await company.clean('full')
    expect(await company.admin.read(dn)).toMatchObject({ employeeID: ['enforce-Deleted'] })
    expect(await company.admin.anchor(dn)).not.toBe(anchors.get('enforce'))
    await company.settled()
  })
})
