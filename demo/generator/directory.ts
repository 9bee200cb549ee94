import { childOf } from '../../connectors/kit/dn.ts'
import type { SystemSchema } from '../../connectors/spi/schema.ts'
import type { Attributes, References, Scalar } from '../../connectors/spi/value.ts'
import type { TwinSeed } from '../../connectors/twin/create.ts'
import { agencyOf } from './hr-files.ts'
import { type Company, displayNameOf, type Person } from './people.ts'
import { places } from './places.ts'
import type { Random } from './random.ts'

const root = 'DC=corp,DC=contoso,DC=com'
const people = childOf(root, 'OU', 'People')
const groups = childOf(root, 'OU', 'Groups')
const services = childOf(root, 'OU', 'Service Accounts')
const leavers = childOf(root, 'OU', 'Leavers')

/** Groups that the service desk has as well, and how many members each has. */
export const serviceGroups: readonly (readonly [name: string, members: number])[] = [
  ['SN Service Desk', 60],
  ['SN Incident Managers', 18],
  ['SN Change Managers', 12],
  ['SN Knowledge Authors', 40],
  ['SN Approvers', 25],
  ['SN Asset Managers', 9],
]

export interface Directory {
  readonly objects: readonly (TwinSeed & { readonly anchor: string })[]
  readonly dnOf: ReadonlyMap<Person, string>
  readonly membersOf: ReadonlyMap<string, readonly Person[]>
  readonly counts: Readonly<
    Record<'users' | 'groups' | 'units' | 'strangers' | 'services' | 'ambiguous', number>
  >
}

const text = { type: 'string' } as const
const computed = { ...text, writable: 'never' } as const
const common = { objectGUID: computed, cn: computed, description: text }

/** Real attribute names; `cn` follows from the DN, `objectGUID` is the anchor. */
export const adSchema: SystemSchema = {
  types: [
    {
      type: 'organizationalUnit',
      anchor: 'objectGUID',
      display: ['ou'],
      attributes: { objectGUID: computed, ou: computed, description: text },
    },
    {
      type: 'user',
      anchor: 'objectGUID',
      display: ['displayName', 'cn', 'sAMAccountName'],
      enabled: { attribute: 'userAccountControl', kind: 'disabledBit', bit: 2 },
      attributes: {
        ...common,
        sAMAccountName: { ...text, required: true, unique: true, title: 'Logon name (pre-Windows 2000)' },
        userPrincipalName: { ...text, unique: true, title: 'Logon name' },
        userAccountControl: { type: 'integer', required: true },
        employeeID: text,
        mail: text,
        givenName: text,
        sn: text,
        displayName: text,
        title: text,
        department: text,
        company: text,
        physicalDeliveryOfficeName: { ...text, title: 'Office' },
        telephoneNumber: text,
        l: { ...text, title: 'City' },
        co: { ...text, title: 'Country' },
        manager: { type: 'reference' },
      },
    },
    {
      type: 'group',
      anchor: 'objectGUID',
      display: ['cn'],
      attributes: {
        ...common,
        sAMAccountName: { ...text, required: true, unique: true },
        member: { type: 'reference', multi: true },
      },
    },
  ],
}

/** The directory as it is before the session: accounts that HR has left behind. */
export function buildDirectory(company: Company, random: Random): Directory {
  const objects: (TwinSeed & { anchor: string })[] = []
  const dnOf = new Map<Person, string>()
  const taken = new Set<string>()
  const put = (type: string, dn: string, attributes: Attributes, references?: References) => {
    objects.push({ type, anchor: random.guid(), dn, attributes, ...(references ? { references } : {}) })
  }
  const nameIn = (container: string, cn: string): string => {
    let dn = childOf(container, 'CN', cn)
    for (let n = 2; taken.has(dn); n++) dn = childOf(container, 'CN', `${cn} (${n})`)
    taken.add(dn)
    return dn
  }

  for (const dn of [people, groups, services, leavers]) put('organizationalUnit', dn, {})
  for (const { city, country } of places) {
    put('organizationalUnit', childOf(people, 'OU', city), { description: `People in ${city}, ${country}` })
  }
  const units = objects.length

  const having = [...company.employees, ...company.contractors].filter(hasAccount)
  for (const person of having) {
    dnOf.set(person, nameIn(homeOf(person), `${person.stale.last ?? person.last}, ${person.first}`))
  }
  for (const [index, person] of having.entries()) {
    const manager = dnOf.get(person.stale.manager ?? (person.manager as Person))
    put(
      'user',
      dnOf.get(person) as string,
      accountOf(person, index),
      manager ? { manager: [manager] } : undefined,
    )
  }
  for (const [one] of company.heldPairs) {
    put(
      'user',
      nameIn(childOf(people, 'OU', one.place.city), `${one.last}, ${one.first}`),
      sharedAccount(one),
    )
  }
  for (const [name, description] of serviceAccounts) {
    put('user', nameIn(services, name), serviceAccount(name, description))
  }
  for (const [cn, login, extra] of strangers) {
    put('user', nameIn(childOf(people, 'OU', 'Munich'), cn), {
      ...serviceAccount(login, ''),
      displayName: cn,
      ...extra,
    })
  }

  const membersOf = chooseMembers(having, random)
  for (const [name, members] of membersOf) {
    const member = members.map((person) => dnOf.get(person) as string)
    put(
      'group',
      childOf(groups, 'CN', name),
      { sAMAccountName: name, description: `Contoso ${name}` },
      { member },
    )
  }
  const ambiguous = company.heldPairs.length
  return {
    objects,
    dnOf,
    membersOf,
    counts: {
      users: having.length + ambiguous + serviceAccounts.length + strangers.length,
      groups: membersOf.size,
      units,
      strangers: strangers.length,
      services: serviceAccounts.length,
      ambiguous,
    },
  }
}

export const hasAccount = ({ standing }: Person): boolean =>
  standing === 'active' || standing === 'rehire' || standing === 'leaver' || standing === 'departed'

/** Admins moved accounts of those who left to a container of their own; nobody moved the rehired back. */
function homeOf(person: Person): string {
  if (person.standing === 'departed' || person.standing === 'rehire') return leavers
  return childOf(people, 'OU', (person.stale.place ?? person.place).city)
}

/** Every fortieth password never expires, so that userAccountControl is more than one bit. */
function controlOf(person: Person, index: number): number {
  const base = index % 40 === 7 ? 66048 : 512
  return person.standing === 'departed' || person.standing === 'rehire' ? base | 2 : base
}

function accountOf(person: Person, index: number): Attributes {
  const { stale } = person
  const mail = person.mail as string
  const attributes: Record<string, Scalar> = {
    sAMAccountName: person.login.slice(0, 20),
    userPrincipalName: mail,
    userAccountControl: controlOf(person, index),
    // Addresses are compared in any case, and some admins like capitals.
    mail: stale.noEmployeeId && index % 2 === 0 ? mail.replace(/^./, (letter) => letter.toUpperCase()) : mail,
    givenName: person.first,
    sn: stale.last ?? person.last,
    displayName: stale.displayName ?? displayNameOf(person),
    title: stale.title ?? person.title,
    department: stale.department ?? person.unit,
    company: person.contractor ? agencyOf(person) : 'Contoso',
    physicalDeliveryOfficeName: stale.office ?? person.place.office,
    telephoneNumber: stale.phone ?? person.phone,
    l: (stale.place ?? person.place).city,
    co: person.place.country,
  }
  return stale.noEmployeeId ? attributes : { ...attributes, employeeID: person.id }
}

function sharedAccount(person: Person): Attributes {
  return {
    sAMAccountName: person.login,
    userPrincipalName: person.mail as string,
    userAccountControl: 512,
    mail: person.mail as string,
    givenName: person.first,
    sn: person.last,
    displayName: displayNameOf(person),
  }
}

function serviceAccount(name: string, description: string): Attributes {
  const base = { sAMAccountName: name, userPrincipalName: `${name}@contoso.com`, userAccountControl: 66048 }
  return description === '' ? base : { ...base, description }
}

const serviceAccounts: readonly (readonly [name: string, description: string])[] = [
  ['svc-backup', 'Nightly backup'], ['svc-sql', 'Database engine'], ['svc-web', 'Intranet pool'],
  ['svc-scan', 'Scan to mail'], ['svc-monitor', 'Monitoring'], ['svc-deploy', 'Software distribution'],
  ['svc-print', 'Print server'], ['svc-voip', 'Telephone system'], ['svc-badge', 'Door badges'],
  ['svc-erp', 'ERP interface'], ['svc-report', 'Report server'], ['svc-patch', 'Updates'],
  ['svc-dns', 'Dynamic DNS updates'], ['svc-joinery', 'Joinery itself'],
] // biome-ignore format: a table

/** Accounts of nobody HR knows. */
const strangers: readonly (readonly [cn: string, login: string, extra: Attributes])[] = [
  ['Room Isar', 'room-isar', { mail: 'room.isar@contoso.com' }],
  ['Room Thames', 'room-thames', { mail: 'room.thames@contoso.com' }],
  ['Reception Kiosk', 'kiosk-reception', {}],
  ['Training 1', 'training1', {}],
  ['Admin Großmann', 'adm-grossmann', { description: 'Second account of an administrator' }],
  ['Winter, Clara', 'clara.winter', { employeeID: '000412', mail: 'clara.winter@contoso.com' }],
  ['Abbott, Simon', 'simon.abbott', { employeeID: '000377', mail: 'simon.abbott@contoso.com' }],
  ['Test User', 'test.user', { mail: 'test.user@contoso.com' }],
]

function chooseMembers(having: readonly Person[], random: Random): Map<string, readonly Person[]> {
  const served = having.filter(({ serviceDesk, standing }) => serviceDesk === 'has' && standing !== 'leaver')
  const members = new Map<string, readonly Person[]>()
  for (const [name, count] of serviceGroups) members.set(name, random.shuffle(served).slice(0, count))
  members.set(
    'Sales-All',
    having.filter(({ stale }) => stale.department === 'Sales'),
  )
  return members
}
