import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Attributes, Value } from '../../../connectors/spi/value.ts'
import { loadConfiguration, readConfiguration } from '../../../main/config/load.ts'
import { World } from '../../fakes/engine/world.ts'

/** A representative part of the rules that Entra Connect comes with, in our words, on the real engine and store. */
const folder = join(import.meta.dirname, '../../fakes/engine/entra-connect')

let world: World
beforeEach(() => {
  world = new World(loadConfiguration(folder))
})
afterEach(() => {
  world.close()
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const person = (anchor: string, attributes: Record<string, Value> = {}): void =>
  world.systems.ad.put(anchor, {
    type: 'user',
    dn: `CN=${anchor},OU=People,DC=fabrikam,DC=example`,
    attributes: {
      objectGUID: base64(anchor),
      objectSid: `S-${anchor}`,
      sAMAccountName: anchor,
      cn: anchor,
      userAccountControl: 512,
      mail: `${anchor}@fabrikam.example`,
      ...attributes,
    },
  })
const mailbox = (anchor: string, owner: string, attributes: Record<string, Value> = {}): void =>
  world.systems.contractors.put(anchor, {
    type: 'user',
    attributes: {
      msExchMasterAccountSid: `S-${owner}`,
      displayName: `${owner} (mailbox)`,
      mailNickname: owner,
      userAccountControl: 514,
      ...attributes,
    },
  })
const tenant = (): Record<string, Attributes> =>
  Object.fromEntries(
    [...world.systems.app.objects.values()].map(({ attributes }) => [
      Buffer.from(String(attributes.sourceAnchor), 'base64').toString(),
      attributes,
    ]),
  )

test('the rules say nothing that the check would complain of but what Entra Connect means by them', () => {
  expect(
    readConfiguration(folder).problems.map(({ severity, message }) => `${severity}: ${message}`),
  ).toEqual([])
  expect(
    world
      .rules()
      .inbound.get(world.id('ad'))
      ?.some(({ name }) => name.includes('Retired')),
  ).toBe(false)
  expect(world.rules().outbound.get('person')?.get(world.id('app'))?.[0]?.softDelete).toBe(30)
})

test('an enabled account and its mailbox in another forest are one person, each contributing what it leads in', () => {
  person('anna', {
    proxyAddresses: ['SMTP:anna@fabrikam.example', ' x500:a '],
    givenName: ' Anna ',
    sn: 'Nowak',
    msExchUsageLocation: 'PL',
  })
  mailbox('box1', 'anna', { proxyAddresses: ['smtp:ANNA@fabrikam.example', 'smtp:a.n@fabrikam.example'] })
  world.cycle()
  expect(tenant()).toEqual({
    anna: {
      sourceAnchor: base64('anna'),
      initialLocation: 'PL',
      accountEnabled: true,
      displayName: 'anna (mailbox)',
      givenName: 'Anna',
      surname: 'Nowak',
      userPrincipalName: 'anna@fabrikam.example',
      dnsDomainName: 'fabrikam.example',
      onPremisesSamAccountName: 'anna',
      alias: 'anna',
      mail: 'anna@fabrikam.example',
      proxyAddresses: ['SMTP:anna@fabrikam.example', 'x500:a', 'smtp:a.n@fabrikam.example'],
    },
  })
  expect(world.planned()).toBe(0)
  // What applies once is not applied again.
  person('anna', { msExchUsageLocation: 'DE', sn: 'Weiss' })
  world.cycle()
  expect(tenant().anna).toMatchObject({ initialLocation: 'PL', surname: 'Weiss' })
})

test('what the tenant must not see stays out of it: critical objects, service accounts, conflict objects, disabled accounts alone', () => {
  person('krbtgt', { isCriticalSystemObject: true })
  person('AAD_1234')
  person('MSOL_abc')
  person('twin', {})
  const twin = world.systems.ad.objects.get('twin')
  if (twin !== undefined) twin.dn = 'CN=twin\\0ACNF:0011,OU=People,DC=fabrikam,DC=example'
  person('gone', { userAccountControl: 514 })
  person('anna')
  world.cycle()
  expect(Object.keys(tenant())).toEqual(['anna'])
  expect(world.findings()).toEqual([])
})

test('an account out of scope of the tenant is deleted there when its soft-delete interval is over', () => {
  person('anna')
  world.cycle()
  person('anna', { userAccountControl: 514 })
  world.importAll()
  const on = (today: string): void => {
    world.synchronize('delta', { today })
    world.approve()
    world.exportAll()
  }
  on('2026-03-10')
  on('2026-04-08')
  expect(Object.keys(tenant())).toEqual(['anna'])
  on('2026-04-09')
  expect(Object.keys(tenant())).toEqual([])
})

test('a person who is deleted goes with the last account that brought it in, whatever the tenant holds', () => {
  person('anna')
  world.cycle()
  world.systems.ad.objects.delete('anna')
  const on = (today: string): string[] => {
    world.importAll()
    world.synchronize('delta', { today })
    world.approve()
    world.exportAll()
    return Object.keys(tenant())
  }
  expect(on('2026-03-10')).toEqual(['anna'])
  expect(on('2026-04-09')).toEqual([])
  on('2026-04-09')
  expect(world.db.prepare('select * from mv_object').all()).toEqual([])
})

test('an Error of a rule names the account and keeps it out of the tenant', () => {
  person('anna')
  const anna = world.systems.ad.objects.get('anna')
  delete anna?.attributes.sAMAccountName
  world.cycle()
  expect(world.findings('identity-refused').map(({ message }) => message)).toEqual([
    expect.stringContaining('AccountName is not present'),
  ])
  expect(tenant()).toEqual({})
  person('anna')
  world.cycle()
  expect(world.findings('identity-refused')).toEqual([])
  expect(Object.keys(tenant())).toEqual(['anna'])
})

test('a null that is authoritative keeps the value of a rule below it back', () => {
  person('test1', { extensionAttribute1: 'secret' })
  person('anna', { extensionAttribute1: 'public' })
  world.cycle()
  expect(tenant().test1?.extensionAttribute1).toBeUndefined()
  expect(tenant().anna?.extensionAttribute1).toBe('public')
})

test('a flow that is ignored leaves the directory as it is, and writes back once the mailbox is in the cloud', () => {
  person('anna', { msExchSafeSendersHash: 'old' })
  world.cycle()
  expect(world.systems.ad.objects.get('anna')?.attributes.msExchSafeSendersHash).toBe('old')
  const [account] = [...world.systems.app.objects.values()]
  Object.assign(account?.attributes ?? {}, { cloudSOAExchMailbox: true, safeSendersHash: 'new' })
  world.cycle()
  expect(world.systems.ad.objects.get('anna')?.attributes.msExchSafeSendersHash).toBe('new')
})

test('groups bring their members, and foreign principals join whomever they stand for', () => {
  person('anna')
  world.systems.ad.put('fsp', {
    type: 'foreignSecurityPrincipal',
    dn: 'CN=S-anna,CN=ForeignSecurityPrincipals,DC=other',
    attributes: { objectSid: 'S-anna' },
  })
  world.systems.ad.put('team', {
    type: 'group',
    dn: 'CN=Team,DC=fabrikam,DC=example',
    attributes: { objectGUID: base64('team'), cn: 'Team', groupType: -2147483646 },
    references: { member: ['fsp'] },
  })
  world.cycle()
  const rows = world.db
    .prepare<unknown[], { type: string; attributes: string }>(
      'select type, attributes from mv_object order by type',
    )
    .all()
  expect(rows.map((row) => [row.type, (JSON.parse(row.attributes) as Attributes).displayName])).toEqual([
    ['group', 'Team'],
    ['person', 'anna'],
  ])
  expect(JSON.parse(rows[0]?.attributes ?? '{}')).toMatchObject({ securityEnabled: true })
  expect(world.db.prepare('select attribute from mv_reference').all()).toEqual([{ attribute: 'member' }])
})
