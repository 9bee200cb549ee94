import { type Directory, serviceGroups } from './directory.ts'
import { type Company, displayNameOf, type Person } from './people.ts'
import type { Random } from './random.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Plain SCIM core JSON (RFC 7643), as a list of resources with ids. */
export interface ServiceDesk {
  readonly users: readonly Resource[]
  readonly groups: readonly Resource[]
  readonly counts: Readonly<
    Record<
      | 'users'
      | 'groups'
      | 'strangers'
      | 'withoutExternalId'
      | 'titles'
      | 'departments'
      | 'phones'
      | 'groupsChanged',
      number
    >
  >
}

interface Old {
  withoutExternalId?: boolean
  title?: string
  department?: string
  phone?: string
}

/** The service desk's users as an earlier tool left them. */
export function buildServiceDesk(company: Company, directory: Directory, random: Random): ServiceDesk {
  const everybody = [...company.employees, ...company.contractors]
  const having = everybody.filter(({ serviceDesk }) => serviceDesk === 'has')
  const ids = new Map(having.map((person) => [person, random.guid()]))
  const old = forget(
    having.filter(({ standing }) => standing !== 'leaver'),
    random,
  )
  const users = having.map((person) => userOf(person, ids, old.get(person) ?? {}))
  for (const name of strangers) users.push(strangerOf(name, random.guid()))
  const served = having.filter(({ standing }) => standing !== 'leaver')
  const groups = serviceGroups.map(([name]) =>
    groupOf(name, directory.membersOf.get(name) ?? [], served, ids, random),
  )
  const count = (key: keyof Old) => [...old.values()].filter((one) => one[key] !== undefined).length
  return {
    users,
    groups,
    counts: {
      users: users.length,
      groups: groups.length,
      strangers: strangers.length,
      withoutExternalId: count('withoutExternalId'),
      titles: count('title'),
      departments: count('department'),
      phones: count('phone'),
      groupsChanged: 2,
    },
  }
}

function forget(served: readonly Person[], random: Random): Map<Person, Old> {
  const old = new Map(served.map((person): [Person, Old] => [person, {}]))
  const some = (count: number) => random.shuffle(served).slice(0, count)
  const of = (person: Person) => old.get(person) as Old
  for (const person of some(21)) of(person).withoutExternalId = true
  for (const person of some(45)) of(person).title = `Trainee ${person.title}`
  for (const person of some(40)) of(person).department = person.unit === 'IT Platform' ? 'IT' : 'Service'
  for (const person of some(30)) of(person).phone = person.phone.replaceAll(' ', '')
  return old
}

type Resource = Record<string, unknown> & { readonly id: string }

function userOf(person: Person, ids: ReadonlyMap<Person, string>, old: Old): Resource {
  const manager = person.manager ? ids.get(person.manager) : undefined
  const known = old.withoutExternalId ? {} : { externalId: person.id }
  return {
    schemas: [`${core}:User`, enterprise],
    id: ids.get(person) as string,
    ...known,
    userName: person.mail,
    name: { givenName: person.first, familyName: person.last },
    displayName: displayNameOf(person),
    title: old.title ?? person.title,
    active: true,
    emails: [{ value: person.mail, type: 'work', primary: true }],
    phoneNumbers: [{ value: old.phone ?? person.phone, type: 'work' }],
    [enterprise]: {
      department: old.department ?? person.unit,
      ...(manager ? { manager: { value: manager } } : {}),
    },
  }
}

/** People of a vendor that has long since left, and an integration. */
const strangers = [
  'Wide World Importers 1', 'Wide World Importers 2', 'Wide World Importers 3', 'Adatum Consultant', 'Proseware Auditor',
  'MID Server', 'Discovery Integration', 'Demo Requester', 'Demo Fulfiller',
] // biome-ignore format: a list

function strangerOf(name: string, id: string): Resource {
  const userName = `${name.toLowerCase().replaceAll(' ', '.')}@vendor.example`
  return { schemas: [`${core}:User`], id, userName, displayName: name, active: true }
}

function groupOf(
  name: string,
  inDirectory: readonly Person[],
  served: readonly Person[],
  ids: ReadonlyMap<Person, string>,
  random: Random,
) {
  let members = [...inDirectory]
  if (name === 'SN Service Desk') members = members.slice(5)
  if (name === 'SN Knowledge Authors') {
    members = [...members.slice(1), ...served.filter((person) => !inDirectory.includes(person)).slice(0, 2)]
  }
  return {
    schemas: [`${core}:Group`],
    id: random.guid(),
    displayName: name,
    members: members.map((person) => ({ value: ids.get(person) as string, display: displayNameOf(person) })),
  }
}
