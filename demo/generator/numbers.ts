import { type Directory, hasAccount } from './directory.ts'
import { badLines } from './hr-files.ts'
import type { Company, Person } from './people.ts'
import type { ServiceDesk } from './service-desk.ts'

/** What a session over the demo is meant to find. Changes are counted by attribute, as the plan counts them. */
export interface ExpectedNumbers {
  readonly hr: { readonly rows: number; readonly people: number; readonly rejected: number }
  readonly contractors: { readonly rows: number; readonly alsoEmployees: number }
  readonly metaverse: { readonly people: number; readonly groups: number }
  readonly ad: {
    readonly users: number
    readonly groups: number
    readonly organizationalUnits: number
    readonly joined: number
    readonly joinedByMail: number
    readonly ambiguous: number
    readonly filtered: number
    readonly unmatched: number
    readonly adds: number
    readonly moves: number
    readonly disables: number
    readonly updates: Readonly<Record<string, number>>
    /** A new account's manager is an update of its own, after the add: a reference needs both ends. */
    readonly managersOfNewAccounts: number
    readonly updatesInAll: number
    readonly heldPeople: number
    readonly peopleWithoutAccount: number
  }
  readonly servicedesk: {
    readonly users: number
    readonly groups: number
    readonly joined: number
    readonly unmatched: number
    readonly adds: number
    readonly disables: number
    readonly updates: Readonly<Record<string, number>>
    /** A new account's manager is an update of its own, after the add: a reference needs both ends. */
    readonly managersOfNewAccounts: number
    readonly updatesInAll: number
  }
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0)

export function countExpected(company: Company, directory: Directory, desk: ServiceDesk): ExpectedNumbers {
  const everybody = [...company.employees, ...company.contractors]
  const count = (fits: (person: Person) => boolean) => everybody.filter(fits).length
  const standing = (...wanted: Person['standing'][]) => count((person) => wanted.includes(person.standing))
  const inScope = (person: Person) => person.standing === 'active' || person.standing === 'rehire'
  const stale = (key: keyof Person['stale']) =>
    count((person) => inScope(person) && person.stale[key] !== undefined)
  const linked = count(hasAccount)
  const adds = standing('joiner', 'prehire')
  const ad = {
    employeeID: stale('noEmployeeId'),
    sn: stale('last'),
    displayName: stale('displayName'),
    title: stale('title'),
    department: stale('department'),
    physicalDeliveryOfficeName: stale('office'),
    telephoneNumber: stale('phone'),
    l: stale('place'),
    manager: stale('manager'),
    userAccountControl: standing('rehire'),
  }
  const servicedesk = {
    externalId: desk.counts.withoutExternalId,
    title: desk.counts.titles,
    department: desk.counts.departments,
    phone: desk.counts.phones,
    members: desk.counts.groupsChanged,
  }
  const newWithManager = count(
    ({ standing, manager }) =>
      (standing === 'joiner' || standing === 'prehire') && manager !== undefined && hasAccount(manager),
  )
  const servedNewWithManager = count(
    ({ serviceDesk, manager }) => serviceDesk === 'gets' && manager?.serviceDesk === 'has',
  )
  const alsoEmployees = company.twice.byMail.length + company.twice.byNumber.length
  const served = count((person) => person.serviceDesk === 'has')
  return {
    hr: {
      rows: company.employees.length + company.history.length + badLines.length,
      people: company.employees.length,
      rejected: badLines.length,
    },
    contractors: { rows: company.contractors.length + alsoEmployees, alsoEmployees },
    metaverse: { people: everybody.length, groups: directory.counts.groups },
    ad: {
      users: directory.counts.users,
      groups: directory.counts.groups,
      organizationalUnits: directory.counts.units,
      joined: linked,
      joinedByMail: ad.employeeID,
      ambiguous: directory.counts.ambiguous,
      filtered: directory.counts.services,
      unmatched: directory.counts.strangers,
      adds,
      moves: stale('place') + standing('rehire'),
      disables: standing('leaver'),
      updates: ad,
      managersOfNewAccounts: newWithManager,
      updatesInAll: sum(ad) + newWithManager,
      heldPeople: standing('held'),
      peopleWithoutAccount: everybody.length - linked - adds,
    },
    servicedesk: {
      users: desk.counts.users,
      groups: desk.counts.groups,
      joined: served,
      unmatched: desk.counts.strangers,
      adds: count((person) => person.serviceDesk === 'gets'),
      disables: count((person) => person.serviceDesk === 'has' && person.standing === 'leaver'),
      updates: servicedesk,
      managersOfNewAccounts: servedNewWithManager,
      updatesInAll: sum(servicedesk) + servedNewWithManager,
    },
  }
}
